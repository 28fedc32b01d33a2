"""What the network learns from: its pictures, its classes, and how to get it."""
