"""Layers as functions, with PyTorch's names, argument order and defaults.

It is `engine.nn.functional`. Shapes are written (N, C, H, W): batch, channels, height, width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

import engine
from engine import ops
from engine.backend import as_dtype
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.losses import cross_entropy, mse_loss, nll_loss
from engine.tensors import Tensor

IntOrPair: TypeAlias = int | Sequence[int]

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "cross_entropy",
    "dropout",
    "flatten",
    "linear",
    "log_softmax",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "one_hot",
    "pad",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
]


# ---- affine maps


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input · weightᵀ + bias. input (…, in), weight (out, in), bias (out) → (…, out)."""
    return ops.linear(input, weight, bias)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair | str = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation. input (N, C, H, W) or (C, H, W), weight (O, C/groups, KH, KW), bias (O).

    padding: sizes, "valid" (none) or "same" (the output is as large as the input; stride 1 only).
    Raises ShapeError for channels or sizes that do not fit, ValueRangeError for bad arguments.
    """
    batched, single = _batched(input)
    steps, gaps = pair(stride), pair(dilation)
    if isinstance(padding, str):
        before, after = same_or_valid(padding, weight.shape[2:], steps, gaps)
        border = [(b, a) for b, a in zip(before, after, strict=True)]
        if before != after:
            (top, bottom), (left, right) = border
            batched, before = pad(batched, (left, right, top, bottom)), (0, 0)
    else:
        before = pair(padding)
    result = ops.conv2d(
        batched, weight, bias, stride=steps, padding=before, dilation=gaps, groups=groups
    )
    return result.reshape(result.shape[1:]) if single else result


def pair(value: IntOrPair) -> tuple[int, int]:
    """One number for both directions, or a number for each: (rows, columns)."""
    numbers = (value, value) if isinstance(value, int | np.integer) else tuple(value)
    if len(numbers) == 1:
        numbers = numbers * 2
    if len(numbers) != 2 or not all(isinstance(n, int | np.integer) for n in numbers):
        raise ValueRangeError(
            "This is one integer, or one each for rows and columns",
            expected="an integer or two",
            actual=value,
        )
    return int(numbers[0]), int(numbers[1])


def same_or_valid(
    padding: str, kernel_size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, left), (bottom, right)) of "same" or "valid"; an odd rest goes to the bottom right."""
    if padding not in ("same", "valid"):
        raise ValueRangeError(
            "There is no padding {name}",
            name=padding,
            expected="same, valid or numbers",
            actual=padding,
        )
    if padding == "valid":
        return (0, 0), (0, 0)
    if tuple(stride) != (1, 1):
        raise ValueRangeError(
            'Padding "same" goes with stride 1',
            expected="stride 1",
            actual=f"stride {stride[0]}×{stride[1]}",
            mend="Give the padding as numbers",
        )
    rows, columns = (d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True))
    before = (rows // 2, columns // 2)
    return before, (rows - before[0], columns - before[1])


def _batched(input: Tensor) -> tuple[Tensor, bool]:
    """(the input as a batch, whether it was a single sample)."""
    if input.ndim != 3:
        return input, False
    return input.reshape((1, *input.shape)), True


# ---- pooling


def max_pool2d(
    input: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window; of equals the first gets the gradient. (N, C, H, W) or (C, H, W).

    return_indices: also give where each maximum stands in its flattened map.
    """
    batched, single = _batched(input)
    results = ops.max_pool2d(
        batched,
        kernel_size=pair(kernel_size),
        stride=pair(kernel_size if stride is None else stride),
        padding=pair(padding),
        dilation=pair(dilation),
        ceil_mode=ceil_mode,
    )
    if single:
        results = tuple(result.reshape(result.shape[1:]) for result in results)
    return results if return_indices else results[0]


def avg_pool2d(
    input: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window. (N, C, H, W) or (C, H, W).

    count_include_pad: zeros of the padding count as elements. divisor_override: divide by this.
    """
    batched, single = _batched(input)
    result = ops.avg_pool2d(
        batched,
        kernel_size=pair(kernel_size),
        stride=pair(kernel_size if stride is None else stride),
        padding=pair(padding),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
        divisor_override=divisor_override,
    )
    return result.reshape(result.shape[1:]) if single else result


# ---- normalisation


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float | Tensor = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel with mean 0 and variance 1, then · weight + bias. input (N, C, …).

    training: normalise by the batch's statistics and move the running ones towards them, the
    variance with n − 1 in its divisor. Else: normalise by the running ones.
    """
    if not training:
        if running_mean is None or running_var is None:
            raise ValueRangeError(
                "Evaluation needs running statistics",
                expected="running_mean and running_var",
                actual="None",
                mend="Pass them, or training=True",
            )
        return ops.batch_norm_eval(input, running_mean, running_var, weight, bias, eps=eps)
    y, mean, var = ops.batch_norm(input, weight, bias, eps=eps)
    with engine.no_grad():
        if running_mean is not None:
            running_mean.assign(ops.running_average(running_mean, mean, momentum, count=0))
        if running_var is not None:
            count = product((input.shape[0], *input.shape[2:]))
            running_var.assign(ops.running_average(running_var, var, momentum, count=count))
    return y


# ---- activations


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(input, 0). `inplace` is accepted; the engine never overwrites an input."""
    return ops.relu(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^−input)."""
    return ops.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    return ops.tanh(input)


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """e^xᵢ / Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    converted, along = _along(input, dim, dtype)
    return ops.softmax(converted, dim=along)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """xᵢ − ln Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    converted, along = _along(input, dim, dtype)
    return ops.log_softmax(converted, dim=along)


def _along(input: Tensor, dim: int | None, dtype: Any) -> tuple[Tensor, int]:
    """The input in that dtype, and the dimension; PyTorch's choice where none is named."""
    if dim is None:
        dim = 0 if input.ndim in (0, 1, 3) else 1
    return input if dtype is None else input.type(as_dtype(dtype)), dim


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes elements with probability p and scales the rest by 1 / (1 − p), in training only."""
    if not 0.0 <= p <= 1.0:
        raise ValueRangeError(
            "The dropout probability is between 0 and 1", expected="0 to 1", actual=p
        )
    if not training or p == 0.0:
        return input
    return input * ops.dropout_mask(input, p=p)


# ---- shape


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from start_dim to end_dim as one."""
    return input.flatten(start_dim, end_dim)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers (…) as rows of 0 and one 1: (…, num_classes), int64.

    num_classes −1: one more than the largest number. ValueRangeError for a number outside.
    """
    if num_classes == -1:
        if not tensor.array.size:
            raise ShapeError("No class numbers and no num_classes", mend="Pass num_classes")
        num_classes = int(tensor.array.max()) + 1
    return ops.one_hot(tensor, num_classes=num_classes)


_BORDERS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(
    input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Tensor:
    """A border around the last dimensions: (left, right, top, bottom, …), from the last one on.

    mode: constant (`value`, 0 unless given), reflect, replicate or circular. Negative sizes cut.
    """
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError(
            "Padding has two sizes for each dimension, the last dimension first",
            expected=f"an even number of sizes, at most {2 * input.ndim}",
            actual=len(pad),
        )
    pairs = list(zip(pad[::2], pad[1::2], strict=True))[::-1]
    pairs = [(0, 0)] * (input.ndim - len(pairs)) + pairs
    if mode == "constant":
        grown = tuple((max(before, 0), max(after, 0)) for before, after in pairs)
        if any(map(any, grown)):
            input = ops.pad(input, padding=grown, value=0.0 if value is None else value)
        cut = [(max(-before, 0), max(-after, 0)) for before, after in pairs]
        if any(map(any, cut)):
            input = input[tuple(slice(b or None, -a or None) for b, a in cut)]
        return input
    if mode not in _BORDERS:
        raise ValueRangeError(
            "There is no padding mode {name}",
            name=mode,
            expected="constant, reflect, replicate or circular",
            actual=mode,
        )
    for dim, (before, after) in enumerate(pairs):
        if (before, after) != (0, 0):
            input = _bordered(input, dim, before, after, mode)
    return input


def _bordered(input: Tensor, dim: int, before: int, after: int, mode: str) -> Tensor:
    """One dimension continued by its own elements."""
    size = input.shape[dim]
    most = size - 1 if mode == "reflect" else size
    if (mode != "replicate" and max(before, after) > most) or min(before, after) < 0:
        raise ValueRangeError(
            "Padding by {mode} is at most {most} here",
            mode=mode,
            most=most,
            expected=f"0 to {most}",
            actual=max(before, after) if min(before, after) >= 0 else min(before, after),
        )
    places = np.pad(np.arange(size), (before, after), mode=_BORDERS[mode])  # type: ignore[call-overload]
    index = engine.tensor(places, device=input.device)
    return input[(slice(None),) * dim + (index,)]
