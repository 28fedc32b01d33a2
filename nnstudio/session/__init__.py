"""The settings being edited and the run being trained, as objects that notify the window of changes."""
