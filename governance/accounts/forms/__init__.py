"""Forms of people, teams, the organisation and one's own account."""
