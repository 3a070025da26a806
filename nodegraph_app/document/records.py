"""What a project file holds, record by record. All are frozen, and keep keys they do not know."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_serializer, field_validator

FORMAT: Literal["nodegraph"] = "nodegraph"
VERSION = 1
Position = tuple[float, float]


class Record(BaseModel):
    """A frozen part of a project. Unknown keys stay, so that they survive loading and saving."""

    model_config = ConfigDict(
        frozen=True, extra="allow", allow_inf_nan=False, validate_default=True
    )


class Node(Record):
    """One node. `parameters` are plain JSON values, as the file has them."""

    id: Annotated[str, Field(min_length=1, description="Unique and never used again.")]
    type: Annotated[str, Field(min_length=1, description="A node type of the catalog.")]
    name: Annotated[str, Field(description="Unique; a Python identifier, for code is made of it.")]
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    position: Annotated[
        Position, Field(description="Where its top left corner is: x to the right, y down.")
    ] = (0.0, 0.0)

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters_are_json(cls, value: object) -> object:
        return as_json(value)

    @field_serializer("position")
    def _without_needless_fractions(self, position: Position) -> list[float]:
        return [int(c) if c.is_integer() and abs(c) < 1e15 else c for c in position]


class PortRef(Record):
    """A port of a node. Whether it is an input or an output follows from the wire's end."""

    node: Annotated[str, Field(min_length=1, description="The node's id.")]
    port: Annotated[str, Field(min_length=1)]

    def __init__(self, node: str = "", port: str = "", **unknown: Any) -> None:
        values: dict[str, Any] = {"node": node, "port": port, **unknown}
        super().__init__(**values)

    def __hash__(self) -> int:
        return hash((self.node, self.port))

    def __str__(self) -> str:
        return f"{self.node}.{self.port}"


class Wire(Record):
    """A wire from an output to an input. An input has one wire at most."""

    source: PortRef
    target: PortRef

    def __init__(
        self, source: PortRef | None = None, target: PortRef | None = None, **unknown: Any
    ) -> None:
        values: dict[str, Any] = {"source": source, "target": target, **unknown}
        super().__init__(**values)

    def __hash__(self) -> int:
        return hash((self.source, self.target))

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Training(Record):
    """How the network is trained."""

    optimizer: Literal["SGD", "Adam"] = "Adam"
    lr: Annotated[float, Field(gt=0, le=1000, description="Learning rate.")] = 1e-3
    batch_size: Annotated[int, Field(ge=1, le=65536)] = 32
    epochs: Annotated[int, Field(ge=1, le=100_000)] = 10
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    validation: Annotated[float, Field(ge=0, lt=1, description="Share of held-out samples.")] = 0.2
    momentum: Annotated[float, Field(ge=0, lt=1, description="For SGD.")] = 0.0
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.0
    device: Annotated[str, Field(pattern=r"^(cpu|cuda(:\d+)?)$")] = "cpu"


class Project(Record):
    """A whole project file. Weights lie beside it, as <stem>.safetensors."""

    format: Literal["nodegraph"] = FORMAT
    version: Annotated[int, Field(ge=1)] = VERSION
    name: str = ""
    description: str = ""
    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    training: Training = Field(default_factory=Training)


def as_json(value: Any) -> Any:
    """A copy of `value` as JSON has it: tuples become lists.

    Raises ValueError for what no JSON file can hold: other objects, NaN, infinity, half characters.
    """
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, UnicodeEncodeError, RecursionError) as error:
        raise ValueError(f"not a JSON value: {error}") from None
    return json.loads(text)


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are written alike; 1, 1.0 and true are not."""
    return json.dumps(one) == json.dumps(other)
