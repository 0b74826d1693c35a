"""Deeds on what vendors say: one module per noun, one keyword-only function per deed."""
