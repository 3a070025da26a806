"""One operation at a time: the timeline of a program and the explanation of every number in it."""
