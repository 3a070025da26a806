"""Quick search at the pointer and the command palette."""
