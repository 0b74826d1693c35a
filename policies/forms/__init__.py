"""Forms of what we permit: they turn text into values; services judge."""
