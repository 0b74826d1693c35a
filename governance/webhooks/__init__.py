"""Outgoing webhooks: other systems are told of deeds, derived from the audit trail and signed."""
