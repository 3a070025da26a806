"""One number for each window."""
