"""Questions, texts, quotes, precedence, changes and the states of a reading. Pure: no Django, no I/O."""
