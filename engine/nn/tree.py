"""The tree of a module: its parameters, buffers and sub-modules under their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, ValueRangeError
from engine.nn.parameter import Parameter
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.nn.module import Module


class Tree:
    """What is set as attribute and is a Parameter, a Module or a registered buffer is a member."""

    training: bool

    def __init__(self) -> None:
        own = self.__dict__
        own["training"] = True
        own["_parameters"] = {}
        own["_buffers"] = {}
        own["_modules"] = {}
        own["_unsaved"] = set()  # buffers that are not part of the state
        own["_name"] = None  # what its parent calls it
        self._parameters: dict[str, Parameter | None]
        self._buffers: dict[str, Tensor | None]
        self._modules: dict[str, Module]
        self._unsaved: set[str]
        self._name: str | None

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
        elif isinstance(value, Tree):
            self._forget(name)
            self.add_module(name, value)  # type: ignore[arg-type]
        elif name in self._buffers:
            self.register_buffer(name, value, name not in self._unsaved)
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

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Make a tensor that is not learned (or an absent one) a member.

        persistent: whether it is part of the state that is saved.
        """
        _check_name(name)
        (self._unsaved.discard if persistent else self._unsaved.add)(name)
        if tensor is not None and tensor.name is None:
            tensor.name = name
        self._buffers[name] = tensor

    def add_module(self, name: str, module: Module) -> None:
        """Make a module a member; what it computes is scoped by `name`."""
        _check_name(name)
        if not isinstance(module, Tree):
            raise EngineError(
                "{name} is not a module",
                name=name,
                expected="a Module",
                actual=type(module).__name__,
            )
        module.__dict__["_name"] = name
        self._modules[name] = module

    def register_module(self, name: str, module: Module) -> None:
        """The same as `add_module`."""
        self.add_module(name, module)

    # ---- finding

    def get_submodule(self, target: str) -> Module:
        """The module of that path, such as "encoder.0"; itself for "". AttributeError for none."""
        found: Any = self
        for name in target.split(".") if target else []:
            found = found._modules[name] if name in found._modules else getattr(found, name)
        if not isinstance(found, Tree):
            raise AttributeError(f"{target} is not a module")
        return found  # type: ignore[return-value]

    def get_parameter(self, target: str) -> Parameter:
        """The parameter of that path. AttributeError for none."""
        return self._found(target, Parameter)

    def get_buffer(self, target: str) -> Tensor:
        """The buffer of that path. AttributeError for none."""
        return self._found(target, Tensor)

    def _found(self, target: str, kind: type[Any]) -> Any:
        path, _, name = target.rpartition(".")
        found = getattr(self.get_submodule(path), name)
        if not isinstance(found, kind):
            raise AttributeError(f"{target} is no {kind.__name__}")
        return found

    # ---- walking

    def named_modules(
        self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """(path, module) for itself and everything below, each module once.

        memo: identities of modules to pass over. remove_duplicate=False: shared ones every time.
        """
        seen = set() if memo is None else memo
        for path, module in self._walk(prefix):
            if not remove_duplicate or id(module) not in seen:
                seen.add(id(module))
                yield path, module

    def _walk(self, prefix: str) -> Iterator[tuple[str, Module]]:
        yield prefix, self  # type: ignore[misc]
        for name, module in self._modules.items():
            yield from module._walk(joined(prefix, name))

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
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """(path, parameter), each parameter once; shared ones every time without
        `remove_duplicate`."""
        return self._members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Every parameter once: what an optimizer takes."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """(path, buffer), each buffer once."""
        return self._members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _members(
        self, store: str, prefix: str, recurse: bool, once: bool
    ) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        places = self._walk(prefix) if recurse else [(prefix, self)]
        for path, module in places:
            for name, member in module.__dict__[store].items():
                if member is not None and not (once and id(member) in seen):
                    seen.add(id(member))
                    yield joined(path, name), member


def joined(prefix: str, name: str) -> str:
    """`prefix.name`; the name alone where there is no prefix."""
    return f"{prefix}.{name}" if prefix else name


def _check_name(name: str) -> None:
    if not name or "." in name:
        raise ValueRangeError(
            "A member's name is not empty and has no dot", expected="a plain name", actual=name
        )
