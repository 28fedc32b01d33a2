"""The Drawing view: what becomes of a drawing on its way to the network, and how it is read over training."""
