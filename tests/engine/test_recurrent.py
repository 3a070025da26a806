"""Recurrent layers: padding never changes a result, and every way of running gives one answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import nn, program
from engine.errors import DTypeError, ShapeError, TraceError, ValueRangeError
from engine.nn.utils import rnn
from engine.program import Interpreter, Plan

FEATURES, HIDDEN = 3, 4

layouts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["tanh", "relu", "LSTM", "projected", "GRU"]),
        "num_layers": st.integers(1, 3),
        "bidirectional": st.booleans(),
        "batch_first": st.booleans(),
        "bias": st.booleans(),
    }
)
some_lengths = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def layer(kind: str, seed: int = 0, **arguments: Any) -> Any:
    with engine.backend.seeded(seed):
        if kind in ("tanh", "relu"):
            made: Any = nn.RNN(FEATURES, HIDDEN, nonlinearity=kind, **arguments)
        elif kind == "projected":
            made = nn.LSTM(FEATURES, HIDDEN, proj_size=2, **arguments)
        else:
            made = getattr(nn, kind)(FEATURES, HIDDEN, **arguments)
    return made.double()


def states(module: Any, batch: int, seed: int = 7) -> Any:
    rng = np.random.default_rng(seed)
    made = [
        engine.tensor(rng.standard_normal(shape), requires_grad=True)
        for shape in module._state_shapes(batch)
    ]
    return tuple(made) if module.mode == "LSTM" else made[0]


def tensors(state: Any) -> list[engine.Tensor]:
    return list(state) if isinstance(state, tuple) else [state]


def padded_batch(lengths: list[int], batch_first: bool, seed: int = 1) -> np.ndarray[Any, Any]:
    """Sequences with NaN behind their ends: whoever reads it shows it."""
    rng = np.random.default_rng(seed)
    batch = rng.standard_normal((max(lengths), len(lengths), FEATURES))
    for n, length in enumerate(lengths):
        batch[length:, n] = np.nan
    return batch.transpose(1, 0, 2).copy() if batch_first else batch


def loss(outputs: list[engine.Tensor]) -> engine.Tensor:
    """A number that every output has its own part in."""
    total: Any = 0.0
    for place, output in enumerate(outputs):
        weights = np.random.default_rng(place).standard_normal(output.shape)
        total = total + (output * engine.tensor(weights)).sum()
    return total


def one_by_one(module: Any, batch: engine.Tensor, hx: Any, lengths: list[int]) -> tuple[Any, Any]:
    """Every sequence run alone; outputs padded with zeros, states side by side."""
    outputs, last = [], []
    for n, length in enumerate(lengths):
        own = batch[n, :length] if module.batch_first else batch[:length, n]
        start = tuple(s[:, n] for s in tensors(hx))
        y, end = module(own, start if module.mode == "LSTM" else start[0])
        outputs.append(y)
        last.append(tensors(end))
    padded = rnn.pad_sequence(outputs, batch_first=module.batch_first)
    return padded, [engine.stack(parts, 1) for parts in zip(*last, strict=True)]


def packed(module: Any, batch: engine.Tensor, hx: Any, lengths: list[int]) -> tuple[Any, Any]:
    sequence = rnn.pack_padded_sequence(
        batch, lengths, batch_first=module.batch_first, enforce_sorted=False
    )
    y, end = module(sequence, hx)
    padded, counts = rnn.pad_packed_sequence(y, batch_first=module.batch_first)
    assert counts.numpy().tolist() == lengths
    return padded, tensors(end)


def masked(module: Any, batch: engine.Tensor, hx: Any, lengths: list[int]) -> tuple[Any, Any]:
    y, end = module(batch, hx, lengths=engine.tensor(lengths))
    return y, tensors(end)


def everything(way: Any, layout: dict[str, Any], lengths: list[int]) -> dict[str, Any]:
    """Outputs, last states and all gradients of one way of running a batch."""
    module = layer(**layout)
    batch = engine.tensor(padded_batch(lengths, module.batch_first), requires_grad=True)
    hx = states(module, len(lengths))
    y, last = way(module, batch, hx, lengths)
    loss([y, *last]).backward()
    assert batch.grad is not None
    return {
        "y": y.detach().numpy(),
        **{f"last {n}": end.detach().numpy() for n, end in enumerate(last)},
        "input": batch.grad.numpy(),
        **{f"start {n}": s.grad.numpy() for n, s in enumerate(tensors(hx))},  # type: ignore[union-attr]
        **{name: p.grad.numpy() for name, p in module.named_parameters()},
    }


@settings(max_examples=40, deadline=None)
@given(layouts, some_lengths)
def test_a_batch_is_each_of_its_sequences_alone(layout: dict[str, Any], lengths: list[int]) -> None:
    alone = everything(one_by_one, layout, lengths)
    for way in (packed, masked):
        together = everything(way, layout, lengths)
        assert alone.keys() == together.keys()
        for name, value in alone.items():
            np.testing.assert_allclose(together[name], value, rtol=1e-10, atol=1e-12, err_msg=name)
        steps = together["input"] if not layout["batch_first"] else together["input"].swapaxes(0, 1)
        for n, length in enumerate(lengths):
            assert (steps[length:, n] == 0).all(), "padding has a gradient"


def traced(layout: dict[str, Any], steps: int, batch: int) -> tuple[Any, program.Graph]:
    module = layer(**layout)

    def run(x: engine.Tensor, lengths: engine.Tensor) -> dict[str, engine.Tensor]:
        y, last = module(x, lengths=lengths)
        total = loss([y, *tensors(last)])
        total.backward()
        grads = {name: p.grad for name, p in module.named_parameters()}
        return {"y": y, "input": x.grad, **grads}  # type: ignore[dict-item]

    shape = (batch, steps, FEATURES) if module.batch_first else (steps, batch, FEATURES)
    specs = {"x": (shape, engine.float64), "lengths": ((batch,), engine.int64)}
    graph = program.trace(run, specs, requires_grad=["x"])
    graph.verify()
    return module, graph


@settings(max_examples=10, deadline=None)
@given(layouts, st.lists(st.integers(1, 4), min_size=3, max_size=3))
def test_one_program_runs_batches_of_any_lengths(
    layout: dict[str, Any], lengths: list[int]
) -> None:
    steps = 4
    module, graph = traced(layout, steps, len(lengths))
    plan = Plan(graph)
    for own in (lengths, lengths[::-1], [steps] * len(lengths)):
        array = padded_batch([*own, steps], module.batch_first)
        array = array[:-1] if module.batch_first else array[:, :-1]
        x = engine.tensor(array, requires_grad=True)
        y, last = module(x, lengths=own)
        module.zero_grad()
        loss([y, *tensors(last)]).backward()
        expected = {"y": y.detach(), "input": x.grad}
        expected |= {name: p.grad for name, p in module.named_parameters()}
        fed = {"x": array, "lengths": np.array(own)}
        stepped = Interpreter(graph, fed)
        stepped.run()
        planned = plan.run(fed)
        for name, value in expected.items():
            assert value is not None
            np.testing.assert_array_equal(stepped.value(graph.outputs[name]), value.numpy())
            np.testing.assert_array_equal(planned[name], value.numpy())


def test_a_program_of_packed_sequences_is_for_their_lengths() -> None:
    module = layer("LSTM", bidirectional=True, num_layers=2)
    array = padded_batch([3, 1, 2], batch_first=False)

    def run(x: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"y": module(rnn.pack_padded_sequence(x, [3, 1, 2], enforce_sorted=False))[0].data}

    graph = program.trace(run, {"x": (array.shape, engine.float64)})
    expected = run(engine.tensor(array))["y"].detach().numpy()
    np.testing.assert_array_equal(Plan(graph).run({"x": array})["y"], expected)


def test_packing_lengths_that_only_a_run_knows_names_the_way_out() -> None:
    def run(x: engine.Tensor, lengths: engine.Tensor) -> None:
        rnn.pack_padded_sequence(x, lengths)

    specs = {"x": ((3, 2, 4), engine.float64), "lengths": ((2,), engine.int64)}
    with pytest.raises(TraceError, match="lengths="):
        program.trace(run, specs)


# ---- what the stepper and the canvas see


def test_a_step_of_an_lstm_shows_its_gates_in_the_scope_of_its_time() -> None:
    module = layer("LSTM", num_layers=2, bidirectional=True)

    def steps(count: int) -> list[program.Step]:
        specs = {"x": ((count, 2, FEATURES), engine.float64)}
        return program.trace(lambda x: {"y": module(x)[0]}, specs).steps

    cells = [step for step in steps(3) if step.primitive.name == "lstm_cell"]
    assert [step.scope for step in cells[:6]] == [
        ("l0", "t0"), ("l0", "t1"), ("l0", "t2"),
        ("l0_reverse", "t2"), ("l0_reverse", "t1"), ("l0_reverse", "t0"),
    ]  # fmt: skip
    assert cells[-1].scope == ("l1_reverse", "t0")
    assert cells[0].primitive.outputs == ("h", "c", "i", "f", "g", "o")
    assert len(cells[0].outputs) == 6
    one_more = (len(steps(4)) - len(steps(3))) / 4  # layers · directions
    assert one_more == 2, "a product with the weights of the state, and the cell"


@pytest.mark.parametrize("kind", ["tanh", "relu", "LSTM", "projected", "GRU"])
def test_a_symbol_for_the_batch_passes_through(kind: str) -> None:
    with engine.device("meta"):
        module = layer(kind, num_layers=2, bidirectional=True)
        steps = engine.Tensor(None, shape=(5, engine.N, FEATURES), dtype=engine.float64)
        lengths = engine.Tensor(None, shape=(engine.N,), dtype=engine.int64)
        units = 2 if kind == "projected" else HIDDEN
        for extra in ({}, {"lengths": lengths}):
            y, last = module(steps, **extra)
            assert y.shape == (5, engine.N, 2 * units)
            assert tensors(last)[0].shape == (4, engine.N, units)


@pytest.mark.parametrize("kind", ["RNNCell", "LSTMCell", "GRUCell"])
def test_a_cell_is_one_step_of_its_layer(kind: str) -> None:
    cell = getattr(nn, kind)(FEATURES, HIDDEN).double()
    whole = getattr(nn, kind.removesuffix("Cell"))(FEATURES, HIDDEN).double()
    whole.load_state_dict({f"{name}_l0": p for name, p in cell.state_dict().items()})
    x = engine.tensor(np.random.default_rng(0).standard_normal((5, 2, FEATURES)))
    outputs, state = [], None
    for t in range(5):
        state = cell(x[t], state)
        outputs.append(tensors(state)[0])
    expected = whole(x)[0].detach().numpy()
    np.testing.assert_allclose(engine.stack(outputs).detach().numpy(), expected, rtol=1e-12)
    meta = engine.Tensor(None, shape=(engine.N, FEATURES), dtype=engine.float64)
    assert tensors(cell.to("meta")(meta))[0].shape == (engine.N, HIDDEN)


def test_dropout_comes_between_layers_in_training_only() -> None:
    module = layer("GRU", num_layers=2, dropout=0.5)
    x = engine.tensor(np.ones((4, 2, FEATURES)))
    assert not np.array_equal(module(x)[0].detach().numpy(), module(x)[0].detach().numpy())
    module.eval()
    np.testing.assert_array_equal(module(x)[0].detach().numpy(), module(x)[0].detach().numpy())
    with pytest.warns(UserWarning, match="only one layer"):
        nn.GRU(2, 3, dropout=0.5)


# ---- PyTorch's packing


def test_packing_and_padding_have_pytorchs_layouts() -> None:
    torch = pytest.importorskip("torch")
    from torch.nn.utils import rnn as theirs

    rng = np.random.default_rng(0)
    for trial in range(20):
        lengths = rng.integers(1, 6, size=rng.integers(1, 6)).tolist()
        batch_first = bool(trial % 2)
        parts = [rng.standard_normal((length, 2)) for length in lengths]
        ours_in = [engine.tensor(p) for p in parts]
        torch_in = [torch.tensor(p) for p in parts]
        for side in ("left", "right"):
            a = rnn.pad_sequence(ours_in, batch_first, 0.5, side)
            b = theirs.pad_sequence(torch_in, batch_first, 0.5, side)
            np.testing.assert_array_equal(a.numpy(), b.numpy())
        a = rnn.pack_padded_sequence(a, lengths, batch_first, enforce_sorted=False)
        b = theirs.pack_padded_sequence(b, lengths, batch_first, enforce_sorted=False)
        for field in ("data", "batch_sizes", "sorted_indices", "unsorted_indices"):
            ours, other = getattr(a, field).numpy(), getattr(b, field).numpy()
            np.testing.assert_array_equal(ours, other, err_msg=field)
            assert ours.dtype == other.dtype
        for total in (None, 7):
            ours_padded = rnn.pad_packed_sequence(a, batch_first, -1.0, total)
            their_padded = theirs.pad_packed_sequence(b, batch_first, -1.0, total)
            for x, y in zip(ours_padded, their_padded, strict=True):
                np.testing.assert_array_equal(x.numpy(), y.numpy())
        for x, y in zip(rnn.unpack_sequence(a), theirs.unpack_sequence(b), strict=True):
            np.testing.assert_array_equal(x.numpy(), y.numpy())
        packed_again = rnn.pack_sequence(ours_in, enforce_sorted=False)
        expected = theirs.pack_sequence(torch_in, enforce_sorted=False)
        np.testing.assert_array_equal(packed_again.data.numpy(), expected.data.numpy())
        in_order = sorted(ours_in, key=len, reverse=True)
        assert rnn.pack_sequence(in_order).sorted_indices is None


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_packed_layers_are_pytorchs(kind: str) -> None:
    torch = pytest.importorskip("torch")
    lengths = [2, 5, 1, 5]
    theirs = getattr(torch.nn, kind)(FEATURES, HIDDEN, 2, bidirectional=True).double()
    ours = layer("tanh" if kind == "RNN" else kind, num_layers=2, bidirectional=True)
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    array = np.random.default_rng(3).standard_normal((5, 4, FEATURES))
    x, tx = engine.tensor(array, requires_grad=True), torch.tensor(array, requires_grad=True)
    hx = states(ours, 4)
    thx = [torch.tensor(s.detach().numpy(), requires_grad=True) for s in tensors(hx)]
    y, last = ours(rnn.pack_padded_sequence(x, lengths, enforce_sorted=False), hx)
    ty, tlast = theirs(
        torch.nn.utils.rnn.pack_padded_sequence(tx, lengths, enforce_sorted=False),
        tuple(thx) if kind == "LSTM" else thx[0],
    )
    tlast = list(tlast) if kind == "LSTM" else [tlast]
    loss([y.data, *tensors(last)]).backward()
    total = 0.0
    for place, output in enumerate([ty.data, *tlast]):
        weights = np.random.default_rng(place).standard_normal(tuple(output.shape))
        total = total + (output * torch.tensor(weights)).sum()
    total.backward()
    pairs = [(y.data.detach(), ty.data.detach()), (x.grad, tx.grad)]
    pairs += [(a.detach(), b.detach()) for a, b in zip(tensors(last), tlast, strict=True)]
    pairs += [(a.grad, b.grad) for a, b in zip(tensors(hx), thx, strict=True)]
    pairs += [(a.grad, b.grad) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True)]
    for a, b in pairs:
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-9, atol=1e-11)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"])
def test_layers_describe_themselves_as_pytorchs_do(kind: str) -> None:
    torch = pytest.importorskip("torch")
    kinds: list[dict[str, Any]] = [{}, {"bias": False}]
    if not kind.endswith("Cell"):
        kinds += [{"num_layers": 2, "dropout": 0.25, "bidirectional": True, "batch_first": True}]
    kinds += [{"proj_size": 2}] if kind == "LSTM" else []
    kinds += [{"nonlinearity": "relu"}] if kind.startswith("RNN") else []
    for arguments in kinds:
        theirs = getattr(torch.nn, kind)(3, 4, **arguments)
        ours = getattr(nn, kind)(3, 4, **arguments)
        assert repr(ours) == repr(theirs)
        assert [tuple(p.shape) for p in ours.parameters()] == [
            tuple(p.shape) for p in theirs.parameters()
        ]


# ---- bad input


def test_what_does_not_fit_is_refused_with_what_was_expected() -> None:
    module = layer("LSTM", num_layers=2)
    x = engine.tensor(np.ones((5, 2, FEATURES)))
    h = engine.tensor(np.ones((2, 2, HIDDEN)))
    with pytest.raises(ShapeError, match="steps×batch×3"):
        module(engine.tensor(np.ones((5, 2, 7))))
    with pytest.raises(ShapeError, match=r"expected 2×2×4 .*got 1×2×4"):
        module(x, (h[:1], h))
    with pytest.raises(ShapeError, match="pair"):
        module(x, h)
    with pytest.raises(ShapeError, match="without a batch"):
        module(x[:, 0], (h, h))
    with pytest.raises(DTypeError, match="float64"):
        module(x.to(engine.float32))
    with pytest.raises(ShapeError, match="known number of steps"):
        module(x[:0])
    with pytest.raises(ShapeError, match="one length for each"):
        module(x, lengths=[5])
    with pytest.raises(ValueRangeError, match="length 6"):
        module(x, lengths=[5, 6])
    with pytest.raises(ValueRangeError, match="length 0"):
        module(x, lengths=[5, 0])
    with pytest.raises(ValueRangeError, match="knows its lengths"):
        module(rnn.pack_padded_sequence(x, [5, 2]), lengths=[5, 2])
    with pytest.raises(ShapeError, match="state hx"):
        nn.GRUCell(3, 4)(engine.ones(2, 3), engine.ones(3, 4))
    with pytest.raises(ShapeError, match="batch×3"):
        nn.RNNCell(3, 4)(engine.ones(2, 5))
    for arguments in ({"hidden_size": 0}, {"num_layers": 0}, {"dropout": 2.0}, {"proj_size": 4}):
        with pytest.raises(ValueRangeError):
            nn.LSTM(**{"input_size": 3, "hidden_size": 4, **arguments})
    with pytest.raises(ValueRangeError, match="nonlinearity"):
        nn.RNN(3, 4, nonlinearity="elu")


def test_packing_refuses_what_it_cannot_hold() -> None:
    x = engine.ones(3, 2, 1)
    with pytest.raises(ValueRangeError, match="enforce_sorted=False"):
        rnn.pack_padded_sequence(x, [1, 3])
    with pytest.raises(ValueRangeError, match="1 to 3"):
        rnn.pack_padded_sequence(x, [3, 0])
    with pytest.raises(ValueRangeError, match="1 to 3"):
        rnn.pack_padded_sequence(x, [4, 1])
    with pytest.raises(ShapeError, match="one length for each"):
        rnn.pack_padded_sequence(x, [3, 2, 1])
    with pytest.raises(ShapeError, match="one integer for each"):
        rnn.pack_padded_sequence(x, [3.0, 2.0])  # type: ignore[list-item]
    with pytest.raises(ValueRangeError, match="at least 3"):
        rnn.pad_packed_sequence(rnn.pack_padded_sequence(x, [3, 2]), total_length=2)
    with pytest.raises(ShapeError, match="length only"):
        rnn.pad_sequence([engine.ones(2, 3), engine.ones(2, 4)])
    with pytest.raises(ValueRangeError, match="left or right"):
        rnn.pad_sequence([engine.ones(2)], padding_side="top")


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_second_derivatives_are_pytorchs(kind: str) -> None:
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn, kind)(FEATURES, HIDDEN, 2).double()
    ours = layer("tanh" if kind == "RNN" else kind, num_layers=2)
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    array = np.random.default_rng(3).standard_normal((4, 2, FEATURES))
    x, tx = engine.tensor(array, requires_grad=True), torch.tensor(array, requires_grad=True)
    (slope,) = engine.autograd.grad((ours(x)[0] ** 2).sum(), x, create_graph=True)
    (their_slope,) = torch.autograd.grad((theirs(tx)[0] ** 2).sum(), tx, create_graph=True)
    assert slope is not None
    seconds = engine.autograd.grad((slope**2).sum(), [x, *ours.parameters()], allow_unused=True)
    expected = torch.autograd.grad(
        (their_slope**2).sum(), [tx, *theirs.parameters()], allow_unused=True
    )
    for a, b in zip(seconds, expected, strict=True):
        assert a is not None
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-8, atol=1e-10)
