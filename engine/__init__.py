"""The engine: tensors with reverse-mode differentiation, modules, optimizers and programs.

It reads like a small PyTorch, with PyTorch's names and numbers, on NumPy or CuPy. A layer is
written once and runs three ways: at once on arrays, abstractly on shapes (device "meta"), and as a
traced program that can be stepped or run at full speed.
"""

from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi

from engine import autograd, backend, dims, errors, scope
from engine import ops as ops
from engine.autograd import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.backend import (
    Device,
    Generator,
    bool_,
    device,
    float16,
    float32,
    float64,
    get_default_dtype,
    int16,
    int32,
    int64,
    manual_seed,
    set_default_dtype,
)
from engine.dims import Dim, N
from engine.functions.activation import *
from engine.functions.arithmetic import *
from engine.functions.arranging import *
from engine.functions.comparison import *
from engine.functions.contraction import *
from engine.functions.conversion import *
from engine.functions.copying import *
from engine.functions.covariance import *
from engine.functions.creation import *
from engine.functions.diagonals import *
from engine.functions.dtypes import *
from engine.functions.filling import *
from engine.functions.indexing import *
from engine.functions.joining import *
from engine.functions.layout import *
from engine.functions.linear_algebra import *
from engine.functions.norms import *
from engine.functions.pointwise import *
from engine.functions.random import *
from engine.functions.reduction import *
from engine.functions.scan import *
from engine.functions.scattering import *
from engine.functions.shaping import *
from engine.functions.sorting import *
from engine.guard import guard as _guard
from engine.tensors import Tensor

from engine import linalg  # isort: skip
from engine.linalg import logdet as logdet  # isort: skip
from engine import nn as nn  # isort: skip
from engine import optim as optim  # isort: skip

# PyTorch's short names of the dtypes.
half, float, double = float16, float32, float64
short, int, long, bool = int16, int32, int64, bool_

_guard(globals())
