"""PyTorch's own sample inputs, as the engine's values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

import engine
import engine.nn.functional as F
from engine import nn
from tests.engine.oracle import functions, modules

DTYPES = {
    torch.float16: engine.float16,
    torch.float32: engine.float32,
    torch.float64: engine.float64,
    torch.int16: engine.int16,
    torch.int32: engine.int32,
    torch.int64: engine.int64,
    torch.bool: engine.bool_,
}

# Functions that are arguments of layers.
FUNCTIONS = {torch.nn.functional.gelu: F.gelu, torch.nn.functional.relu: F.relu}


class NotOursError(Exception):
    """A sample uses what the engine does not have: complex numbers, sparse layouts, …"""


def to_engine(value: Any, made: dict[int, Any] | None = None) -> Any:
    """A value that a sample passes, as the engine takes it. Raises NotOursError.

    made: what has been converted; a tensor that is passed twice is one tensor here too.
    """
    made = {} if made is None else made
    if isinstance(value, torch.Tensor):
        if value.dtype not in DTYPES or value.layout is not torch.strided:
            raise NotOursError(f"{value.dtype}, {value.layout}")
        # Where a sample is made of another (its logarithm, say), gradients are taken at it.
        if id(value) not in made:
            made[id(value)] = engine.tensor(
                value.detach().numpy(), requires_grad=value.requires_grad
            )
        return made[id(value)]
    if isinstance(value, torch.dtype):
        if value not in DTYPES:
            raise NotOursError(str(value))
        return DTYPES[value]
    if isinstance(value, torch.device):
        return "cpu"
    if isinstance(value, torch.layout | torch.memory_format | torch.Generator | complex):
        raise NotOursError(repr(value))
    if callable(value) and value in FUNCTIONS:
        return FUNCTIONS[value]
    if isinstance(value, torch.nn.TransformerEncoderLayer):
        return encoder_layer(value)
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, list | tuple):
        converted = [to_engine(item, made) for item in value]
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*converted)
        return type(value)(converted)
    if isinstance(value, Mapping):
        return {
            key: to_engine(item, made) for key, item in value.items() if not is_as_ever(key, item)
        }
    return value


def is_as_ever(name: str, value: Any) -> bool:
    """Whether an argument asks for the order of memory that there is anyhow."""
    return (name == "memory_format" and value is torch.preserve_format) or (
        name == "layout" and value is torch.strided
    )


def encoder_layer(layer: Any) -> nn.TransformerEncoderLayer:
    """The engine's layer of the same arguments: what PyTorch's encoder is made of."""
    return nn.TransformerEncoderLayer(
        layer.linear1.in_features,
        layer.self_attn.num_heads,
        layer.linear1.out_features,
        layer.dropout.p,
        to_engine(layer.activation),
        layer.norm1.eps,
        layer.self_attn.batch_first,
        layer.norm_first,
        layer.linear1.bias is not None,
    )


def of_operation(op: Any) -> Iterator[tuple[int, Any, Any]]:
    """The samples of an OpInfo that are the engine's too: number, PyTorch's, (input, args, kwargs).

    In float64 where the operation takes it, else in what it takes.
    """
    dtypes = (torch.float64, torch.int64, torch.bool)
    dtype = next((dtype for dtype in dtypes if dtype in op.dtypes), None)
    if dtype is None:
        return
    torch.manual_seed(0)
    differentiated = op.supports_autograd and dtype.is_floating_point
    for number, sample in enumerate(op.sample_inputs("cpu", dtype, requires_grad=differentiated)):
        if any(leaves_out(sample) for _, leaves_out in functions.LEFT_OUT.get(op.name, [])):
            continue
        try:
            yield number, sample, to_engine((sample.input, tuple(sample.args), dict(sample.kwargs)))
        except NotOursError:
            continue


def of_layer(info: Any, training: bool) -> Iterator[tuple[int, Any, Any, Any]]:
    """The samples of a ModuleInfo that are the engine's too, in float64.

    Each: number, PyTorch's, (args, kwargs) of the constructor, (args, kwargs) of the call.
    """
    torch.manual_seed(0)
    made = info.module_inputs_func(
        info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
    )
    name = info.module_cls.__name__
    for number, sample in enumerate(made):
        build, call = sample.constructor_input, sample.forward_input
        left_out = any(leaves_out(sample) for _, leaves_out in modules.LEFT_OUT.get(name, []))
        if left_out or call is None:
            continue
        try:
            yield (
                number,
                sample,
                to_engine((tuple(build.args), dict(build.kwargs))),
                to_engine((tuple(call.args), dict(call.kwargs))),
            )
        except NotOursError:
            continue
