"""The Drawing view: how a drawing is preprocessed, and how its prediction changes during training."""
