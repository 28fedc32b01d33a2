"""The left panel: the settings of a run."""
