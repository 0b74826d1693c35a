"""The audit trail: who did what to what, when, why; append-only and hash-linked. No views live here."""
