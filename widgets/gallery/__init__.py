"""The welcome page: examples and recent files."""
