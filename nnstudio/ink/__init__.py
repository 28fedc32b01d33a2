"""Ink: pen strokes, the recipe that turns them into 28×28 pictures as MNIST's were made, and generated handwriting."""
