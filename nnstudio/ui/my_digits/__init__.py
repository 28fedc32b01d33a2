"""One's own digits: the gallery of them, and fine-tuning a network on them."""
