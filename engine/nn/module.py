"""Module: parameters, buffers and sub-modules under their names, and a forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple, TypeVar

import engine
from engine import backend, scope
from engine.errors import EngineError, ShapeError, ValueRangeError
from engine.nn.parameter import Parameter, become
from engine.tensors import Tensor, as_tensor

__all__ = ["Module"]


Self = TypeVar("Self", bound="Module")


class IncompatibleKeys(NamedTuple):
    """What load_state_dict(strict=False) could not match."""

    missing_keys: list[str]
    unexpected_keys: list[str]


class Module:
    """The base of everything with parameters; a subclass sets attributes and writes `forward`.

    A Parameter, a Module or a registered buffer set as attribute is found by `parameters()`,
    `state_dict()` and the like, under the attribute's name, in the order of setting.
    """

    training: bool

    def __init__(self) -> None:
        own = self.__dict__
        own["training"] = True
        own["_parameters"] = {}
        own["_buffers"] = {}
        own["_modules"] = {}
        own["_name"] = None  # what its parent calls it
        self._parameters: dict[str, Parameter | None]
        self._buffers: dict[str, Tensor | None]
        self._modules: dict[str, Module]
        self._name: str | None

    # ---- calling

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes."""
        raise EngineError(
            "{kind} has no forward",
            kind=type(self).__name__,
            mend="Write a method forward(self, input)",
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with scope.scope(self._name) if self._name else nullcontext():
            return self.forward(*args, **kwargs)

    # ---- attributes

    def __setattr__(self, name: str, value: Any) -> None:
        if "_modules" not in self.__dict__:
            raise EngineError(
                "The module is not set up yet",
                actual=f"{type(self).__name__}.{name} was set before super().__init__()",
                mend="Call super().__init__() first",
            )
        if isinstance(value, Parameter):
            self._forget(name)
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            self._forget(name)
            self.add_module(name, value)
        elif name in self._buffers:
            self.register_buffer(name, value)
        else:
            self._forget(name)
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for store in ("_parameters", "_buffers", "_modules"):
            members = self.__dict__.get(store, {})
            if name in members:
                return members[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")

    def __delattr__(self, name: str) -> None:
        if not self._forget(name):
            object.__delattr__(self, name)

    def _forget(self, name: str) -> bool:
        """Drop a member of that name; whether there was one."""
        stores: tuple[dict[str, Any], ...] = (self._parameters, self._buffers, self._modules)
        found = [store.pop(name) for store in stores if name in store]
        return bool(found) or self.__dict__.pop(name, None) is not None

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Make a Parameter (or an absent one) a member."""
        _check_name(name)
        if param is not None and param.name is None:
            param.name = name
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None) -> None:
        """Make a tensor that is not learned but saved (or an absent one) a member."""
        _check_name(name)
        if tensor is not None and tensor.name is None:
            tensor.name = name
        self._buffers[name] = tensor

    def add_module(self, name: str, module: Module) -> None:
        """Make a module a member; what it computes is scoped by `name`."""
        _check_name(name)
        if not isinstance(module, Module):
            raise EngineError(
                "{name} is not a module",
                name=name,
                expected="a Module",
                actual=type(module).__name__,
            )
        module.__dict__["_name"] = name
        self._modules[name] = module

    # ---- walking

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """(path, module) for itself and everything below, each module once."""
        seen: set[int] = set()
        for path, module in self._walk(prefix):
            if id(module) not in seen:
                seen.add(id(module))
                yield path, module

    def _walk(self, prefix: str) -> Iterator[tuple[str, Module]]:
        yield prefix, self
        for name, module in self._modules.items():
            yield from module._walk(_joined(prefix, name))

    def modules(self) -> Iterator[Module]:
        """Itself and everything below, each module once."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """(name, module) for the modules right below."""
        return iter(self._modules.items())

    def children(self) -> Iterator[Module]:
        """The modules right below."""
        return iter(self._modules.values())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """(path, parameter), each parameter once."""
        return self._members("_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Every parameter once: what an optimizer takes."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """(path, buffer), each buffer once."""
        return self._members("_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _members(self, store: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        for path, module in self.named_modules(prefix) if recurse else [(prefix, self)]:
            for name, member in module.__dict__[store].items():
                if member is not None and id(member) not in seen:
                    seen.add(id(member))
                    yield _joined(path, name), member

    # ---- state

    def state_dict(self) -> dict[str, Tensor]:
        """Every parameter and buffer under its path, sharing memory: what a file keeps."""
        return {
            _joined(path, name): member.detach()
            for path, module in self._walk("")
            for store in (module._parameters, module._buffers)
            for name, member in store.items()
            if member is not None
        }

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True
    ) -> IncompatibleKeys:
        """Copy tensors or arrays into the parameters and buffers of the same paths.

        Raises ValueRangeError for missing or unexpected paths where `strict`, ShapeError for other
        shapes; nothing is copied then.
        """
        own = {
            _joined(path, name): member
            for path, module in self._walk("")
            for store in (module._parameters, module._buffers)
            for name, member in store.items()
            if member is not None
        }
        keys = IncompatibleKeys(
            [key for key in own if key not in state_dict],
            [key for key in state_dict if key not in own],
        )
        if strict and any(keys):
            raise ValueRangeError(
                "The state does not belong to this module",
                expected="missing: " + (", ".join(keys.missing_keys) or "none"),
                actual="unexpected: " + (", ".join(keys.unexpected_keys) or "none"),
                mend="Load the state of the same network, or pass strict=False",
            )
        matching = {key: as_tensor(state_dict[key]) for key in own if key in state_dict}
        for key, value in matching.items():
            if value.shape != own[key].shape:
                raise ShapeError(
                    "The saved {key} has another shape",
                    key=key,
                    expected=own[key].shape,
                    actual=value.shape,
                    mend="Load the state of the same network",
                )
        with engine.no_grad():
            for key, value in matching.items():
                own[key].assign(value.detach())
        return keys

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
        lines = [f"({name}): {module!r}" for name, module in self._modules.items()]
        body = "\n".join(lines).replace("\n", "\n  ")
        return f"{kind}(\n  {body}\n)"


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _check_name(name: str) -> None:
    if not name or "." in name:
        raise ValueRangeError(
            "A member's name is not empty and has no dot", expected="a plain name", actual=name
        )
