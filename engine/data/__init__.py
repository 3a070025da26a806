"""Data sets, batches and splits, with PyTorch's names."""

from engine.data.dataset import Dataset, Subset, TensorDataset
from engine.data.loader import DataLoader
from engine.data.split import random_split, stratified_split

__all__ = [
    "DataLoader",
    "Dataset",
    "Subset",
    "TensorDataset",
    "random_split",
    "stratified_split",
]
