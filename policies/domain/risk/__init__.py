"""Risk by strategy, and the three risks of counsel's page: computed from what is on record, never from a hunch.

A grade says what is on record: a restriction, none, or that nobody established it. None on record is not "no risk".
"""
