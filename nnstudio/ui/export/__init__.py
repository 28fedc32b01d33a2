"""Saving and copying what is seen: pictures of widgets, and tables of their numbers."""
