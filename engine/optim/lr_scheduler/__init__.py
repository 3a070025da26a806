"""Schedules of the learning rate, with PyTorch's names, defaults and numbers."""

from engine.guard import guard as _guard
from engine.optim.lr_scheduler.base import *
from engine.optim.lr_scheduler.combined import *
from engine.optim.lr_scheduler.cyclic import *
from engine.optim.lr_scheduler.decay import *
from engine.optim.lr_scheduler.plateau import *

_guard(globals())
