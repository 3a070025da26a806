"""What is seen: every use of Qt lives under this package."""
