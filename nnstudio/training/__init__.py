"""The trainer in a separate process, so that the window and training do not wait for each other."""
