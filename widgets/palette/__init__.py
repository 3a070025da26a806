"""The palette: every node type, by family."""
