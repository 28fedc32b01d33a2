"""The My digits view: the gallery of the user's digits, and fine-tuning a network on them."""
