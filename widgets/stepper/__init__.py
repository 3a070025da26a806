"""The stepper: transport bar, scrubber, and the working of the operation at hand."""
