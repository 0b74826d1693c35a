"""Measuring on text folders: what the evaluation commands share. Nothing the site serves imports from here."""
