"""Pictures of the window: two for the README, and a gallery of every view to be looked at."""
