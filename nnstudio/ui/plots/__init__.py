"""Live plots: they draw a run's history on the frame timer's signal."""
