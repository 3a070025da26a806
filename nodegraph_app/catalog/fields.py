"""Short ways to declare parameters, and the ones that several node types share."""

from __future__ import annotations

from nodegraph_app.catalog.parameter import Limit, Parameter, Values
from nodegraph_app.catalog.port import Shapes
from nodegraph_app.text import Text, translate

LARGEST = 1_048_576
"""No layer has more channels or features; a slip of the keyboard should not ask for them."""


def integer(
    name: str, default: int, help: Text, minimum: Limit = 1, maximum: Limit = LARGEST
) -> Parameter:
    """A whole number."""
    return Parameter(name, "integer", default, help, minimum, maximum)


def decimal(
    name: str, default: float, help: Text, minimum: Limit = None, maximum: Limit = None
) -> Parameter:
    """A number."""
    return Parameter(name, "float", default, help, minimum, maximum)


def pair(
    name: str, default: int, help: Text, minimum: Limit = 1, maximum: Limit = 1024
) -> Parameter:
    """A whole number for both sides, or one each for height and width."""
    return Parameter(name, "pair", default, help, minimum, maximum)


def switch(name: str, default: bool, help: Text) -> Parameter:
    """On or off."""
    return Parameter(name, "boolean", default, help)


def choice(name: str, default: str, choices: tuple[str, ...], help: Text) -> Parameter:
    """One of a few words."""
    return Parameter(name, "choice", default, help, choices=choices)


def text(name: str, default: str, help: Text) -> Parameter:
    """Free text."""
    return Parameter(name, "text", default, help)


def from_wire(name: str, axis: int, help: Text) -> Parameter:
    """A whole number that the input's shape gives unless the user pins it."""
    return Parameter(
        name, "integer", None, help, 1, LARGEST, infer=lambda shapes: shapes["input"][axis]
    )


def number(values: Values, name: str) -> int | None:
    """A parameter's whole number, or None while no wire gives it."""
    value = values[name]
    return value if isinstance(value, int) else None


def both_sides(values: Values, name: str) -> tuple[int, int]:
    """A pair parameter as (height, width)."""
    value = values[name]
    height, width = value if isinstance(value, list) else (value, value)
    assert isinstance(height, int) and isinstance(width, int), f"{name} is no pair: {value!r}"
    return height, width


def half_of_kernel(values: Values, shapes: Shapes) -> float:
    """Pooling pads by half a window at most, so that no window sees padding alone."""
    return min(both_sides(values, "kernel_size")) // 2


def smaller_side(values: Values, shapes: Shapes) -> float | None:
    """The smaller side of the incoming image with its padding: no window is larger than that."""
    sides = [size for size in shapes.get("input", ())[2:] if isinstance(size, int)]
    padding = both_sides(values, "padding")
    return min(side + 2 * pad for side, pad in zip(sides, padding, strict=False)) if sides else None


SEED = integer(
    "seed",
    0,
    translate("catalog", "Which random draw: the same seed gives the same samples, bit for bit."),
    minimum=0,
    maximum=2**32 - 1,
)
BIAS = switch("bias", True, translate("catalog", "Add a learned number to every output."))
STRIDE_ONE = pair(
    "stride", 1, translate("catalog", "How far the window moves; 2 halves height and width.")
)
