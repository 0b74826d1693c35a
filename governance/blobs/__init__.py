"""Bytes kept once, by their hash; given out only whole."""
