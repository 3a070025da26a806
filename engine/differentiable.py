"""The part of a Tensor that has to do with gradients: its place on the tape, `.grad`, hooks."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import engine.tensors
from engine import autograd, backend
from engine.autograd.hooks import Hooks, RemovableHandle
from engine.autograd.tape import Memory, Result
from engine.autograd.views import View, refresh
from engine.errors import GradientError, ShapeError

if TYPE_CHECKING:
    from engine.tensors import Tensor


class Differentiable:
    """What a Tensor knows of its history and its gradient."""

    __slots__ = ()

    if TYPE_CHECKING:
        _dtype: backend.DType
        _grad: Tensor | None
        _hooks: Hooks | None
        _memory: Memory
        _origin: Result | None
        _requires_grad: bool
        _shape: tuple[Any, ...]
        _view: View | None

        @property
        def shape(self) -> tuple[Any, ...]: ...

    # ---- its place on the tape

    @property
    def origin(self: Any) -> Result | None:
        """The application's result that it is; None for a leaf."""
        if self._view is not None:
            refresh(self, engine.tensors.active_trace.get() is not None)
        return self._origin

    @property
    def grad_fn(self) -> autograd.Application | None:
        """The application that made it; None for a leaf."""
        origin = self.origin
        return None if origin is None else origin.application

    @property
    def is_leaf(self) -> bool:
        """Whether it was made by the user and not by an operation on the tape."""
        return self.origin is None

    @property
    def requires_grad(self: Any) -> bool:
        """Whether gradients with respect to it are wanted."""
        if self._view is not None:
            refresh(self, engine.tensors.active_trace.get() is not None)
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self: Any, requires_grad: bool) -> None:
        self.requires_grad_(requires_grad)

    def requires_grad_(self: Any, requires_grad: bool = True) -> Tensor:
        """Want gradients with respect to it (or no longer); returns itself.

        Raises GradientError for integers, and where it is switched off for a result.
        """
        if requires_grad and not backend.is_floating(self._dtype):
            raise GradientError(
                "Only floating-point tensors can require a gradient",
                expected="float16, float32 or float64",
                actual=self._dtype,
            )
        if not requires_grad and self.origin is not None:
            raise GradientError(
                "A result on the tape requires a gradient as its operands do",
                mend="Use .detach(), or compute it inside no_grad",
            )
        self._requires_grad = requires_grad
        return self

    @property
    def version(self) -> int:
        """How often its memory has been written in place; the backward pass checks it."""
        return self._memory.version

    @version.setter
    def version(self, version: int) -> None:
        self._memory.version = version

    # ---- gradients

    @property
    def grad(self: Any) -> Tensor | None:
        """The gradient that backward passes have added up here; None before the first."""
        trace = engine.tensors.active_trace.get()
        return self._grad if trace is None else trace.grads.get(id(self))

    @grad.setter
    def grad(self: Any, gradient: Tensor | None) -> None:
        if gradient is not None and gradient._shape != self._shape:
            raise ShapeError(
                "A gradient has the shape of its tensor",
                expected=self.shape,
                actual=gradient.shape,
            )
        trace = engine.tensors.active_trace.get()
        if trace is None:
            self._grad = gradient
        else:
            trace.set_grad(self, gradient)

    def backward(
        self: Any,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Tensor | Sequence[Tensor] | None = None,
    ) -> None:
        """Add d(self)/d(leaf) to `.grad` of every leaf that requires it, or of `inputs` only.

        gradient: what arrives here, of this tensor's shape; 1 for a tensor of one element.
        retain_graph: keep the tape for another backward pass.
        create_graph: put the gradients themselves on the tape.
        """
        autograd.backward(self, [gradient], retain_graph, create_graph, inputs)

    def retain_grad(self: Any) -> None:
        """Keep the gradient of this result in `.grad`, as a leaf does."""
        self._place_hooks("retain_grad")
        origin = self.origin
        if origin is not None:
            origin.application.hooks_of(origin.index).retained = weakref.ref(self)

    @property
    def retains_grad(self: Any) -> bool:
        """Whether this result keeps its gradient."""
        origin = self.origin
        if origin is None or origin.application.hooks is None:
            return False
        hooks = origin.application.hooks.get(origin.index)
        return hooks is not None and hooks.retained is not None and hooks.retained() is self

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook` with the gradient when it is known; a Tensor it returns takes its place."""
        return RemovableHandle(self._place_hooks("register_hook").gradient, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call `hook` with this leaf after its `.grad` was added to. GradientError for results."""
        if not self.is_leaf:
            raise GradientError("Gradients are added up in leaves only", mend="Use register_hook")
        return RemovableHandle(
            self._place_hooks("register_post_accumulate_grad_hook").accumulated, hook
        )

    def _place_hooks(self: Any, operation: str) -> Hooks:
        if not self.requires_grad:
            raise GradientError(
                "{operation} needs a tensor that requires a gradient",
                mend="Set requires_grad=True first",
                operation=operation,
            )
        origin = self.origin
        if origin is not None:
            return origin.application.hooks_of(origin.index)
        if self._hooks is None:
            self._hooks = Hooks()
        return self._hooks
