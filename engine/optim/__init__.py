"""Optimizers and schedules of their rates, with PyTorch's names, defaults and numbers."""

from engine.guard import guard as _guard
from engine.optim import lr_scheduler
from engine.optim.adam import *
from engine.optim.adaptive import *
from engine.optim.lbfgs import *
from engine.optim.optimizer import Optimizer, ParameterGroup
from engine.optim.projection import *
from engine.optim.sgd import *

_guard(globals())
