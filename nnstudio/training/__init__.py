"""The trainer in a process of its own, so that a live window and the training do not wait for each other."""
