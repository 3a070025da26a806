"""Recurrent cells: one step of an LSTM and of a GRU, with their derivatives.

Sources: Hochreiter & Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et
al., 2000; Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.backend import Array, ArrayModule, DType, promote
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_floating, text
from engine.ops.shape.joining import concatenate
from engine.ops.shape.slicing import slice as part_of

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["gru_cell", "gru_cell_input", "lstm_cell", "lstm_cell_input"]

Gradients = Sequence["Tensor | None"]


def _need_gates(cell: str, count: int, x_gates: Shape, h_gates: Shape, state: Shape) -> None:
    """ShapeError unless both sides hold `count` numbers for each number of the state."""
    expected = (*state[:-1], count * state[-1]) if state else ()
    for side, gates in (("input", x_gates), ("state", h_gates)):
        if not state or gates != expected:
            raise ShapeError(
                "The {cell} cell takes {count} numbers from its {side} for each hidden unit",
                cell=cell,
                count=count,
                side=side,
                expected=text(expected) if state else "batch × units",
                actual=text(gates),
            )


def _cell_dtypes(results: int) -> Any:
    def rule(*dtypes: DType | None, **_: object) -> list[DType]:
        need_floating("a recurrent cell", *dtypes)
        return [promote(*(d for d in dtypes if d is not None))] * results

    return rule


def _parts(gates: Any, count: int) -> list[Any]:
    """The gates of an array, side by side in its last dimension."""
    size = gates.shape[-1] // count
    return [gates[..., n * size : (n + 1) * size] for n in range(count)]


def _gates(gates: Tensor, count: int) -> list[Tensor]:
    """The gates of a tensor, side by side in its last dimension."""
    size, rest = gates.shape[-1] // count, (None,) * (gates.ndim - 1)
    ranges = [(n * size, (n + 1) * size, 1) for n in range(count)]
    return [part_of(gates, parts=(*rest, each)) for each in ranges]


def _beside(*gates: Any) -> Any:
    """Gates side by side in the last dimension."""
    return concatenate(*gates, dim=-1)


def _added(a: Tensor | None, b: Tensor) -> Tensor:
    return b if a is None else a + b


def _sigmoid(xp: ArrayModule, x: Array) -> Array:
    return 1 / (1 + xp.exp(-x))


# ---- LSTM


def _lstm_shapes(x_gates: Shape, h_gates: Shape, c: Shape) -> list[Shape]:
    _need_gates("LSTM", 4, x_gates, h_gates, c)
    return [c] * 6


def _lstm_forward(xp: ArrayModule, x_gates: Array, h_gates: Array, c: Array) -> tuple[Array, ...]:
    total = x_gates + h_gates
    i, f, _, o = _parts(_sigmoid(xp, total), 4)
    g = xp.tanh(_parts(total, 4)[2])
    c_next = f * c + i * g
    return o * xp.tanh(c_next), c_next, i, f, g, o


def _lstm_gradient(
    needs: object, arrived: Gradients, outputs: Sequence[Tensor], x: Tensor, h: Tensor, c: Tensor
) -> Gradients:
    g_h, g_c, *g_gates = arrived
    _, c_next, i, f, g, o = outputs
    whole: Tensor | None = None
    to_c: Tensor | None = None
    if g_h is not None or g_c is not None:
        whole, to_c = lstm_cell_input(g_h, g_c, i, f, g, o, c, c_next)
    if any(gradient is not None for gradient in g_gates):  # somebody uses the gates themselves
        slopes = (i * (1 - i), f * (1 - f), 1 - g * g, o * (1 - o))
        used = [s * 0 if d is None else s * d for s, d in zip(slopes, g_gates, strict=True)]
        whole = _added(whole, _beside(*used))
    return whole, whole, to_c


lstm_cell: Primitive = Primitive(
    name="lstm_cell",
    shape=_lstm_shapes,
    dtype=_cell_dtypes(6),
    forward=_lstm_forward,
    gradient=_lstm_gradient,
    formula="a = x + h;  i = σ(a₁), f = σ(a₂), g = tanh a₃, o = σ(a₄);  "
    "c′ = f · c + i · g,  h′ = o · tanh c′",
    gradient_formulas=(
        "∂L/∂a = (d g i(1−i), d c f(1−f), d i (1−g²), δ tanh c′ o(1−o)),  "
        "d = δ_c + δ o (1 − tanh² c′)",
        "∂L/∂a, as for the input",
        "∂L/∂c = d · f",
    ),
    inputs=("x", "h", "c"),
    outputs=("h", "c", "i", "f", "g", "o"),
    samples=lambda: [
        Sample((values(3, 8), values(3, 8, seed=1), values(3, 2, seed=2))),
        Sample((values(4), values(4, seed=1), values(1, seed=2))),
        Sample((values(0, 8), values(0, 8), values(0, 2))),
    ],
)


def _lstm_input_shapes(
    g_h: Shape | None, g_c: Shape | None, i: Shape, f: Shape, g: Shape, o: Shape, c: Shape,
    c_next: Shape,
) -> list[Shape]:  # fmt: skip
    return [(*c[:-1], 4 * c[-1]), c]


def _lstm_input_forward(
    xp: ArrayModule, g_h: Array | None, g_c: Array | None, i: Array, f: Array, g: Array, o: Array,
    c: Array, c_next: Array,
) -> tuple[Array, Array]:  # fmt: skip
    bent = xp.tanh(c_next)
    shown = xp.zeros_like(c) if g_h is None else g_h * o
    d = shown * (1 - bent * bent)
    if g_c is not None:
        d = d + g_c
    to_i, to_f = d * i, d * f
    gates = (to_i * g * (1 - i), to_f * c * (1 - f), to_i * (1 - g * g), shown * bent * (1 - o))
    return xp.concatenate(gates, axis=-1), to_f


def _lstm_input_gradient(
    needs: tuple[bool, ...], arrived: Gradients, outputs: object, g_h: Tensor | None,
    g_c: Tensor | None, i: Tensor, f: Tensor, g: Tensor, o: Tensor, c: Tensor, c_next: Tensor,
) -> Gradients:  # fmt: skip
    of_gates, of_c = arrived
    p, q, r, s = (f * 0,) * 4 if of_gates is None else _gates(of_gates, 4)
    bent = c_next.tanh()
    flat = 1 - bent * bent
    d = f * 0 if g_h is None else g_h * o * flat
    if g_c is not None:
        d = d + g_c
    # What is handed back is linear in d and δ; `to_d` is what arrives at d.
    to_d = p * g * i * (1 - i) + q * c * f * (1 - f) + r * i * (1 - g * g)
    to_f = q * d * c * (1 - f * 2)
    if of_c is not None:
        to_d, to_f = to_d + of_c * f, to_f + of_c * d
    to_h = to_o = to_c_next = f * 0
    if g_h is not None:
        to_h = to_d * o * flat + s * bent * o * (1 - o)
        to_o = to_d * g_h * flat + s * g_h * bent * (1 - o * 2)
        to_c_next = g_h * (s * o * (1 - o) * flat - to_d * o * bent * flat * 2)
    return (
        None if g_h is None else to_h,
        None if g_c is None else to_d,
        p * d * g * (1 - i * 2) + r * d * (1 - g * g),
        to_f,
        p * d * i * (1 - i) - r * d * i * g * 2,
        to_o,
        q * d * f * (1 - f),
        to_c_next,
    )


lstm_cell_input: Primitive = Primitive(
    name="lstm_cell_input",
    shape=_lstm_input_shapes,
    dtype=_cell_dtypes(2),
    forward=_lstm_input_forward,
    gradient=_lstm_input_gradient,
    formula="d = δ_c + δ o (1 − tanh² c′);  "
    "∂L/∂a = (d g i(1−i), d c f(1−f), d i (1−g²), δ tanh c′ o(1−o)),  ∂L/∂c = d · f",
    gradient_formulas=(
        "e o (1 − tanh² c′) + δ₄ tanh c′ o(1−o),  "
        "e = δ₁ g i(1−i) + δ₂ c f(1−f) + δ₃ i(1−g²) + δ_c f",
        "e",
        "δ₁ d g (1 − 2i) + δ₃ d (1 − g²)",
        "δ₂ d c (1 − 2f) + δ_c d",
        "δ₁ d i (1 − i) − 2 δ₃ d i g",
        "e δ (1 − tanh² c′) + δ₄ δ tanh c′ (1 − 2o)",
        "δ₂ d f (1 − f)",
        "δ (1 − tanh² c′) (δ₄ o(1−o) − 2 e o tanh c′)",
    ),
    inputs=("gradient_h", "gradient_c", "i", "f", "g", "o", "c", "c_next"),
    samples=lambda: [
        Sample(tuple(values(3, 2, seed=n) for n in range(8))),
        Sample((None, *(values(3, 2, seed=n) for n in range(7)))),
        Sample((values(3, 2), None, *(values(3, 2, seed=n) for n in range(1, 7)))),
    ],
)


# ---- GRU


def _gru_shapes(x_gates: Shape, h_gates: Shape, h: Shape) -> list[Shape]:
    _need_gates("GRU", 3, x_gates, h_gates, h)
    return [h] * 4


def _gru_forward(xp: ArrayModule, x_gates: Array, h_gates: Array, h: Array) -> tuple[Array, ...]:
    size = 2 * h.shape[-1]
    r, z = _parts(_sigmoid(xp, x_gates[..., :size] + h_gates[..., :size]), 2)
    n = xp.tanh(x_gates[..., size:] + r * h_gates[..., size:])
    return n + z * (h - n), r, z, n


def _gru_gradient(
    needs: object, arrived: Gradients, outputs: Sequence[Tensor], x: Tensor, h_gates: Tensor,
    h: Tensor,
) -> Gradients:  # fmt: skip
    g_h, g_r, g_z, g_n = arrived
    _, r, z, n = outputs
    to_x: Tensor | None = None
    to_gates: Tensor | None = None
    to_h: Tensor | None = None
    if g_h is not None:
        to_x, to_gates, to_h = gru_cell_input(g_h, r, z, n, h_gates, h)
    if g_r is not None or g_z is not None or g_n is not None:  # somebody uses the gates themselves
        new = n * 0 if g_n is None else g_n * (1 - n * n)
        reset = new * _gates(h_gates, 3)[2]
        reset = (reset if g_r is None else reset + g_r) * r * (1 - r)
        update = n * 0 if g_z is None else g_z * z * (1 - z)
        to_x = _added(to_x, _beside(reset, update, new))
        to_gates = _added(to_gates, _beside(reset, update, new * r))
    return to_x, to_gates, to_h


gru_cell: Primitive = Primitive(
    name="gru_cell",
    shape=_gru_shapes,
    dtype=_cell_dtypes(4),
    forward=_gru_forward,
    gradient=_gru_gradient,
    formula="r = σ(x₁ + a₁),  z = σ(x₂ + a₂),  n = tanh(x₃ + r · a₃);  h′ = (1 − z) · n + z · h",
    gradient_formulas=(
        "∂L/∂x = (d a₃ r(1−r), δ (h−n) z(1−z), d),  d = δ (1 − z)(1 − n²)",
        "∂L/∂a = (d a₃ r(1−r), δ (h−n) z(1−z), d · r)",
        "∂L/∂h = δ · z",
    ),
    inputs=("x", "a", "h"),
    outputs=("h", "r", "z", "n"),
    samples=lambda: [
        Sample((values(3, 6), values(3, 6, seed=1), values(3, 2, seed=2))),
        Sample((values(3), values(3, seed=1), values(1, seed=2))),
        Sample((values(0, 6), values(0, 6), values(0, 2))),
    ],
)


def _gru_input_forward(
    xp: ArrayModule, g: Array, r: Array, z: Array, n: Array, h_gates: Array, h: Array
) -> tuple[Array, Array, Array]:
    new = g * (1 - z) * (1 - n * n)
    reset = new * _parts(h_gates, 3)[2] * r * (1 - r)
    update = g * (h - n) * z * (1 - z)
    return (
        xp.concatenate((reset, update, new), axis=-1),
        xp.concatenate((reset, update, new * r), axis=-1),
        g * z,
    )


def _gru_input_gradient(
    needs: object, arrived: Gradients, outputs: object, g: Tensor, r: Tensor, z: Tensor, n: Tensor,
    h_gates: Tensor, h: Tensor,
) -> Gradients:  # fmt: skip
    of_x, of_gates, of_h = arrived
    zero = g * 0
    p = [zero] * 3 if of_x is None else _gates(of_x, 3)
    q = [zero] * 3 if of_gates is None else _gates(of_gates, 3)
    reset, update = p[0] + q[0], p[1] + q[1]
    above = _gates(h_gates, 3)[2]
    flat = 1 - n * n
    new = g * (1 - z) * flat
    slope = z * (1 - z)
    to_new = reset * above * r * (1 - r) + p[2] + q[2] * r
    to_above = reset * new * r * (1 - r)
    to_g = to_new * (1 - z) * flat + update * (h - n) * slope
    to_z = update * g * (h - n) * (1 - z * 2) - to_new * g * flat
    if of_h is not None:
        to_g, to_z = to_g + of_h * z, to_z + of_h * g
    return (
        to_g,
        reset * new * above * (1 - r * 2) + q[2] * new,
        to_z,
        -(to_new * g * (1 - z) * n * 2) - update * g * slope,
        _beside(zero, zero, to_above),
        update * g * slope,
    )


gru_cell_input: Primitive = Primitive(
    name="gru_cell_input",
    shape=lambda g, r, z, n, h_gates, h: [h_gates, h_gates, h],
    dtype=_cell_dtypes(3),
    forward=_gru_input_forward,
    gradient=_gru_input_gradient,
    formula="d = δ (1 − z)(1 − n²);  ∂L/∂x = (d a₃ r(1−r), δ (h−n) z(1−z), d),  "
    "∂L/∂a = (d a₃ r(1−r), δ (h−n) z(1−z), d · r),  ∂L/∂h = δ · z",
    gradient_formulas=(
        "e (1 − z)(1 − n²) + u (h − n) z(1−z) + δ_h z,  "
        "e = w a₃ r(1−r) + δ_x₃ + δ_a₃ r,  w = δ_x₁ + δ_a₁,  u = δ_x₂ + δ_a₂",
        "w d a₃ (1 − 2r) + δ_a₃ d",
        "u δ (h − n)(1 − 2z) − e δ (1 − n²) + δ_h δ",
        "−2 e δ (1 − z) n − u δ z(1−z)",
        "(0, 0, w d r(1−r))",
        "u δ z(1−z)",
    ),
    inputs=("gradient", "r", "z", "n", "a", "h"),
    samples=lambda: [
        Sample(
            (*(values(3, 2, seed=k) for k in range(4)), values(3, 6, seed=4), values(3, 2, seed=5))
        )
    ],
)
