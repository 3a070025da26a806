"""Data sets, samplers, batches and splits, with PyTorch's names."""

from engine.data.collate import *
from engine.data.dataset import *
from engine.data.idx import *
from engine.data.loader import *
from engine.data.sampler import *
from engine.data.split import *
from engine.guard import guard as _guard

_guard(globals())
