"""The command line. What runs without a window imports no Qt."""
