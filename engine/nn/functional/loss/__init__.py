"""Losses: one number for how wrong a prediction is. A file for each subject."""
