"""Why the network reads a drawing as it does."""
