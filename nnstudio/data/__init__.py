"""Where digits come from, and how ink becomes the picture that a network sees."""
