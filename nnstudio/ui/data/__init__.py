"""The Data view: the pictures and classes of the selected data set, or how to get it."""
