"""A run: its settings, what happened in it, and its folder on disk."""
