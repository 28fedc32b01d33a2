"""The Inside view: the network with its real weights, unit by unit."""
