"""A traced program: the numbers of the code it was traced from, step by step and as a whole."""

import numpy as np
import pytest

import engine
from engine import program
from engine.errors import ShapeError, TraceError, ValueRangeError
from engine.program import Graph, Interpreter, Plan


def parameter(name: str, *shape: int, seed: int) -> engine.Tensor:
    values = np.random.default_rng(seed).standard_normal(shape)
    tensor = engine.tensor(values, requires_grad=True)
    tensor.name = name
    return tensor


class Network:
    """x @ w through tanh, squared error, and one step of gradient descent, in plain operations."""

    def __init__(self) -> None:
        self.w1 = parameter("w1", 3, 4, seed=1)
        self.w2 = parameter("w2", 4, 1, seed=2)

    def training_step(self, x: engine.Tensor, y: engine.Tensor) -> dict[str, engine.Tensor]:
        with engine.scope.scope("hidden"):
            h = (x @ self.w1).tanh()
        with engine.scope.scope("out"):
            o = h @ self.w2
        loss = (o - y).square().mean()
        loss.backward()
        with engine.no_grad(), program.phase("update"):
            for w in (self.w1, self.w2):
                assert w.grad is not None
                w.assign(w - 0.1 * w.grad)
        return {"loss": loss, "prediction": o}

    def parameters(self) -> list[np.ndarray]:
        return [self.w1.detach().numpy().copy(), self.w2.detach().numpy().copy()]


SPECS = {"x": ((5, 3), engine.float64), "y": ((5, 1), engine.float64)}


def batch(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"x": rng.standard_normal((5, 3)), "y": rng.standard_normal((5, 1))}


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def graph(network: Network) -> Graph:
    traced = program.trace(network.training_step, SPECS)
    traced.verify()
    return traced


def test_eager_interpreter_and_plan_agree_bit_for_bit(network: Network, graph: Graph) -> None:
    eager = Network()
    stepped, stepped_graph = Network(), None
    stepped_graph = program.trace(stepped.training_step, SPECS)
    plan = Plan(graph)
    for seed in range(3):
        data = batch(seed)
        loss = eager.training_step(**{k: engine.tensor(v) for k, v in data.items()})["loss"].item()
        for w in (eager.w1, eager.w2):
            w.grad = None
        interpreter = Interpreter(stepped_graph, data)
        interpreter.run()
        interpreter.commit()
        assert interpreter.value(stepped_graph.outputs["loss"]) == loss
        assert plan.run(data)["loss"] == loss
        for a, b, c in zip(
            eager.parameters(), stepped.parameters(), network.parameters(), strict=True
        ):
            assert np.array_equal(a, b) and np.array_equal(a, c)


def test_tracing_touches_no_parameter_and_no_gradient(network: Network) -> None:
    before = network.parameters()
    program.trace(network.training_step, SPECS)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.parameters(), strict=True))
    assert network.w1.grad is None and network.w1.origin is None


def test_every_step_knows_its_phase_scope_and_source(graph: Graph) -> None:
    phases = [step.phase for step in graph.steps]
    assert phases == sorted(phases, key=["forward", "backward", "update"].index)
    tanh = next(s for s in graph.steps if s.primitive.name == "tanh")
    assert tanh.scope == ("hidden",)
    assert any(s.source == tanh.index and s.scope == ("hidden",) for s in graph.steps)
    loss_step = graph.loss_step()
    assert loss_step is not None
    assert graph.outputs["loss"] in graph.steps[loss_step].outputs


def test_captures_carry_the_names_of_the_parameters(graph: Graph) -> None:
    assert sorted(graph.values[i].name for i in graph.captures) == ["w1", "w2"]
    assert len(graph.updates) == 2


def test_the_total_gradient_is_the_sum_of_its_contributions() -> None:
    w = parameter("w", 4, seed=3)

    def twice(x: engine.Tensor) -> dict[str, engine.Tensor]:
        y = x * w
        loss = (y.tanh() + y).sum()
        loss.backward()
        return {"loss": loss, "y": y}

    graph = program.trace(twice, {"x": ((4,), engine.float64)})
    run = Interpreter(graph, {"x": np.arange(4.0)})
    run.run()
    y = graph.outputs["y"]
    parts = [run.value(i) for i in graph.contributions[y]]
    assert len(parts) == 2
    np.testing.assert_array_equal(run.value(graph.gradients[y]), parts[0] + parts[1])


def test_going_on_never_changes_a_value_already_computed(graph: Graph) -> None:
    run = Interpreter(graph, batch())
    run.run(until=3)
    seen = [None if v is None else v.copy() for v in run.values]
    run.run()
    run.commit()
    for before, after in zip(seen, run.values, strict=True):
        assert before is None or np.array_equal(before, after)


def test_the_plan_drops_what_nothing_needs(network: Network) -> None:
    def wasteful(x: engine.Tensor) -> dict[str, engine.Tensor]:
        _ = x.exp().sum()
        return {"y": x * 2}

    graph = program.trace(wasteful, {"x": ((2,), engine.float64)})
    assert [s.primitive.name for s in graph.needed_steps()] == ["multiply"]


def test_reading_a_number_while_tracing_is_refused_with_the_way_out() -> None:
    def curious(x: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"y": x * 2 if x.sum().item() > 0 else x}

    with pytest.raises(TraceError, match="shape and no values"):
        program.trace(curious, {"x": ((2,), engine.float64)})


def test_a_failed_trace_leaves_no_trace_behind() -> None:
    def broken(x: engine.Tensor) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError):
        program.trace(broken, {"x": ((2,), engine.float64)})
    assert (engine.ones(1) * 2).item() == 2.0


def test_wrong_inputs_are_named(graph: Graph) -> None:
    data = batch()
    with pytest.raises(ValueRangeError, match="other inputs"):
        Plan(graph).run({"x": data["x"]})
    with pytest.raises(ShapeError, match="Input x has another shape"):
        Plan(graph).run({"x": data["x"][:2], "y": data["y"]})


def test_updates_are_written_only_at_the_end(graph: Graph) -> None:
    run = Interpreter(graph, batch())
    run.step()
    with pytest.raises(ValueRangeError, match="end of a program"):
        run.commit()


def test_the_verifier_sees_a_step_out_of_order(graph: Graph) -> None:
    graph.steps.reverse()
    with pytest.raises(AssertionError):
        graph.verify()
