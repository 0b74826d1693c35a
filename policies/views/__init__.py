"""Pages of what we permit: one module per noun."""
