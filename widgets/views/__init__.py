"""One visualiser for each kind of value. A view takes plain data and emits intentions."""
