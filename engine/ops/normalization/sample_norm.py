"""Normalisation within each sample: layer, group, instance and root-mean-square normalisation.

They differ in which numbers are normalised together; what is computed from them, forward, backward
and backward once more, is the same and stands here once. Sources: Ba et al. 2016 (layer), Wu & He
2018 (group), Ulyanov et al. 2016 (instance), Zhang & Sennrich 2019 (root mean square).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import first, values
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.sums import mean
from engine.ops.rules import only_floating, same_shape, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "group_norm", "group_norm_input", "group_norm_weight", "instance_norm", "instance_norm_input",
    "instance_norm_weight", "layer_norm", "layer_norm_input", "layer_norm_weight", "rms_norm",
    "rms_norm_input", "rms_norm_weight",
]  # fmt: skip


# ---- which numbers belong together


@dataclass(frozen=True)
class _Layout:
    """How an input is divided; every function takes the input's shape and the attributes.

    groups: the shape of the same numbers in which whole dimensions are normalised.
    over: those dimensions of it.
    spread: the dimensions of the input along which weight and bias repeat.
    check: raises ShapeError for what does not fit; also takes the shapes of weight and bias.
    """

    groups: Callable[..., Shape]
    over: Callable[..., tuple[int, ...]]
    spread: Callable[..., tuple[int, ...]]
    check: Callable[..., None]

    def column(self, x: Any, of_weight: Any, **how: Any) -> Any:
        """A weight (array or Tensor) in a shape that broadcasts over the input."""
        spread = self.spread(x.shape, **how)
        return of_weight.reshape(tuple(1 if d in spread else n for d, n in enumerate(x.shape)))

    def summed(self, of_input: Tensor, **how: Any) -> Tensor:
        """What reaches a weight: the sum along the dimensions along which it repeats."""
        spread = self.spread(of_input.shape, **how)
        return of_input.sum(spread) if spread else of_input


def _check_last(
    x: Shape, *parameters: Shape | None, normalized_shape: tuple[int, ...], eps: float
) -> None:
    wanted = tuple(normalized_shape)
    if not wanted or x[len(x) - len(wanted) :] != wanted or len(x) < len(wanted):
        raise ShapeError(
            "The normalisation is over the last dimensions, and they have other sizes",
            expected=text(("…", *wanted)),
            actual=text(x),
            mend="Set normalized_shape to {sizes}",
            sizes=tuple(x[max(len(x) - len(wanted), 0) :]),
        )
    for parameter in parameters:
        if parameter is not None and parameter != wanted:
            raise ShapeError(
                "Weight and bias have one number for each that is normalised",
                expected=text(wanted),
                actual=text(parameter),
            )


def _check_channels(x: Shape, *parameters: Shape | None, eps: float) -> None:
    if len(x) < 2:
        raise ShapeError(
            "The normalisation takes a batch of channels",
            expected="batch × channels × …",
            actual=text(x),
        )
    for parameter in parameters:
        if parameter is not None and parameter != x[1:2]:
            raise ShapeError(
                "Weight and bias have one number for each channel",
                expected=text(x[1:2]),
                actual=text(parameter),
                mend="Make the layer for {channels} channels",
                channels=x[1],
            )


def _check_groups(x: Shape, *parameters: Shape | None, num_groups: int, eps: float) -> None:
    _check_channels(x, *parameters, eps=eps)
    if num_groups < 1 or x[1] % num_groups:
        raise ShapeError(
            "{channels} channels do not divide into {groups} groups",
            channels=x[1],
            groups=num_groups,
            expected="groups of one size",
            actual=text(x),
            mend="Set num_groups to a divisor of {channels}",
        )


def _all_but_channels(x: Shape, **_: object) -> tuple[int, ...]:
    return (0, *range(2, len(x)))


_LAST = _Layout(
    groups=lambda x, **_: x,
    over=lambda x, *, normalized_shape, eps: tuple(range(len(x) - len(normalized_shape), len(x))),
    spread=lambda x, *, normalized_shape, eps: tuple(range(len(x) - len(normalized_shape))),
    check=_check_last,
)
_GROUPS = _Layout(
    groups=lambda x, *, num_groups, eps: (x[0], num_groups, x[1] // num_groups, *x[2:]),
    over=lambda x, **_: tuple(range(2, len(x) + 1)),
    spread=_all_but_channels,
    check=_check_groups,
)
_INSTANCES = _Layout(
    groups=lambda x, **_: x,
    over=lambda x, **_: tuple(range(2, len(x))),
    spread=_all_but_channels,
    check=_check_channels,
)


# ---- what is computed, r = 1 / √(σ² + ε) and x̂ = (x − μ) · r


def _normalisation(
    name: str, layout: _Layout, centred: bool, formula: str, samples: Callable[[], list[Sample]]
) -> tuple[Primitive, Primitive, Primitive]:
    """The primitives `name`, `name`_input and `name`_weight.

    centred: subtract the mean; else μ is 0 (root mean square), and there is no bias.
    samples: operands (input, weight, bias) and attributes.
    """

    def normal(xp: ArrayModule, x: Array, how: dict[str, Any]) -> tuple[Array, Array]:
        """x̂ and r, in groups."""
        over = layout.over(x.shape, **how)
        groups = widened(x).reshape(layout.groups(x.shape, **how))
        if not x.size:
            return groups.copy(), groups.copy()
        if centred:
            groups = groups - groups.mean(axis=over, keepdims=True)
        rate = 1 / xp.sqrt(xp.square(groups).mean(axis=over, keepdims=True) + how["eps"])
        return groups * rate, rate

    def forward(
        xp: ArrayModule, x: Array, weight: Array | None = None, bias: Array | None = None,
        **how: Any,
    ) -> Array:  # fmt: skip
        y = normal(xp, x, how)[0].reshape(x.shape)
        if weight is not None:
            y = y * layout.column(x, weight, **how)
        if bias is not None:
            y = y + layout.column(x, bias, **how)
        return y.astype(x.dtype, copy=False)

    def gradient(
        needs: tuple[bool, ...], g: tuple[Tensor], y: object, x: Tensor,
        weight: Tensor | None = None, bias: Tensor | None = None, **how: Any,
    ) -> list[Tensor | None]:  # fmt: skip
        wanted = (*needs, False, False)
        gradients = [
            back(g[0], x, weight, **how) if wanted[0] else None,
            weigh(g[0], x, **how) if wanted[1] else None,
            layout.summed(g[0], **how) if wanted[2] else None,
        ]
        return gradients[: len(needs)]

    def back_forward(
        xp: ArrayModule, g: Array, x: Array, weight: Array | None = None, **how: Any
    ) -> Array:
        if not x.size:
            return g.copy()
        hat, rate = normal(xp, x, how)
        over = layout.over(x.shape, **how)
        upstream = widened(g) if weight is None else widened(g) * layout.column(x, weight, **how)
        groups = upstream.reshape(hat.shape)
        passed = groups - hat * (groups * hat).mean(axis=over, keepdims=True)
        if centred:
            passed -= groups.mean(axis=over, keepdims=True)
        passed *= rate
        return passed.reshape(x.shape).astype(g.dtype, copy=False)

    def back_gradient(
        needs: tuple[bool, ...], gradients: tuple[Tensor], y: object, g: Tensor, x: Tensor,
        weight: Tensor | None = None, **how: Any,
    ) -> list[Tensor | None]:  # fmt: skip
        """With u = w δ, v for what arrives, m for means over a group, a = m(u x̂), b = m(v x̂) and
        P for this primitive without a weight, v · P(u) sums to n · r · (m(uv) − m(u) m(v) − a b);
        a, b and r have the gradients P(u) / n, P(v) / n and −r² x̂ / n in x."""
        v = gradients[0]
        column = None if weight is None else layout.column(x, weight, **how)
        of_v = back(v, x, None, **how)  # it is its own adjoint in u
        of_x: Tensor | None = None
        if needs[1]:
            shape, over = layout.groups(x.shape, **how), layout.over(x.shape, **how)

            def average(t: Tensor) -> Tensor:
                return mean(t, dim=over, keepdim=True)

            u = g if column is None else g * column
            hat = whole(x, None, **how).reshape(shape)
            groups, ug, vg = x.reshape(shape), u.reshape(shape), v.reshape(shape)
            spread = groups - average(groups) if centred else groups
            rate = 1 / (average(spread * spread) + how["eps"]).sqrt()
            a, b, both = average(ug * hat), average(vg * hat), average(ug * vg)
            if centred:
                both = both - average(ug) * average(vg)
            of_u = back(u, x, None, **how).reshape(shape)
            inner = rate * hat * (both - a * b) + b * of_u + a * of_v.reshape(shape)
            of_x = -(rate * inner).reshape(x.shape)
        made = [
            (of_v if column is None else of_v * column) if needs[0] else None,
            of_x,
            layout.summed(of_v * g, **how) if len(needs) > 2 and needs[2] else None,
        ]
        return made[: len(needs)]

    def weigh_forward(xp: ArrayModule, g: Array, x: Array, **how: Any) -> Array:
        hat = normal(xp, x, how)[0].reshape(x.shape)
        return (hat * g).sum(axis=layout.spread(x.shape, **how)).astype(g.dtype, copy=False)

    def weigh_gradient(
        needs: tuple[bool, ...], v: tuple[Tensor], y: object, g: Tensor, x: Tensor, **how: Any
    ) -> list[Tensor | None]:
        return [
            whole(x, v[0], **how) if needs[0] else None,
            back(g, x, v[0], **how) if needs[1] else None,
        ]

    def weight_shape(g: Shape, x: Shape, **how: Any) -> Shape:
        spread = layout.spread(x, **how)
        return tuple(size for place, size in enumerate(x) if place not in spread)

    def shape(x: Shape, *parameters: Shape | None, **how: Any) -> Shape:
        layout.check(x, *parameters, **how)
        return x

    def back_samples() -> list[Sample]:
        return [
            Sample((values(*s.arrays[0].shape, seed=9), *s.arrays[:2]), s.attributes)  # type: ignore[union-attr]
            for s in samples()
        ]

    upstream = "w / √(σ² + ε) · (δ − mean δ − x̂ · mean(δ x̂))"
    if not centred:
        upstream = "1 / √(σ² + ε) · (w δ − x̂ · mean(w δ x̂))"
    of_weight, of_bias = "∂L/∂w = Σ δ x̂", "∂L/∂b = Σ δ"
    whole = Primitive(
        name=name,
        shape=shape,
        dtype=only_floating("normalisation"),
        forward=forward,
        gradient=gradient,
        formula=formula,
        gradient_formulas=(f"∂L/∂x = {upstream}", of_weight, *((of_bias,) if centred else ())),
        inputs=("input", "weight", "bias") if centred else ("input", "weight"),
        samples=samples,
    )
    back = Primitive(
        name=f"{name}_input",
        shape=same_shape,
        dtype=first,
        forward=back_forward,
        gradient=back_gradient,
        formula=f"∂L/∂x = {upstream}",
        gradient_formulas=("w · P(v)", "−r · (r x̂ (m(uv) − m(u) m(v) − a b) + b P(u) + a P(v))",
                           "Σ P(v) · δ"),
        inputs=("gradient", "input", "weight"),
        samples=back_samples,
    )  # fmt: skip
    weigh = Primitive(
        name=f"{name}_weight",
        shape=weight_shape,
        dtype=first,
        forward=weigh_forward,
        gradient=weigh_gradient,
        formula=of_weight,
        gradient_formulas=("v · x̂", "what reaches x with v for the weight"),
        inputs=("gradient", "input"),
        samples=lambda: [Sample(s.arrays[:2], s.attributes) for s in back_samples()],
    )
    return whole, back, weigh


_FORMULA = "y = w · x̂ + b,  x̂ = (x − μ) / √(σ² + ε),  μ and σ² over "

layer_norm, layer_norm_input, layer_norm_weight = _normalisation(
    "layer_norm",
    _LAST,
    True,
    f"{_FORMULA}the last dimensions",
    lambda: [
        Sample(
            (values(3, 2, 4), values(2, 4, seed=1), values(2, 4, seed=2)),
            {"normalized_shape": (2, 4), "eps": 1e-2},
        ),
        Sample((values(3, 4), values(4, seed=1), None), {"normalized_shape": (4,), "eps": 1e-2}),
        Sample((values(4), None, None), {"normalized_shape": (4,), "eps": 1e-2}),
        Sample((values(0, 4), values(4, seed=1)), {"normalized_shape": (4,), "eps": 1e-2}),
    ],
)
rms_norm, rms_norm_input, rms_norm_weight = _normalisation(
    "rms_norm",
    _LAST,
    False,
    "y = w · x̂,  x̂ = x / √(σ² + ε),  σ² = mean x² over the last dimensions",
    lambda: [
        Sample((values(3, 2, 4), values(2, 4, seed=1)), {"normalized_shape": (2, 4), "eps": 1e-2}),
        Sample((values(3, 4), None), {"normalized_shape": (4,), "eps": 1e-2}),
        Sample((values(0, 4), values(4, seed=1)), {"normalized_shape": (4,), "eps": 1e-2}),
    ],
)
group_norm, group_norm_input, group_norm_weight = _normalisation(
    "group_norm",
    _GROUPS,
    True,
    f"{_FORMULA}each group of channels",
    lambda: [
        Sample(
            (values(2, 4, 3), values(4, seed=1), values(4, seed=2)), {"num_groups": 2, "eps": 1e-2}
        ),
        Sample((values(2, 6, 2, 2), None, None), {"num_groups": 3, "eps": 1e-2}),
        Sample((values(2, 4), values(4, seed=1)), {"num_groups": 1, "eps": 1e-2}),
        Sample((values(0, 4), values(4, seed=1)), {"num_groups": 2, "eps": 1e-2}),
    ],
)
instance_norm, instance_norm_input, instance_norm_weight = _normalisation(
    "instance_norm",
    _INSTANCES,
    True,
    f"{_FORMULA}each channel of each sample",
    lambda: [
        Sample((values(2, 3, 4), values(3, seed=1), values(3, seed=2)), {"eps": 1e-2}),
        Sample((values(2, 2, 3, 2), None, None), {"eps": 1e-2}),
        Sample((values(0, 3, 4), values(3, seed=1)), {"eps": 1e-2}),
    ],
)
