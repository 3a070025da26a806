"""Losses as modules. A file for each subject, as in `engine.nn.functional.loss`."""
