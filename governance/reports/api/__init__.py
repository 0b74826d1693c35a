"""Reports for programs: start, read, watch, download. Signing needs a person in a session."""
