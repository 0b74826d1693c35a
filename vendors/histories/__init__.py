"""Reading histories of terms that others recorded, one look at a time. Knows files and git; knows no database."""

from vendors.histories.looks import Look, Source, Unreadable
from vendors.histories.sources import open_source

__all__ = ["Look", "Source", "Unreadable", "open_source"]
