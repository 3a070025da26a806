"""Elements read and written by their positions."""
