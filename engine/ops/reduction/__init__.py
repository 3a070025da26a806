"""Many numbers to one, or to as many running totals."""
