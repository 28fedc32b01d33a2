"""The Health view: what a check-up found in the settings, and what ails the run that is shown."""
