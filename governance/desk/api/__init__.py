"""What shows nouns of several apps, for programs: the audit trail."""
