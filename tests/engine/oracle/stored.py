"""Samples and what PyTorch makes of them, in files: structure in JSON, numbers in safetensors.

One case is one line of JSON. Arrays lie end to end in one vector for each dtype; the structure
names their place: {"at": [dtype, offset, shape]}. Needs no PyTorch to read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import engine
import engine.nn.functional as F
from engine import nn
from engine.files import load_file, save_file

FOLDER = Path(__file__).parents[1] / "vectors"
FUNCTIONS = {"gelu": F.gelu, "relu": F.relu}

Array = np.ndarray[Any, Any]


class Writer:
    """Gathers cases; `save` writes them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._vectors: dict[str, list[Array]] = {}
        self._lengths: dict[str, int] = {}
        self._places: dict[tuple[str, tuple[int, ...], bytes], list[Any]] = {}

    def add(self, case: Mapping[str, Any]) -> None:
        """One case: a mapping of what `encoded` takes."""
        tensors: dict[int, int] = {}
        line = {name: self.encoded(value, tensors) for name, value in case.items()}
        self.lines.append(json.dumps(line, separators=(",", ":"), allow_nan=False))

    def encoded(self, value: Any, tensors: dict[int, int]) -> Any:
        """The value as JSON. tensors: id of each tensor so far -> its number in this case."""
        if isinstance(value, engine.Tensor):
            if id(value) in tensors:
                return {"again": tensors[id(value)]}
            tensors[id(value)] = len(tensors)
            place = self._place(np.asarray(value.detach().numpy()))
            return (
                {"tensor": place, "requires_grad": True}
                if value.requires_grad
                else {"tensor": place}
            )
        if isinstance(value, np.ndarray):
            return {"at": self._place(value)}
        if isinstance(value, np.dtype):
            return {"dtype": value.name}
        if isinstance(value, slice):
            return {"slice": [value.start, value.stop, value.step]}
        if value is Ellipsis:
            return {"ellipsis": True}
        if isinstance(value, tuple):
            return {"tuple": [self.encoded(item, tensors) for item in value]}
        if isinstance(value, list):
            return [self.encoded(item, tensors) for item in value]
        if isinstance(value, Mapping):
            return {"dict": {key: self.encoded(item, tensors) for key, item in value.items()}}
        if isinstance(value, float) and not math.isfinite(value):
            return {"float": repr(value)}
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, nn.TransformerEncoderLayer):
            return {"encoder_layer": [self.encoded(item, tensors) for item in built_from(value)]}
        for name, function in FUNCTIONS.items():
            if value is function:
                return {"function": name}
        raise TypeError(f"expected plain data or arrays, actual {type(value).__name__}")

    def _place(self, array: Array) -> list[Any]:
        kind, flat = array.dtype.name, np.ascontiguousarray(array).reshape(-1)
        key = (kind, array.shape, flat.tobytes())
        if key not in self._places:
            start = self._lengths.get(kind, 0)
            self._vectors.setdefault(kind, []).append(flat)
            self._lengths[kind] = start + flat.size
            self._places[key] = [kind, start, list(array.shape)]
        return self._places[key]

    def save(self, name: str, folder: Path, version: str) -> int:
        """Write `name`.json and `name`.safetensors; how many bytes they have."""
        text, numbers = folder / f"{name}.json", folder / f"{name}.safetensors"
        text.write_text("[\n" + ",\n".join(self.lines) + "\n]\n", encoding="utf-8")
        vectors = {kind: np.concatenate(parts) for kind, parts in sorted(self._vectors.items())}
        save_file(vectors, numbers, metadata={"torch": version})
        return text.stat().st_size + numbers.stat().st_size


def built_from(layer: nn.TransformerEncoderLayer) -> list[Any]:
    """The arguments that build such a layer."""
    return [
        layer.linear1.in_features, layer.self_attn.num_heads, layer.linear1.out_features,
        layer.dropout.p, layer.activation, layer.norm1.eps, layer.self_attn.batch_first,
        layer.norm_first, layer.linear1.bias is not None,
    ]  # fmt: skip


class Reader:
    """The cases of a file, as they were written."""

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        self.cases: list[dict[str, Any]] = json.loads(
            (folder / f"{name}.json").read_text(encoding="utf-8")
        )
        self._vectors = load_file(folder / f"{name}.safetensors")

    def decoded(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """One case with its values: tensors, arrays and plain data."""
        tensors: list[engine.Tensor] = []
        return {name: self._value(value, tensors) for name, value in case.items()}

    def _value(self, value: Any, tensors: list[engine.Tensor]) -> Any:
        if isinstance(value, list):
            return [self._value(item, tensors) for item in value]
        if not isinstance(value, dict):
            return value
        ((kind, content), *_) = value.items()
        if kind == "tensor":
            wanted = value.get("requires_grad", False)
            tensors.append(engine.tensor(self._array(content), requires_grad=wanted))
            return tensors[-1]
        if kind == "dict":
            return {key: self._value(item, tensors) for key, item in content.items()}
        if kind == "tuple":
            return tuple(self._value(item, tensors) for item in content)
        if kind == "encoder_layer":
            return nn.TransformerEncoderLayer(*self._value(content, tensors))
        made: Any = {
            "again": lambda: tensors[content],
            "at": lambda: self._array(content),
            "dtype": lambda: engine.backend.as_dtype(content),
            "slice": lambda: slice(*content),
            "ellipsis": lambda: Ellipsis,
            "float": lambda: float(content),
            "function": lambda: FUNCTIONS[content],
        }[kind]()
        return made

    def _array(self, place: list[Any]) -> Array:
        kind, start, shape = place
        size = math.prod(shape)
        return self._vectors[kind][start : start + size].reshape(shape).copy()
