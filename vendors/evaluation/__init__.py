"""Measuring the rules of `vendors.domain` on folders of real histories. Reads files only; touches no database."""
