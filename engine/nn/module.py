"""Module: what computes, with parameters of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar

import engine
from engine import backend, scope
from engine.autograd import RemovableHandle
from engine.errors import unwritten
from engine.nn.hooks import ModuleHooks
from engine.nn.parameter import become
from engine.nn.state import State

__all__ = ["Module"]

Self = TypeVar("Self", bound="Module")


class Module(State):
    """The base of everything with parameters; a subclass sets attributes and writes `forward`.

    A Parameter, a Module or a registered buffer set as attribute is found by `parameters()`,
    `state_dict()` and the like, under the attribute's name, in the order of setting.
    """

    # ---- calling

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes."""
        raise unwritten(self, "forward(self, input)")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with scope.scope(self._name) if self._name else nullcontext():
            hooks = self.__dict__.get("_hooks")
            return hooks.call(self, args, kwargs) if hooks else self.forward(*args, **kwargs)

    # ---- hooks

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call hook(module, args) before forward; what it returns, unless None, is given instead.

        with_kwargs: hook(module, args, kwargs), which may return both. prepend: before the others.
        """
        return self._own_hooks().add_before(hook, prepend, with_kwargs)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call hook(module, args, output) after forward; what it returns replaces the output.

        with_kwargs: hook(module, args, kwargs, output). always_call: also where forward failed.
        """
        return self._own_hooks().add_after(hook, prepend, with_kwargs, always_call)

    def register_full_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, grad_input, grad_output) when the gradients of its inputs are known.

        What it returns, unless None, goes on as grad_input.
        """
        return RemovableHandle(self._own_hooks().backward, hook)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, grad_output) when the gradients of its outputs have arrived.

        What it returns, unless None, is used instead.
        """
        return RemovableHandle(self._own_hooks().backward_before, hook)

    def _own_hooks(self) -> ModuleHooks:
        hooks = self.__dict__.setdefault("_hooks", ModuleHooks())
        assert isinstance(hooks, ModuleHooks)
        return hooks

    # ---- modes

    def train(self: Self, mode: bool = True) -> Self:
        """Training mode, or evaluation: dropout and batch normalisation differ."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self: Self) -> Self:
        """Evaluation mode."""
        return self.train(False)

    def requires_grad_(self: Self, requires_grad: bool = True) -> Self:
        """Learn the parameters, or freeze them."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, or set them to zero."""
        for parameter in self.parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad = engine.zeros_like(parameter.grad)

    def apply(self: Self, fn: Callable[[Module], Any]) -> Self:
        """Call `fn` on every module, children first."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    # ---- moving

    def to(self: Self, device: Any = None, dtype: Any = None) -> Self:
        """Move every parameter and buffer; only floating-point ones change their dtype.

        The tensors stay the same objects, so an optimizer keeps them; its state does not move.
        """
        if device is not None and not isinstance(device, str | backend.Device):
            device, dtype = None, device
        for member in [*self.parameters(), *self.buffers()]:
            wanted = dtype if backend.is_floating(member.dtype) else None
            become(member, member.detach().to(device=device, dtype=wanted))
        return self

    def cpu(self: Self) -> Self:
        """To the CPU."""
        return self.to("cpu")

    def cuda(self: Self) -> Self:
        """To the first GPU."""
        return self.to("cuda")

    def half(self: Self) -> Self:
        """To float16."""
        return self.to(dtype=backend.float16)

    def float(self: Self) -> Self:
        """To float32."""
        return self.to(dtype=backend.float32)

    def double(self: Self) -> Self:
        """To float64."""
        return self.to(dtype=backend.float64)

    # ---- words

    def extra_repr(self) -> str:
        """The arguments, as the representation shows them."""
        return ""

    def __repr__(self) -> str:
        kind = type(self).__name__
        if not self._modules:
            return f"{kind}({self.extra_repr()})"
        lines = [self.extra_repr()] if self.extra_repr() else []
        lines += [f"({name}): {module!r}" for name, module in self._modules.items()]
        body = "\n".join(lines).replace("\n", "\n  ")
        return f"{kind}(\n  {body}\n)"
