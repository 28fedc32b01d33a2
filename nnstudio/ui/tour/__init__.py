"""Five hints for the first minute in the window."""
