"""A network with its weights, from a run's folder or from one file."""
