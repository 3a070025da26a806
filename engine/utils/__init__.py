"""Helpers that belong to no layer, under PyTorch's names."""

from engine.utils import checkpoint
