"""Pictures that a user has, in many formats, read and turned into a data set. One file per format."""
