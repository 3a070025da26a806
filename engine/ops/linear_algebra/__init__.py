"""Products of matrices, and what is found from one matrix."""
