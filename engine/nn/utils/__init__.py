"""Helpers around modules, under PyTorch's names."""

from engine.guard import guard as _guard
from engine.nn.utils import rnn
from engine.nn.utils.clip_grad import *
from engine.nn.utils.convert_parameters import *

_guard(globals())
