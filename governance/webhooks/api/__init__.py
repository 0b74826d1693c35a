"""Endpoints of other systems and the messages to them, for programs of an administrator. Reading only."""
