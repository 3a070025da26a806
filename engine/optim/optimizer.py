"""What every optimizer shares: groups of parameters with settings, state, and its saving.

An update is a primitive whose results are stored with `Tensor.assign`, so that `step()` can be
traced into a program. The learning rate of a group lives in a tensor of its own: setting
`optimizer.param_groups[0]["lr"]` also reaches programs that were traced before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

import engine
from engine.autograd import enable_grad, no_grad
from engine.errors import ShapeError, ValueRangeError
from engine.program.trace import phase, untraced
from engine.tensors import Tensor, as_tensor

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive


class ParameterGroup(dict[str, Any]):
    """Parameters and their settings: "params", "lr" and what the optimizer adds.

    The settings that schedules change also live in 0-d float64 tensors, which `number` gives: a
    program that was traced before follows `group["lr"] = …`, "momentum" and "betas" (the first).
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self._numbers: dict[str, Tensor] = {}
        super().__setitem__("lr", float(self["lr"]))

    def number(self, name: str) -> Tensor:
        """A setting ("lr", "momentum", or "beta1" for the first of "betas") as a 0-d tensor."""
        if name not in self._numbers:
            self._numbers[name] = number_beside(self["params"][0], self._value(name))
            self._numbers[name].name = name
        return self._numbers[name]

    def _value(self, name: str) -> float:
        return float(self["betas"][0] if name == "beta1" else self.get(name, 0.0))

    def __setitem__(self, name: str, value: Any) -> None:
        if name == "lr":
            need_not_negative_number(lr=value)
            value = float(value)
        super().__setitem__(name, value)
        followed = "beta1" if name == "betas" else name
        if followed in self._numbers:
            self._numbers[followed].assign(np.array(self._value(followed)))

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set several settings."""
        for name, value in dict(*args, **kwargs).items():
            self[name] = value


class Optimizer:
    """The base of the optimizers: a subclass names the primitive that updates one parameter.

    params: tensors, (name, tensor) pairs, or groups: mappings with "params" and settings of their
    own. defaults: the settings of groups that do not say otherwise.

    A subclass says: `rule`, the primitive; `states`, the names of its state tensors in the order
    of the rule's operands; `numbers`, the settings that are operands; `attributes`, the settings
    that are attributes.
    """

    rule: ClassVar[Primitive]
    states: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[tuple[str, ...]] = ("lr",)
    attributes: ClassVar[tuple[str, ...]] = ("weight_decay", "maximize")

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.param_groups: list[ParameterGroup] = []
        self.state: dict[Tensor, dict[str, Tensor]] = {}
        self._check(defaults)
        given = [params] if isinstance(params, Mapping) else list(params)
        if isinstance(params, Tensor) or not given:
            raise ValueRangeError(
                "An optimizer takes the parameters it is to change",
                expected="an iterable of tensors or groups",
                actual="a tensor" if isinstance(params, Tensor) else "none",
                mend="Pass model.parameters()",
            )
        groups = given if isinstance(given[0], Mapping) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: Mapping[str, Any]) -> None:
        """Add parameters with settings of their own. Each parameter belongs to one group."""
        members = param_group["params"]
        listed = [members] if isinstance(members, Tensor) else list(members)
        tensors = [member[1] if isinstance(member, tuple) else member for member in listed]
        known = {id(p) for group in self.param_groups for p in group["params"]}
        for tensor in tensors:
            if not isinstance(tensor, Tensor) or not tensor.is_leaf:
                raise ValueRangeError(
                    "An optimizer changes leaf tensors only",
                    expected="a parameter",
                    actual=type(tensor).__name__,
                )
            if id(tensor) in known:
                raise ValueRangeError(
                    "A parameter stands in two groups", expected="one group", actual=tensor.name
                )
            known.add(id(tensor))
        if not tensors:
            raise ValueRangeError(
                "A group has parameters", expected="at least one parameter", actual="none"
            )
        settings = {**self.defaults, **param_group, "params": tensors}
        self._check(settings)
        self.param_groups.append(ParameterGroup(settings))

    def _check(self, settings: Mapping[str, Any]) -> None:
        """ValueRangeError for a setting outside of what the method takes."""
        signed = [name for name in _NOT_NEGATIVE if name in settings]
        need_not_negative_number(**{name: settings[name] for name in signed})
        betas = settings.get("betas", ())
        if not all(0.0 <= beta < 1.0 for beta in betas):
            raise ValueRangeError(
                "The betas are at least 0 and below 1", expected="0 to 1", actual=betas
            )

    # ---- one parameter

    def _wanted_states(self, group: ParameterGroup) -> Sequence[str]:
        """The states that these settings need; the rest are absent."""
        return self.states

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        return {
            "step": step_state(parameter),
            **{name: zeros_state(parameter, name) for name in self._wanted_states(group)},
        }

    def _settings(self, group: ParameterGroup) -> dict[str, Any]:
        """The attributes of the rule."""
        return {name: group[name] for name in self.attributes}

    def _update(
        self, parameter: Tensor, gradient: Tensor, state: dict[str, Tensor], group: ParameterGroup
    ) -> None:
        own = [state.get(name) for name in self.states]
        results = self.rule(
            parameter,
            gradient,
            *own,
            *(group.number(name) for name in self.numbers),
            state["step"],
            **self._settings(group),
        )
        targets = (parameter, state["step"], *(tensor for tensor in own if tensor is not None))
        for tensor, value in zip(targets, results, strict=True):
            tensor.assign(value)

    # ---- stepping

    def prepare(self) -> None:
        """Make the state of every parameter now: a program that is traced needs it up front."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.requires_grad:
                    self._state_of(parameter, group)

    def _state_of(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        """A parameter's state. Were it made in a program, every run would begin with it anew."""
        if parameter not in self.state:
            with untraced():
                self.state[parameter] = self._new_state(parameter, group)
        return self.state[parameter]

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Change every parameter that has a gradient.

        closure: forgets the gradients, computes the loss anew, calls backward and returns the
        loss, which `step` then returns.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad(), phase("update"):
            for group in self.param_groups:
                for parameter in group["params"]:
                    gradient = parameter.grad
                    if gradient is None:
                        continue
                    self._update(parameter, gradient, self._state_of(parameter, group), group)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, or set them to zero."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none:
                    parameter.grad = None
                elif parameter.grad is not None:
                    parameter.grad = engine.zeros_like(parameter.grad)

    # ---- saving

    def state_dict(self) -> dict[str, Any]:
        """{"state": number of the parameter → its tensors, "param_groups": settings}."""
        numbers: dict[Tensor, int] = {}
        for group in self.param_groups:
            for parameter in group["params"]:
                numbers[parameter] = len(numbers)
        return {
            "state": {numbers[p]: dict(own) for p, own in self.state.items()},
            "param_groups": [
                {**group, "params": [numbers[p] for p in group["params"]]}
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take state and settings from another optimizer of the same kind and parameters."""
        groups = state_dict["param_groups"]
        sizes = [len(group["params"]) for group in groups]
        own_sizes = [len(group["params"]) for group in self.param_groups]
        if sizes != own_sizes:
            raise ValueRangeError(
                "The saved optimizer has other groups of parameters",
                expected=f"groups of {own_sizes} parameters",
                actual=f"groups of {sizes}",
            )
        for own_group, group in zip(self.param_groups, groups, strict=True):
            own_group.update({name: v for name, v in group.items() if name != "params"})
            for number, parameter in zip(group["params"], own_group["params"], strict=True):
                saved = state_dict["state"].get(number)
                if saved is not None:
                    self._load(parameter, own_group, saved)

    def _load(self, parameter: Tensor, group: ParameterGroup, saved: Mapping[str, Any]) -> None:
        state = self.state.setdefault(parameter, self._new_state(parameter, group))
        for name, tensor in state.items():
            if name not in saved:
                raise ValueRangeError(
                    "The saved state is another optimizer's: it lacks {name}",
                    name=name,
                    expected=", ".join(state),
                    actual=", ".join(map(str, saved)) or "nothing",
                )
            value = as_tensor(saved[name])
            if value.shape != tensor.shape:
                raise ShapeError(
                    "The saved {name} has another shape",
                    name=name,
                    expected=tensor.shape,
                    actual=value.shape,
                )
            tensor.assign(value.type(tensor.dtype))

    def __repr__(self) -> str:
        shown = [
            "  " + ", ".join(f"{name}={v}" for name, v in group.items() if name != "params")
            for group in self.param_groups
        ]
        return f"{type(self).__name__}(\n" + "\n".join(shown) + "\n)"


_NOT_NEGATIVE = (
    "lr", "momentum", "weight_decay", "eps", "alpha", "rho", "lr_decay", "lambd", "momentum_decay",
    "initial_accumulator_value",
)  # fmt: skip


def need_not_negative_number(**values: Any) -> None:
    """ValueRangeError unless every value is 0 or more."""
    for name, value in values.items():
        if not float(value) >= 0.0:
            raise ValueRangeError(
                "{name} cannot be {value}",
                name=name,
                value=value,
                expected="0 or more",
                actual=value,
            )


def zeros_state(parameter: Tensor, name: str) -> Tensor:
    """A state tensor like the parameter, of zeros."""
    tensor = engine.zeros_like(parameter)
    tensor.name = name
    return tensor


def step_state(parameter: Tensor) -> Tensor:
    """How many updates a parameter has had: a 0-d int64 tensor."""
    count = number_beside(parameter, 0)
    count.name = "step"
    return count


def number_beside(parameter: Tensor, value: float) -> Tensor:
    """A 0-d float64 or int64 tensor on the parameter's device."""
    return engine.tensor(np.array(value), device=parameter.device)
