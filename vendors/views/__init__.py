"""Pages of what vendors say, one module per noun; `desk`, `reader`, `passages`, `targets`, `terms_text` prepare."""
