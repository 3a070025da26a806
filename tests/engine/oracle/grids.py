"""Settings of convolution, pooling, normalisation and losses in all combinations: more than
PyTorch's own samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


@dataclass(frozen=True)
class Case:
    """A call of a function of `functional` on arrays; floating arrays are differentiated."""

    id: str
    function: str
    arrays: tuple[Array | None, ...]
    keywords: dict[str, Any] = field(default_factory=dict)
    constants: tuple[int, ...] = ()  # which arrays are not differentiated

    def operands(self, library: Any) -> list[Any]:
        """The arrays as tensors of `torch` or `engine`."""
        return [
            None
            if array is None
            else library.tensor(
                array, requires_grad=array.dtype.kind == "f" and place not in self.constants
            )
            for place, array in enumerate(self.arrays)
        ]


def _convolutions() -> Iterator[Case]:
    x, single = numbers(2, 4, 6, 5), numbers(4, 6, 5)
    kernels: list[tuple[tuple[int, int], int]] = [
        ((3, 3), 1),
        ((2, 3), 1),
        ((3, 2), 2),
        ((1, 1), 4),
    ]
    hows: list[dict[str, Any]] = [
        {},
        {"stride": 2},
        {"padding": 1},
        {"stride": (2, 1), "padding": (1, 0)},
        {"dilation": 2, "padding": 2},
        {"dilation": (1, 2), "stride": 2, "padding": (0, 2)},
        {"padding": "same"},
        {"padding": "same", "dilation": 2},
        {"padding": "valid"},
    ]
    for ((height, width), groups), how in product(kernels, hows):
        weight, bias = numbers(4, 4 // groups, height, width, seed=1), numbers(4, seed=2)
        name = f"conv2d-{height}{width}{groups}-{'-'.join(f'{k}{v}' for k, v in how.items())}"
        yield Case(name, "conv2d", (x, weight, bias), {**how, "groups": groups})
    weight = numbers(3, 4, 3, 3, seed=1)
    yield Case("conv2d-without-bias", "conv2d", (x, weight))
    yield Case("conv2d-single", "conv2d", (single, weight, numbers(3, seed=2)), {"padding": 1})


def _pools() -> Iterator[Case]:
    x, single = numbers(2, 3, 7, 6), numbers(3, 7, 6)
    hows: list[dict[str, Any]] = [
        {"kernel_size": 2},
        {"kernel_size": (2, 3), "stride": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
        {"kernel_size": 2, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": (3, 2), "stride": (3, 2), "padding": (1, 1), "ceil_mode": True},
        {"kernel_size": 2, "stride": 3, "ceil_mode": True},
    ]
    for number, how in enumerate(hows):
        yield Case(f"max_pool2d-{number}", "max_pool2d", (x,), how)
        yield Case(f"avg_pool2d-{number}", "avg_pool2d", (x,), how)
        yield Case(
            f"avg_pool2d-{number}-inside", "avg_pool2d", (x,), {**how, "count_include_pad": False}
        )
        yield Case(
            f"avg_pool2d-{number}-divisor", "avg_pool2d", (x,), {**how, "divisor_override": 5}
        )
    yield Case(
        "max_pool2d-dilated", "max_pool2d", (x,), {"kernel_size": 2, "stride": 1, "dilation": 2}
    )
    yield Case(
        "max_pool2d-dilated-padded",
        "max_pool2d",
        (x,),
        {"kernel_size": 3, "stride": 2, "dilation": (2, 1), "padding": 1, "ceil_mode": True},
    )
    yield Case(
        "max_pool2d-ties",
        "max_pool2d",
        (np.round(x),),
        {"kernel_size": 3, "stride": 1, "padding": 1},
    )
    yield Case("max_pool2d-indices", "max_pool2d", (x,), {"kernel_size": 2, "return_indices": True})
    yield Case("max_pool2d-single", "max_pool2d", (single,), {"kernel_size": 2})
    yield Case("avg_pool2d-single", "avg_pool2d", (single,), {"kernel_size": 2})


def _norms() -> Iterator[Case]:
    mean, var = numbers(3, seed=1), numbers(3, seed=2) ** 2 + 0.5
    weight, bias = numbers(3, seed=3), numbers(3, seed=4)
    for shape in ((4, 3), (4, 3, 2), (2, 3, 4, 2)):
        x = numbers(*shape)
        for training, affine in product((True, False), (True, False)):
            arrays = (x, mean, var, weight, bias) if affine else (x, mean, var)
            yield Case(
                f"batch_norm-{len(shape)}-{training}-{affine}",
                "batch_norm",
                arrays,
                {"training": training, "momentum": 0.3, "eps": 1e-3},
                constants=(1, 2),
            )
        yield Case(
            f"batch_norm-{len(shape)}-stateless", "batch_norm", (x, None, None), {"training": True}
        )


def _losses() -> Iterator[Case]:
    weight = np.array([0.5, 2.0, 1.5, 0.7])
    shapes: list[tuple[tuple[int, ...], Array]] = [
        ((5, 4), np.array([0, 3, 1, -100, 3])),
        ((2, 4, 3), np.array([[0, 3, 1], [-100, 2, 2]])),
        ((2, 4, 2, 2), np.array([[[0, 3], [1, 1]], [[2, -100], [3, 0]]])),
        ((4,), np.array(2)),
    ]
    for (shape, target), reduction, weighted in product(
        shapes, ("none", "mean", "sum"), (None, weight)
    ):
        x, named = numbers(*shape), f"{len(shape)}-{reduction}-{weighted is not None}"
        how = {"reduction": reduction}
        arrays = (x, target) if weighted is None else (x, target, weighted)
        yield Case(f"nll_loss-{named}", "nll_loss", arrays, how, constants=(2,))
        for smoothing in (0.0, 0.1):
            more = {**how, "label_smoothing": smoothing}
            yield Case(f"cross_entropy-{named}-{smoothing}", "cross_entropy", arrays, more, (2,))
            soft = np.exp(numbers(*shape, seed=1))
            soft = soft / soft.sum(axis=1 if len(shape) > 1 else 0, keepdims=True)
            yield Case(
                f"cross_entropy-{named}-{smoothing}-soft",
                "cross_entropy",
                (x, soft, *arrays[2:]),
                more,
                (2,),
            )
    ignored = (numbers(3, 4), np.array([2, 0, 2]))
    yield Case("nll_loss-ignore-two", "nll_loss", ignored, {"ignore_index": 2})
    everything = (numbers(2, 4), np.array([-100, -100]))
    yield Case("cross_entropy-ignore-all", "cross_entropy", everything)
    for reduction in ("none", "mean", "sum"):
        pair = (numbers(4, 3), numbers(4, 3, seed=1))
        yield Case(f"mse_loss-{reduction}", "mse_loss", pair, {"reduction": reduction})
    yield Case("mse_loss-old-flags", "mse_loss", pair, {"size_average": False})
    yield Case("mse_loss-number", "mse_loss", (numbers(), numbers(seed=1)))


def _rest() -> Iterator[Case]:
    x = numbers(3, 4, 2)
    for function in ("relu", "sigmoid", "tanh"):
        yield Case(function, function, (x,))
    for function, dim in product(("softmax", "log_softmax"), (0, 1, -1)):
        yield Case(f"{function}-{dim}", function, (x,), {"dim": dim})
    yield Case("softmax-large", "softmax", (x * 1000,), {"dim": 1})
    yield Case("log_softmax-large", "log_softmax", (x * 1000,), {"dim": 1})
    for shape in ((3,), (2, 3), (2, 4, 3)):
        arrays = (numbers(*shape), numbers(5, 3, seed=1), numbers(5, seed=2))
        yield Case(f"linear-{len(shape)}", "linear", arrays)
        yield Case(f"linear-{len(shape)}-without-bias", "linear", arrays[:2])
    yield Case("one_hot", "one_hot", (np.array([[0, 2], [1, 3]]),))
    yield Case("one_hot-more", "one_hot", (np.array([0, 2]),), {"num_classes": 5})
    image = numbers(1, 2, 4, 5)
    yield Case("pad-value", "pad", (image,), {"pad": (1, 2, 0, 3), "value": 0.5})
    yield Case("pad-cut", "pad", (image,), {"pad": (-1, 2, 1, -2)})
    for mode in ("reflect", "replicate", "circular"):
        yield Case(f"pad-{mode}", "pad", (image,), {"pad": (1, 2, 2, 1), "mode": mode})
    yield Case("dropout-off", "dropout", (x,), {"training": False})


CASES = [*_convolutions(), *_pools(), *_norms(), *_losses(), *_rest()]
