"""NN Studio: see a neural network learn to read digits."""

__version__ = "0.1.0"
