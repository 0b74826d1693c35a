"""What runs before `.venv` exists, and the supervisor of `make run`: standard library only, no part of the site."""
