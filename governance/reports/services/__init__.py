"""Deeds on reports: starting, working (freeze, draft, final), signing, verifying."""
