"""The Experiments view."""
