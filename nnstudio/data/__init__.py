"""Where digits come from: datasets, drawings, and how ink becomes pixels."""
