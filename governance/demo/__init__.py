"""The demo portfolio, loaded through the ordinary services on days that lie in the past."""
