"""The API as a whole: its addresses, its schema and the page of it. Endpoints live with their nouns."""
