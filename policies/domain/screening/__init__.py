"""Screening against lists of restricted parties: names, lists, matching, ownership, and the words for what was found.

Nothing here says that a name is clear. A comparison of spellings finds what is spelt alike, and no more.
"""
