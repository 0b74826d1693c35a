"""Audit reports: evidence frozen, rendered, signed by both functions, sealed, verified."""
