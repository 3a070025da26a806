"""What losses are made of, and the checks of their targets."""
