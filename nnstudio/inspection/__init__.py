"""Looking into a network: predictions, their explanation, out-of-distribution detection, weight histograms."""
