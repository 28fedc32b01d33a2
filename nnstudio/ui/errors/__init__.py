"""The Errors view: what the network gets wrong, and how sure it is of it."""
