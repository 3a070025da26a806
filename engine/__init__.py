"""The engine: tensors with reverse-mode differentiation, modules, optimizers and programs.

It reads like a small PyTorch, with PyTorch's names and numbers, on NumPy or CuPy. A layer is
written once and runs three ways: at once on arrays, abstractly on shapes (device "meta"), and as a
traced program that can be stepped or run at full speed.
"""

from engine import autograd, backend, dims, errors, scope
from engine import ops as ops
from engine.autograd import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
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
from engine.creation import (
    arange,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    rand,
    randint,
    randn,
    randperm,
    tensor,
    zeros,
    zeros_like,
)
from engine.dims import Dim, N
from engine.joining import cat, stack
from engine.tensors import Tensor

__all__ = [
    "Device",
    "Dim",
    "Generator",
    "N",
    "Tensor",
    "arange",
    "autograd",
    "backend",
    "bool_",
    "cat",
    "device",
    "dims",
    "empty",
    "empty_like",
    "enable_grad",
    "errors",
    "eye",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "full",
    "full_like",
    "get_default_dtype",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "linspace",
    "manual_seed",
    "no_grad",
    "ones",
    "ones_like",
    "rand",
    "randint",
    "randn",
    "randperm",
    "scope",
    "set_default_dtype",
    "set_grad_enabled",
    "stack",
    "tensor",
    "zeros",
    "zeros_like",
]
