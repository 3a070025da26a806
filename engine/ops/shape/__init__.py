"""The same elements in another shape, order or place in memory."""
