"""The drawing pad: the drawing, the picture the network sees, and its prediction."""
