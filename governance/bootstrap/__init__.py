"""What runs before `.venv` exists, and the supervisor of `make run`: standard library only, never imported by the product."""
