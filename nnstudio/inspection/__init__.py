"""What a network makes of a picture: prediction, explanation, out-of-distribution detection, weight histograms."""
