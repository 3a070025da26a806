"""The numbers are PyTorch's: against PyTorch itself where it is there, and against stored vectors.

The vectors are made by `python -m tests.engine.make_vectors`, which needs PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, optim
from engine.files import load_file

VECTORS = Path(__file__).parent / "vectors" / "parity.safetensors"
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
PARAMETERS = [pytest.param(case, id=case.id) for case in CASES]


def _differentiated(case: Case) -> list[bool]:
    return [
        array is not None and array.dtype.kind == "f" and place not in case.constants
        for place, array in enumerate(case.arrays)
    ]


def results(
    case: Case, functions: Any, tensor: Callable[..., Any], grad: Callable[..., Any]
) -> list[Array]:
    """Outputs, buffers after the call, and gradients, as the given library computes them."""
    wanted = _differentiated(case)
    operands = [
        None if array is None else tensor(array, want)
        for array, want in zip(case.arrays, wanted, strict=True)
    ]
    outputs = getattr(functions, case.function)(*operands, **case.keywords)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    found = [_detached(output) for output in outputs]
    if case.function == "batch_norm":
        found += [_detached(operand) for operand in operands[1:3] if operand is not None]
    leaves = [o for o, want in zip(operands, wanted, strict=True) if want]
    if leaves and outputs[0].requires_grad:
        seed = tensor(numbers(*found[0].shape, seed=9), False)
        found += [_detached(g) for g in grad([outputs[0]], leaves, [seed])]
    return found


def _detached(tensor: Any) -> Array:
    return np.asarray(tensor.detach().numpy())


def engine_results(case: Case) -> list[Array]:
    def grad(outputs: Any, leaves: Any, seeds: Any) -> Any:
        return engine.autograd.grad(outputs, leaves, seeds)

    return results(case, F, lambda a, want: engine.tensor(a, requires_grad=want), grad)


def torch_results(case: Case) -> list[Array]:
    import torch

    def tensor(array: Array, want: bool) -> Any:
        return torch.tensor(array, requires_grad=want)

    return results(case, torch.nn.functional, tensor, torch.autograd.grad)


def assert_same(
    actual: Sequence[Array], expected: Sequence[Array], tolerance: float = 1e-10
) -> None:
    assert len(actual) == len(expected)
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def test_no_two_cases_have_one_name() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


# PyTorch says that "same" padding may copy, and that older arguments are older.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", PARAMETERS)
def test_a_function_and_its_gradient_are_pytorchs(case: Case) -> None:
    pytest.importorskip("torch")
    assert_same(engine_results(case), torch_results(case))


@pytest.fixture(scope="module")
def vectors() -> dict[str, Array]:
    return load_file(VECTORS)


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_function_and_its_gradient_are_the_stored_ones(
    case: Case, vectors: dict[str, Array]
) -> None:
    count = sum(name.rpartition("/")[0] == case.id for name in vectors)
    assert count, "no vectors are stored: run python -m tests.engine.make_vectors"
    stored = [vectors[f"{case.id}/{number}"] for number in range(count)]
    assert_same(engine_results(case), stored)


# ---- optimizers

SGD_SETTINGS: list[dict[str, Any]] = [
    {"lr": 0.1},
    {"lr": 0.1, "weight_decay": 0.1},
    {"lr": 0.05, "momentum": 0.9},
    {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01},
    {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    {"lr": 0.01, "momentum": 0.5, "maximize": True},
]
ADAM_SETTINGS: list[dict[str, Any]] = [
    {},
    {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3},
    {"lr": 0.1, "weight_decay": 0.1},
    {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True},
    {"lr": 0.1, "amsgrad": True},
    {"lr": 0.1, "amsgrad": True, "maximize": True, "weight_decay": 0.05},
]
OPTIMIZERS = [
    pytest.param(kind, settings, id=f"{kind}-{number}")
    for kind, all_settings in (("SGD", SGD_SETTINGS), ("Adam", ADAM_SETTINGS))
    for number, settings in enumerate(all_settings)
]


def trajectory(
    kind: str, settings: dict[str, Any], optimizers: Any, tensor: Callable[..., Any]
) -> Array:
    """Where 20 steps on a crooked bowl lead, step by step; the rate is halved on the way."""
    parameters = [tensor(numbers(3, 2), True), tensor(numbers(4, seed=1), True)]
    scales = [
        tensor(abs(numbers(3, 2, seed=2)) + 0.1, False),
        tensor(abs(numbers(4, seed=3)), False),
    ]
    optimizer = getattr(optimizers, kind)(
        [{"params": parameters[:1]}, {"params": parameters[1:]}], **settings
    )
    path = []
    for step in range(20):
        if step == 10:
            optimizer.param_groups[1]["lr"] = optimizer.param_groups[1]["lr"] / 2
        optimizer.zero_grad()
        terms = [
            (s * p * p).sum() + p.tanh().sum() for p, s in zip(parameters, scales, strict=True)
        ]
        (terms[0] * terms[1] * 0.1 + terms[0]).backward()
        optimizer.step()
        path.append(np.concatenate([_detached(p).copy().ravel() for p in parameters]))
    return np.array(path)


@pytest.mark.parametrize(("kind", "settings"), OPTIMIZERS)
def test_twenty_steps_of_an_optimizer_are_pytorchs(kind: str, settings: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    theirs = trajectory(
        kind, settings, torch.optim, lambda a, want: torch.tensor(a, requires_grad=want)
    )
    assert_same([engine_trajectory(kind, settings)], [theirs], tolerance=1e-9)


def engine_trajectory(kind: str, settings: dict[str, Any]) -> Array:
    return trajectory(kind, settings, optim, lambda a, want: engine.tensor(a, requires_grad=want))


@pytest.mark.parametrize(("kind", "settings"), OPTIMIZERS)
def test_twenty_steps_of_an_optimizer_are_the_stored_ones(
    kind: str, settings: dict[str, Any], vectors: dict[str, Array], request: pytest.FixtureRequest
) -> None:
    stored = vectors[f"trajectory/{request.node.callspec.id}"]
    assert_same([engine_trajectory(kind, settings)], [stored], tolerance=1e-9)


# ---- layers

LAYERS: list[tuple[str, tuple[Any, ...], dict[str, Any], tuple[int, ...]]] = [
    ("Linear", (5, 3), {}, (4, 5)),
    ("Linear", (5, 3), {"bias": False}, (2, 4, 5)),
    ("Conv2d", (2, 4, 3), {"padding": 1}, (2, 2, 5, 5)),
    ("Conv2d", (4, 6, (3, 2)), {"stride": 2, "groups": 2, "bias": False}, (2, 4, 6, 5)),
    ("Conv2d", (2, 3, 4), {"padding": "same", "padding_mode": "reflect"}, (2, 2, 5, 5)),
    ("Conv2d", (2, 3, 3), {"padding": (2, 1), "padding_mode": "circular"}, (2, 2, 5, 5)),
    ("MaxPool2d", (2,), {"stride": 1, "ceil_mode": True}, (2, 3, 5, 4)),
    ("AvgPool2d", (3,), {"padding": 1, "count_include_pad": False}, (2, 3, 5, 4)),
    ("BatchNorm2d", (3,), {}, (4, 3, 2, 2)),
    ("BatchNorm2d", (3,), {"momentum": None, "eps": 1e-3}, (4, 3, 2, 2)),
    ("BatchNorm2d", (3,), {"affine": False}, (4, 3, 2, 2)),
    ("BatchNorm2d", (3,), {"track_running_stats": False}, (4, 3, 2, 2)),
    ("ReLU", (), {}, (3, 4)),
    ("Sigmoid", (), {}, (3, 4)),
    ("Tanh", (), {}, (3, 4)),
    ("Softmax", (), {"dim": 1}, (3, 4)),
    ("Softmax", (), {}, (3, 4)),
    ("Flatten", (), {}, (2, 3, 4)),
    ("Identity", (), {}, (2, 3)),
    ("Dropout", (0.0,), {}, (2, 3)),
]


@pytest.mark.filterwarnings("ignore:Implicit dimension:UserWarning")
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@pytest.mark.parametrize(
    ("kind", "arguments", "keywords", "shape"),
    [pytest.param(*layer, id=f"{layer[0]}-{number}") for number, layer in enumerate(LAYERS)],
)
def test_a_layer_trains_and_evaluates_as_pytorchs(
    kind: str, arguments: tuple[Any, ...], keywords: dict[str, Any], shape: tuple[int, ...]
) -> None:
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn, kind)(*arguments, **keywords).double()
    ours = getattr(nn, kind)(*arguments, **keywords).double()
    assert repr(ours) == repr(theirs)
    state = {name: value.numpy() for name, value in theirs.state_dict().items()}
    assert [(n, v.shape, v.dtype) for n, v in ours.state_dict().items()] == [
        (n, v.shape, v.dtype) for n, v in state.items()
    ]
    ours.load_state_dict(state)
    for mode in (True, True, False):
        ours.train(mode), theirs.train(mode)
        ours.zero_grad(), theirs.zero_grad()
        x = numbers(*shape, seed=int(mode))
        our_x, their_x = engine.tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
        our_y, their_y = ours(our_x), theirs(their_x)
        seed = numbers(*their_y.shape, seed=5)
        our_y.backward(engine.tensor(seed))
        their_y.backward(torch.tensor(seed))
        assert_same(
            [
                _detached(our_y),
                _detached(our_x.grad),
                *(_detached(p.grad) for p in ours.parameters()),
            ],
            [
                _detached(their_y),
                _detached(their_x.grad),
                *(_detached(p.grad) for p in theirs.parameters()),
            ],
        )
        assert_same(
            [_detached(v) for v in ours.state_dict().values()],
            [_detached(v) for v in theirs.state_dict().values()],
        )


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
