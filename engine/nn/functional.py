"""`import engine.nn.functional as F`: the functions of `engine.functional` under PyTorch's name."""

from engine.functional import *  # noqa: F403  one list of names, in engine.functional
from engine.functional import __all__ as __all__
