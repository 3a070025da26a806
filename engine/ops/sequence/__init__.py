"""Sequences: attention, recurrence, state spaces."""
