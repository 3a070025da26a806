"""One step of an optimizer for one parameter."""
