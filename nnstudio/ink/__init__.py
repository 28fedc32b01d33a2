"""Ink: strokes of a pen, how they become a 28×28 picture as MNIST's were made, and generated handwriting."""
