"""Reverse-mode differentiation: the tape, and the backward pass over it.

`tape` is what is written down while operations run, `backward` the walk back over it, `function`
how users write operations of their own, `functional` whole Jacobians and Hessians, `checking` the
comparison with differences. `views` and `engine.in_place` keep both right when memory is written.
"""

from engine.autograd import functional
from engine.autograd.backward import backward, grad
from engine.autograd.checking import gradcheck, gradgradcheck
from engine.autograd.function import Function, FunctionContext, once_differentiable
from engine.autograd.hooks import RemovableHandle
from engine.autograd.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.autograd.tape import Application, Result, remember

__all__ = [
    "Application", "Function", "FunctionContext", "RemovableHandle", "Result", "backward",
    "enable_grad", "functional", "grad", "gradcheck", "gradgradcheck", "inference_mode",
    "is_grad_enabled", "is_inference_mode_enabled", "no_grad", "once_differentiable", "remember",
    "set_grad_enabled",
]  # fmt: skip
