"""Convolution and its adjoints."""
