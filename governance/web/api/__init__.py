"""The frame of `/api/`: problems, preconditions, fields, filters, limits, schema. No nouns, no people, no addresses."""
