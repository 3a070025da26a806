"""Functions that are called when a module is: before, after, and on the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.autograd import Function, FunctionContext, RemovableHandle
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.nn.module import Module

Gradients = tuple["Tensor | None", ...]


class ModuleHooks:
    """The hooks of one module, by when they are called.

    before: (module, args) -> None, or other args. after: (module, args, output) -> None, or
    another output; both also with the keyword arguments where that was asked for. backward:
    (module, grad_input, grad_output) -> None, or another grad_input; backward_before: (module,
    grad_output) -> None, or another grad_output.
    """

    def __init__(self) -> None:
        self.before: dict[int, tuple[Callable[..., Any], bool]] = {}
        self.after: dict[int, tuple[Callable[..., Any], bool, bool]] = {}
        self.backward: dict[int, Callable[..., Any]] = {}
        self.backward_before: dict[int, Callable[..., Any]] = {}

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.backward or self.backward_before)

    def call(self, module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The module's forward with the hooks around it."""
        try:
            for hook, with_kwargs in list(self.before.values()):
                changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
                if with_kwargs and changed is not None:
                    args, kwargs = changed
                elif changed is not None:
                    args = changed if isinstance(changed, tuple) else (changed,)
            watch = _Backward(module, self) if self.backward or self.backward_before else None
            output = module.forward(*(args if watch is None else watch.enter(args)), **kwargs)
            output = output if watch is None else watch.leave(output)
        except BaseException:
            self._tell_after(module, args, kwargs, None, failed=True)
            raise
        return self._tell_after(module, args, kwargs, output)

    def _tell_after(
        self,
        module: Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        output: Any,
        failed: bool = False,
    ) -> Any:
        for hook, with_kwargs, always in list(self.after.values()):
            if failed and not always:
                continue
            given = (module, args, kwargs, output) if with_kwargs else (module, args, output)
            changed = hook(*given)
            output = output if changed is None else changed
        return output

    def add_before(
        self, hook: Callable[..., Any], prepend: bool, with_kwargs: bool
    ) -> RemovableHandle:
        """Register a hook that is called before forward."""
        return _added(self.before, (hook, with_kwargs), prepend)

    def add_after(
        self, hook: Callable[..., Any], prepend: bool, with_kwargs: bool, always_call: bool
    ) -> RemovableHandle:
        """Register a hook that is called after forward."""
        return _added(self.after, (hook, with_kwargs, always_call), prepend)


def _added(hooks: dict[int, Any], entry: Any, prepend: bool) -> RemovableHandle:
    handle = RemovableHandle(hooks, entry)
    if prepend:
        others = {number: hook for number, hook in hooks.items() if number != handle.id}
        hooks.clear()
        hooks[handle.id] = entry
        hooks.update(others)
    return handle


class _Backward:
    """Two gates that a gradient passes: at the module's outputs, and at its inputs."""

    def __init__(self, module: Module, hooks: ModuleHooks) -> None:
        self.module = module
        self.hooks = hooks
        self.grad_output: Gradients = ()

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs, seen on the way back."""
        return self._gated(args, self._arrived_at_inputs)

    def leave(self, output: Any) -> Any:
        """The outputs, seen on the way back."""
        gated = self._gated(
            output if isinstance(output, tuple) else (output,), self._arrived_at_outputs
        )
        return gated if isinstance(output, tuple) else gated[0]

    def _gated(
        self, values: tuple[Any, ...], seen: Callable[[Gradients], Gradients]
    ) -> tuple[Any, ...]:
        places = [n for n, v in enumerate(values) if isinstance(v, Tensor) and v.requires_grad]
        if not places:
            return values
        passed = _Gate.apply(seen, *(values[n] for n in places))
        changed = list(values)
        for place, value in zip(places, passed, strict=True):
            changed[place] = value
        return tuple(changed)

    def _arrived_at_outputs(self, gradients: Gradients) -> Gradients:
        for hook in list(self.hooks.backward_before.values()):
            changed = hook(self.module, gradients)
            if changed is not None:
                gradients = changed if isinstance(changed, tuple) else (changed,)
        self.grad_output = gradients
        return gradients

    def _arrived_at_inputs(self, gradients: Gradients) -> Gradients:
        for hook in list(self.hooks.backward.values()):
            changed = hook(self.module, gradients, self.grad_output)
            if changed is not None:
                gradients = changed if isinstance(changed, tuple) else (changed,)
        return gradients


class _Gate(Function):
    """Lets values through; what comes back is shown, and may be changed."""

    @staticmethod
    def forward(ctx: FunctionContext, seen: Any, *values: Tensor) -> tuple[Tensor, ...]:
        ctx.seen = seen  # type: ignore[attr-defined]
        return tuple(value.view_as(value) for value in values)

    @staticmethod
    def backward(ctx: FunctionContext, *gradients: Tensor | None) -> tuple[Any, ...]:
        return (None, *ctx.seen(gradients))  # type: ignore[attr-defined]
