"""What a run has achieved: the card with its result, warnings while it learns, and the table of its epochs."""
