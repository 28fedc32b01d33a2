"""The settings being edited and the run being trained, as objects that tell the window what changes."""
