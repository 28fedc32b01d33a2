"""The Why view: explains the network's prediction for the drawing."""
