"""All runs of the runs folder: what is known of each without opening it, kept up to date with the disk."""
