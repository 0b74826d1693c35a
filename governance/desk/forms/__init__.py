"""Filter forms of the desk's pages."""
