"""Deeds on what we permit: one module per noun, one keyword-only function per deed."""
