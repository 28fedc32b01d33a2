"""Live plots: they read a run's history when the frame timer says so."""
