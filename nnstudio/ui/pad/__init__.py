"""The drawing pad: what a person draws, what the network sees of it, and what it makes of it."""
