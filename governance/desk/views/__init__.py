"""Pages of the desk: one module per page."""
