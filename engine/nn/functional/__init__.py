"""Layers as functions, with PyTorch's names, argument order and defaults.

`import engine.nn.functional as F`. A file for each subject; each lists its public names.
"""

from engine.functions.shaping import flatten as flatten
from engine.guard import guard as _guard
from engine.nn.functional.activation import *
from engine.nn.functional.attention import *
from engine.nn.functional.conv import *
from engine.nn.functional.distance import *
from engine.nn.functional.domain import *
from engine.nn.functional.dropout import *
from engine.nn.functional.embeddings import *
from engine.nn.functional.fractional_pool import *
from engine.nn.functional.graph import *
from engine.nn.functional.grid import *
from engine.nn.functional.linear import *
from engine.nn.functional.loss.classification import *
from engine.nn.functional.loss.divergence import *
from engine.nn.functional.loss.faces import *
from engine.nn.functional.loss.focal import *
from engine.nn.functional.loss.likelihood import *
from engine.nn.functional.loss.margin import *
from engine.nn.functional.loss.ranking import *
from engine.nn.functional.loss.regression import *
from engine.nn.functional.loss.segmentation import *
from engine.nn.functional.loss.sequence import *
from engine.nn.functional.norm import *
from engine.nn.functional.padding import *
from engine.nn.functional.pool import *
from engine.nn.functional.recurrent import *
from engine.nn.functional.state_space import *
from engine.nn.functional.unpool import *
from engine.nn.functional.vision import *

_guard(globals())
