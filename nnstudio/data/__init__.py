"""Data sets: where they come from, how they are split, imported and augmented."""
