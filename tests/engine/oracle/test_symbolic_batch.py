"""Every layer on shapes, with a symbol for the batch: the shapes of the real run."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("expecttest")

from torch.testing._internal.common_modules import module_db

import engine
from engine import nn
from engine.dims import with_batch
from engine.errors import EngineError
from tests.engine.oracle import comparison, samples

LAYERS = [
    pytest.param(info, id=info.module_cls.__name__)
    for info in module_db
    if hasattr(nn, info.module_cls.__name__)
]
MOST = 12  # samples of a layer, where they are many

# None of their samples has a batch, or one that may be of any size.
FIXED = "the numbers it is built with are one for each picture"
SINGLE = "each of its samples is one vector"
WITHOUT_BATCH = {
    "FractionalMaxPool2d": FIXED,
    "FractionalMaxPool3d": FIXED,
    **dict.fromkeys(("GRU", "LSTM", "RNN"), "one sequence each; test_recurrent.py has batches"),
    "GRUCell": SINGLE,
    "KLDivLoss": "those of its samples that are distributions are single numbers",
    "LSTMCell": SINGLE,
    "MultiheadAttention": "all of their sizes are 3; test_attention.py has others",
    "RNNCell": SINGLE,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("info", LAYERS)
def test_a_layer_on_shapes_says_what_the_real_run_gives(info: Any) -> None:
    name = info.module_cls.__name__
    found = list(samples.of_layer(info, training=True))
    compared = 0
    step = 1 if len(found) < 40 else len(found) // MOST | 1
    for _, _, built, fed in found[::step]:
        compared += compare(name, built, fed)
    assert bool(compared) != (name in WITHOUT_BATCH)


def compare(name: str, built: Any, fed: Any) -> bool:
    """Whether the sample has a batch; where it has one, abstract and real shapes are compared."""
    first = next(iter(comparison.tensors_in(fed)))
    axis = 1 if built[1].get("batch_first") is False and first.ndim == 3 else 0
    one_number_each = name in ("HingeEmbeddingLoss", "MarginRankingLoss")
    if first.ndim < (3 if "batch_first" in built[1] else 1 if one_number_each else 2):
        return False  # one sample, without a batch
    batch = first.shape[axis]
    with engine.backend.seeded(0):
        layer = getattr(nn, name)(*built[0], **built[1]).to(engine.float64)
        real = shapes(layer, mapped(fed, lambda x: x))
        try:
            twice = shapes(layer, mapped(fed, lambda x: doubled(x, axis, batch)))
        except EngineError:
            return False  # that dimension is no batch
    symbolic = mapped(fed, lambda x: on_shapes(x, axis, batch))
    abstract = shapes(layer.to("meta"), symbolic)
    assert [with_batch(shape, batch) for shape in abstract] == real
    assert [with_batch(shape, 2 * batch) for shape in abstract] == twice
    return True


def shapes(layer: Any, fed: Any) -> list[Any]:
    return [t.shape for t in comparison.tensors_in(layer(*fed[0], **fed[1]))]


def mapped(value: Any, change: Any) -> Any:
    """The same structure with every tensor changed."""
    if isinstance(value, engine.Tensor):
        return change(value.detach())
    if isinstance(value, list | tuple):
        return type(value)(mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    return value


def axis_of(x: engine.Tensor, axis: int, batch: int) -> int | None:
    """Where a tensor has its batch: there, or first."""
    places = [n for n in (axis, 0) if n < x.ndim and x.shape[n] == batch]
    return places[0] if places else None


def doubled(x: engine.Tensor, axis: int, batch: int) -> engine.Tensor:
    place = axis_of(x, axis, batch)
    return x if place is None else engine.cat([x, x], place)


def on_shapes(x: engine.Tensor, axis: int, batch: int) -> engine.Tensor:
    place = axis_of(x, axis, batch)
    shape: list[Any] = list(x.shape)
    if place is not None:
        shape[place] = engine.N
    return engine.empty(tuple(shape), dtype=x.dtype, device="meta")
