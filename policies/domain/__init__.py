"""What an outcome is, who may do what when, and the sentences signed. Pure: no Django, no I/O."""
