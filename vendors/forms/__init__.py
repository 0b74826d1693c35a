"""Forms of what vendors say: they turn text into values; services judge."""
