"""What we permit, for programs: one module per noun, over the same services and visibility as the pages."""
