"""Makers of rows for tests, one module per app. They call the real services, so that what they make can exist."""
