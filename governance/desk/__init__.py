"""What shows nouns of several apps: queue, matrix, search and the audit trail."""
