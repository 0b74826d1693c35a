"""Errors to answers, doors, forms, pagination, logs and template tags. No business words live here."""
