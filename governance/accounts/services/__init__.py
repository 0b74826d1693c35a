"""Deeds on people, roles, teams, tokens and the organisation."""
