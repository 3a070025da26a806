"""Maps in another size, or with a border of their own."""
