"""Deeds on endpoints; collecting events for them and delivering messages."""
