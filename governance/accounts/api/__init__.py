"""The organisation, people, teams, oneself and one's tokens, for programs.

What everything is built from is in `api_endpoints`.
"""
