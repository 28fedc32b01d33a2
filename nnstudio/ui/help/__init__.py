"""Help: a guide of short pages, and an explanation of whatever the pointer is on."""
