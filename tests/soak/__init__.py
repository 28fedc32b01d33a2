"""Random use of the real window: ``make soak``."""
