"""One class per gesture: it starts, moves, ends, or is cancelled."""
