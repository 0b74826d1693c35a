"""Deeds of the desk. It has one: a check of the audit trail."""
