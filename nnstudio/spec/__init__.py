"""Settings, each declared once: its default, limits, unit, label and help.

The form, its validation, the command line's ``--set``, the JSON file and the table of differences between runs
all derive from this one declaration.
"""
