"""Modules: layers that own their parameters, with PyTorch's names, defaults and state_dict keys."""

from engine.guard import guard as _guard
from engine.nn import functional, init, utils
from engine.nn.activation import *
from engine.nn.adaptive_pool import *
from engine.nn.arithmetic import *
from engine.nn.attention import *
from engine.nn.batch_norm import *
from engine.nn.checkpoint import *
from engine.nn.container import *
from engine.nn.conv import *
from engine.nn.conv_transpose import *
from engine.nn.distance import *
from engine.nn.domain import *
from engine.nn.dropout import *
from engine.nn.embedding import *
from engine.nn.fold import *
from engine.nn.generation import *
from engine.nn.graph import *
from engine.nn.linear import *
from engine.nn.loss.classification import *
from engine.nn.loss.divergence import *
from engine.nn.loss.faces import *
from engine.nn.loss.likelihood import *
from engine.nn.loss.margin import *
from engine.nn.loss.ranking import *
from engine.nn.loss.regression import *
from engine.nn.loss.segmentation import *
from engine.nn.loss.sequence import *
from engine.nn.models import *
from engine.nn.module import *
from engine.nn.padding import *
from engine.nn.parameter import *
from engine.nn.parameter_container import *
from engine.nn.pool import *
from engine.nn.positions import *
from engine.nn.recurrent import *
from engine.nn.recurrent_base import *
from engine.nn.recurrent_cell import *
from engine.nn.sample_norm import *
from engine.nn.shape import *
from engine.nn.softmax import *
from engine.nn.state_space import *
from engine.nn.summary import *
from engine.nn.transformer import *
from engine.nn.vision import *

_guard(globals())
