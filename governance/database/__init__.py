"""The one place of vendor-specific SQL: triggers, locks, read snapshots. No models and no business words live here."""
