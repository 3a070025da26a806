"""Activation, normalisation, dropout, linear and arithmetic layers: what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import engine
from engine import nn, program
from engine.backend import Generator
from engine.dims import with_batch
from engine.program import Interpreter, Plan


@dataclass(frozen=True)
class Case:
    """How to build a layer, and the sizes of its inputs behind the batch."""

    build: Callable[[Any], Any]
    sizes: tuple[tuple[int, ...], ...] = ((4, 3, 2),)
    ours: bool = False  # PyTorch has no such layer

    def inputs(self, batch: int, dtype: Any = np.float64) -> list[np.ndarray[Any, Any]]:
        rng = np.random.default_rng(0)
        return [rng.normal(size=(batch, *sizes)).astype(dtype) for sizes in self.sizes]


IMAGE, FLAT = ((4, 3, 2),), ((4,),)
VOLUME, LINE = ((4, 2, 3, 2),), ((4, 5),)
CASES = [
    *(
        Case(lambda m, name=name: getattr(m, name)())
        for name in (
            "ReLU", "ReLU6", "LeakyReLU", "PReLU", "RReLU", "ELU", "CELU", "SELU", "GELU", "SiLU",
            "Mish", "Sigmoid", "LogSigmoid", "Tanh", "Tanhshrink", "Softplus", "Softsign",
            "Hardshrink", "Softshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Softmax2d",
            "Dropout", "Dropout2d", "AlphaDropout", "FeatureAlphaDropout", "Identity",
        )
    ),
    Case(lambda m: m.ReLU(inplace=True)),
    Case(lambda m: m.LeakyReLU(0.3, True)),
    Case(lambda m: m.PReLU(4, 0.1)),
    Case(lambda m: m.RReLU(0.1, 0.2, True)),
    Case(lambda m: m.ELU(0.5, True)),
    Case(lambda m: m.CELU(2.0, True)),
    Case(lambda m: m.SELU(True)),
    Case(lambda m: m.GELU("tanh")),
    Case(lambda m: m.Softplus(2, 5)),
    Case(lambda m: m.Hardtanh(-2.0, 0.5, True)),
    Case(lambda m: m.Hardtanh(min_value=-2.0, max_value=0.5)),
    Case(lambda m: m.Threshold(0.1, 20.0)),
    Case(lambda m: m.Threshold(0.1, 20, True)),
    Case(lambda m: m.GLU(1)),
    Case(lambda m: m.Softmax(1)),
    Case(lambda m: m.Softmin(-1)),
    Case(lambda m: m.LogSoftmax(1)),
    Case(lambda m: m.BatchNorm1d(4), FLAT),
    Case(lambda m: m.BatchNorm1d(4, eps=1e-3, momentum=0.2, bias=False), LINE),
    Case(lambda m: m.BatchNorm2d(4, momentum=None), IMAGE),
    Case(lambda m: m.BatchNorm2d(4, affine=False), IMAGE),
    Case(lambda m: m.BatchNorm3d(4, track_running_stats=False), VOLUME),
    Case(lambda m: m.InstanceNorm1d(4), LINE),
    Case(lambda m: m.InstanceNorm2d(4, affine=True, track_running_stats=True), IMAGE),
    Case(lambda m: m.InstanceNorm3d(4, eps=1e-3), VOLUME),
    Case(lambda m: m.LayerNorm(2), IMAGE),
    Case(lambda m: m.LayerNorm([3, 2], bias=False), IMAGE),
    Case(lambda m: m.LayerNorm((3, 2), elementwise_affine=False), IMAGE),
    Case(lambda m: m.RMSNorm(2), IMAGE),
    Case(lambda m: m.RMSNorm([4, 3, 2], eps=1e-3), IMAGE),
    Case(lambda m: m.GroupNorm(2, 4), IMAGE),
    Case(lambda m: m.GroupNorm(4, 4, affine=False), IMAGE),
    Case(lambda m: m.LocalResponseNorm(3), IMAGE),
    Case(lambda m: m.LocalResponseNorm(2, 1e-2, 0.5, 2.0), VOLUME),
    Case(lambda m: m.Dropout1d(0.3), LINE),
    Case(lambda m: m.Dropout3d(0.3, True), VOLUME),
    Case(lambda m: m.Linear(4, 3), FLAT),
    Case(lambda m: m.Linear(2, 3, bias=False), IMAGE),
    Case(lambda m: m.Bilinear(4, 5, 3), ((4,), (5,))),
    Case(lambda m: m.Bilinear(4, 5, 3, bias=False), ((2, 4), (2, 5))),
    Case(lambda m: m.Add(), ((4, 3), (4, 3), (4, 3)), ours=True),
    Case(lambda m: m.Multiply(), ((4, 3), (1, 3)), ours=True),
    Case(lambda m: m.MatMul(), ((4, 3), (3, 2)), ours=True),
    Case(lambda m: m.Concat(), ((4, 3), (2, 3)), ours=True),
    Case(lambda m: m.Concat(-1), ((4, 3), (4, 5), (4, 1)), ours=True),
    Case(lambda m: m.Slice(), ((4, 3),), ours=True),
    Case(lambda m: m.Slice(-1, 1, None, 2), ((4, 5),), ours=True),
]  # fmt: skip
ALL = [pytest.param(case, id=f"{n}-{case.build(nn)!r}") for n, case in enumerate(CASES)]
PYTORCHS = [p for p in ALL if not p.values[0].ours]


@pytest.mark.filterwarnings("ignore::FutureWarning")  # PyTorch renames min_value
@pytest.mark.parametrize("case", PYTORCHS)
def test_it_is_written_as_pytorch_writes_it(case: Case) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = case.build(nn), case.build(torch.nn)
    assert repr(ours) == repr(theirs)
    state = {key: tuple(value.shape) for key, value in theirs.state_dict().items()}
    assert {key: value.shape for key, value in ours.state_dict().items()} == state


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", ALL)
def test_the_batch_may_be_a_symbol(case: Case, training: bool) -> None:
    module = case.build(nn).train(training)
    real = module(*map(engine.tensor, case.inputs(3, np.float32)))
    with engine.device("meta"):
        shapes = case.build(nn).train(training)
        inputs = [engine.zeros(engine.N, *sizes) for sizes in case.sizes]
        abstract = shapes(*inputs)
    assert with_batch(abstract.shape, 3) == real.shape
    assert abstract.shape[0] == engine.N
    assert abstract.dtype == real.dtype


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", ALL)
def test_half_precision_stays_half_precision(case: Case, training: bool) -> None:
    module = case.build(nn).to(engine.float16).train(training)
    inputs = [engine.tensor(x, requires_grad=True) for x in case.inputs(3, np.float16)]
    engine.manual_seed(0)
    y = module(*inputs)
    assert y.dtype == engine.float16
    y.sum().backward()
    for tensor in [*inputs, *module.parameters()]:
        assert tensor.grad is not None and tensor.grad.dtype == engine.float16
        assert np.isfinite(tensor.grad.numpy()).all()
    exact = case.build(nn).train(training)
    exact.load_state_dict(case.build(nn).state_dict())
    exact.load_state_dict({k: v.to(engine.float32) for k, v in module.state_dict().items()})
    if training and any(name in repr(module) for name in ("Dropout", "RReLU", "BatchNorm")):
        return  # other draws, and statistics that have moved
    wide = exact(*(engine.tensor(x.astype("float32")) for x in case.inputs(3, np.float16)))
    np.testing.assert_allclose(y.detach().numpy(), wide.detach().numpy(), rtol=5e-3, atol=5e-3)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("case", ALL)
def test_eager_stepped_and_planned_give_the_same_bits(case: Case, training: bool) -> None:
    module = case.build(nn).double().train(training)
    start = {key: value.numpy().copy() for key, value in module.state_dict().items()}
    names = [f"x{n}" for n in range(len(case.sizes))]
    fed = dict(zip(names, case.inputs(3), strict=True))

    def run(**inputs: engine.Tensor) -> dict[str, engine.Tensor]:
        y = module(*inputs.values())
        loss = (y * y).sum()
        module.zero_grad()
        loss.backward()
        grads = {f"d{n}": p.grad for n, p in module.named_parameters()}
        return {"y": y, "loss": loss, **{k: g for k, g in grads.items() if g is not None}}

    def eager() -> dict[str, Any]:
        inputs = {k: engine.tensor(v, requires_grad=True) for k, v in fed.items()}
        engine.manual_seed(7)
        made = run(**inputs)
        return {k: t.detach().numpy() for k, t in made.items()}

    expected = eager()
    after = {key: value.numpy().copy() for key, value in module.state_dict().items()}
    specs = {k: (v.shape, engine.float64) for k, v in fed.items()}
    graph = program.trace(run, specs, requires_grad=names)
    graph.verify()
    for stepped in (True, False):
        module.load_state_dict(start)
        made = (_stepped if stepped else _planned)(graph, fed)
        for key, value in expected.items():
            np.testing.assert_array_equal(made[key], value, err_msg=key)
        for key, value in module.state_dict().items():
            np.testing.assert_array_equal(value.numpy(), after[key], err_msg=key)


def _stepped(graph: Any, fed: dict[str, Any]) -> dict[str, Any]:
    run = Interpreter(graph, fed, Generator(7))
    run.run()
    made = {name: run.value(place) for name, place in graph.outputs.items()}
    run.commit()
    return made


def _planned(graph: Any, fed: dict[str, Any]) -> dict[str, Any]:
    return dict(Plan(graph, generator=Generator(7)).run(fed))


@pytest.mark.parametrize("kind", ["Linear", "Conv2d"])
def test_parameters_start_in_pytorchs_distribution(kind: str) -> None:
    engine.manual_seed(3)
    layer = nn.Linear(300, 200) if kind == "Linear" else nn.Conv2d(12, 200, 5)
    bound = 1 / np.sqrt(300)
    for parameter in layer.parameters():
        values = parameter.detach().numpy()
        assert abs(values).max() <= bound
        assert abs(values).max() > bound * 0.95
        assert values.std() == pytest.approx(bound / np.sqrt(3), rel=0.1)
        assert values.dtype == np.float32
