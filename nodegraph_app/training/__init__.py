"""Training: a plain generator of events, and the same in a process of its own."""
