"""Writing in place: values, dtypes, gradients, and what is refused."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import engine
from engine import program
from engine.errors import DTypeError, EngineError, GradientError, ShapeError, TraceError
from engine.in_place_methods import InPlace


def leaf(*values: float) -> engine.Tensor:
    return engine.tensor(list(values), dtype=engine.float64, requires_grad=True)


UNARY = [
    "abs_", "acos_", "asin_", "atan_", "ceil_", "cos_", "cosh_", "erf_", "exp_", "expm1_",
    "floor_", "log_", "log1p_", "log2_", "neg_", "reciprocal_", "relu_", "round_", "rsqrt_",
    "sigmoid_", "sign_", "sin_", "sinh_", "sqrt_", "square_", "tan_", "tanh_", "trunc_",
]  # fmt: skip


@pytest.mark.parametrize("name", UNARY)
def test_a_function_in_place_has_pytorchs_values_and_gradient(name: str) -> None:
    torch = pytest.importorskip("torch")
    data = np.array([[0.2, 0.7], [0.4, 0.9]])
    found = []
    for library in (engine, torch):
        x = library.tensor(data, requires_grad=True)
        y = x * 1
        assert getattr(y, name)() is y
        y.sum().backward()
        found.append((y.detach().numpy(), x.grad.numpy()))
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_every_method_in_place_is_named_and_explained() -> None:
    methods = {
        name: m for name, m in vars(InPlace).items() if name.endswith("_") and name[0] != "_"
    }
    assert len(methods) > 90
    for name, method in methods.items():
        assert method.__name__.endswith("_"), name
        assert method.__doc__ and len(method.__doc__.splitlines()[0]) < 120, name
    assert "exp_" in methods and methods["exp_"].__doc__.startswith("In place: e to the power")


def test_memory_is_shared_before_and_after() -> None:
    x = engine.zeros(3)
    seen = x.numpy()
    x.add_(1).mul_(3)
    x += 1
    x[0] = 7
    np.testing.assert_array_equal(seen, [7, 4, 4])
    assert x.numpy() is not None and np.shares_memory(seen, np.asarray(x))


def test_operators_that_assign_write_in_place() -> None:
    x = engine.tensor([8, 9])
    before = x
    x += 1
    x -= 2
    x *= 3
    x //= 2
    x %= 7
    x **= 2
    x |= 1
    x &= 30
    x ^= 1
    assert before is x
    y = np.array([8, 9])
    y += 1
    y -= 2
    y *= 3
    y //= 2
    y %= 7
    y **= 2
    y |= 1
    y &= 30
    y ^= 1
    np.testing.assert_array_equal(x.numpy(), y)
    z = engine.ones(2)
    z /= 4
    assert z.tolist() == [0.25, 0.25]


def test_whole_numbers_refuse_a_fraction_and_shapes_do_not_grow() -> None:
    x = engine.tensor([1, 2])
    with pytest.raises(DTypeError, match=r"int64.*float32"):
        x += 0.5
    with pytest.raises(ShapeError, match="keeps the shape"):
        x.add_(engine.ones(3, 2, dtype=engine.int64))
    assert x.tolist() == [1, 2]


def test_a_leaf_that_requires_a_gradient_is_written_off_the_tape_only() -> None:
    w = leaf(1.0, 2.0)
    for write in (
        lambda: w.mul_(2), lambda: w.__setitem__(0, 1.0), lambda: w[0:1].zero_(),
        lambda: w.fill_(0), lambda: w.copy_(w * 2),
    ):  # fmt: skip
        with pytest.raises(GradientError, match="leaf"):
            write()
    with engine.no_grad():
        w.mul_(2)
        w[0] = 5
    assert w.tolist() == [5.0, 4.0] and w.requires_grad and w.is_leaf


def test_an_operand_that_no_rule_reads_may_be_overwritten() -> None:
    a = leaf(1.0, 2.0)
    h = a * 1
    y = h + 3
    h.mul_(2)
    (y.sum() + h.sum()).backward()
    assert a.grad is not None
    assert a.grad.tolist() == [3.0, 3.0]


def test_an_operand_that_a_rule_reads_names_the_operation_and_the_mend() -> None:
    a = leaf(1.0, 2.0)
    h = a * 1
    with engine.scope.scope("conv1"):
        y = h.square()
    h.mul_(2)
    with pytest.raises(GradientError, match=r"conv1: The operand of square.*\.clone\(\)"):
        y.sum().backward()


def test_a_result_that_its_rule_reads_may_not_be_overwritten() -> None:
    y = leaf(1.0).exp()
    z = y * 2
    y.zero_()
    with pytest.raises(GradientError, match="result of exp"):
        z.backward()


def test_rows_written_one_by_one_give_each_its_gradient() -> None:
    w = leaf(1.0, 2.0, 3.0)
    out = engine.zeros(4, 3, dtype=engine.float64)
    for row in range(4):
        out[row] = w * (row + 1)
    (out * out).sum().backward()
    assert w.grad is not None
    np.testing.assert_allclose(w.grad.numpy(), 2 * np.array([1.0, 2, 3]) * 30)


@pytest.mark.parametrize(
    "index",
    [
        0, slice(1, 3), (slice(None), 1), (Ellipsis, 0), None, [0, 2], ([0, 2], [1, 0]),
        (slice(None), [1, 0]), np.array([True, False, True]), (1, np.array([True, False])), -1,
    ],
    ids=str,
)  # fmt: skip
def test_setting_a_part_is_pytorchs_for_tensor_and_value(index: Any) -> None:
    torch = pytest.importorskip("torch")
    data, found = np.arange(6.0).reshape(3, 2), []
    for library in (engine, torch):
        x = library.tensor(data, requires_grad=True)
        v = library.tensor(0.5 * np.ones(1), requires_grad=True)
        y = x * 1
        place = index
        if library is torch and isinstance(index, np.ndarray):
            place = torch.tensor(index)
        y[place] = v * 2
        (y * library.tensor(data + 1)).sum().backward()
        found.append((y.detach().numpy(), x.grad.numpy(), v.grad.numpy()))
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs)


def test_a_value_that_does_not_fit_a_part_is_named() -> None:
    with pytest.raises(ShapeError):
        engine.zeros(3, 2)[0] = engine.ones(3)


def test_an_expanded_tensor_is_not_written() -> None:
    with pytest.raises(GradientError, match="one place in memory"):
        engine.ones(3, 1).expand(3, 4).mul_(2)
    with pytest.raises(GradientError, match="one place in memory"):
        engine.ones(5).unfold(0, 3, 1).mul_(2)
    assert engine.ones(6).unfold(0, 2, 2).mul_(2).sum().item() == 12


def test_a_write_into_detached_memory_is_seen_by_the_backward_pass() -> None:
    x = leaf(2.0)
    y = x.square()
    x.detach().mul_(3)
    with pytest.raises(GradientError, match="written in place"):
        y.backward()


def test_the_usual_update_through_data() -> None:
    w = leaf(2.0)
    (w * w).backward()
    assert w.grad is not None
    w.data -= 0.5 * w.grad
    assert w.item() == 0.0 and w.requires_grad
    w.grad.zero_()
    (w * 3).backward()
    assert w.grad.item() == 3.0


def test_gradients_of_two_leaves_do_not_share_memory() -> None:
    a, b, g = leaf(1.0, 1.0), leaf(1.0, 1.0), leaf(5.0, 5.0)
    (a + b).backward(g.detach())
    assert a.grad is not None and b.grad is not None
    a.grad.zero_()
    assert b.grad.tolist() == [5.0, 5.0] and g.tolist() == [5.0, 5.0]


def test_random_values_in_place_follow_the_seed() -> None:
    def drawn() -> list[Any]:
        engine.manual_seed(3)
        x = engine.empty(4)
        return [x.normal_(2.0, 0.1).tolist(), x.uniform_(-1, 1).tolist(),
                x.bernoulli_(0.3).tolist(), x.random_(5).tolist()]  # fmt: skip

    first = drawn()
    assert first == drawn()
    assert all(1 < v < 3 for v in first[0]) and set(first[2]) <= {0.0, 1.0}


def test_an_update_in_place_is_an_update_of_the_traced_program() -> None:
    w = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)
    count = engine.zeros(1, dtype=engine.int64)

    def step(x: engine.Tensor) -> dict[str, engine.Tensor]:
        loss = (w * x).sum()
        loss.backward()
        with engine.no_grad(), program.phase("update"):
            assert w.grad is not None
            w.sub_(0.5 * w.grad)
            w[0] = 9
            w.data.mul_(2)
            count.add_(1)
        return {"loss": loss}

    graph = program.trace(step, {"x": ((2,), engine.float64)})
    graph.verify()
    assert w.tolist() == [1.0, 2.0] and w.version == 0 and count.item() == 0
    program.Plan(graph).run({"x": np.array([1.0, 1.0])})
    assert w.tolist() == [18.0, 3.0] and count.item() == 1


def test_a_tensor_made_in_a_trace_is_written_in_every_run_anew() -> None:
    def whole(x: engine.Tensor) -> dict[str, engine.Tensor]:
        out = engine.zeros(2, 2, dtype=engine.float64)
        out[0] = x
        out += 1
        return {"out": out}

    graph = program.trace(whole, {"x": ((2,), engine.float64)})
    for data in (np.array([1.0, 2.0]), np.array([3.0, 4.0])):
        np.testing.assert_array_equal(
            program.Plan(graph).run({"x": data})["out"], [data + 1, [1, 1]]
        )


def test_what_is_outside_of_a_trace_takes_no_history() -> None:
    buffer, w = engine.zeros(2, dtype=engine.float64), leaf(1.0, 2.0)

    def whole(x: engine.Tensor) -> dict[str, engine.Tensor]:
        buffer.add_(w * x)
        return {"y": buffer}

    with pytest.raises(TraceError, match="outside the program"):
        program.trace(whole, {"x": ((2,), engine.float64)})
    assert buffer.is_leaf


def test_meta_tensors_are_written_as_shapes() -> None:
    x = engine.zeros(engine.N, 3, device="meta")
    x.relu_().add_(1)
    x[:, 0] = 5
    assert x.shape == (engine.N, 3)
    with pytest.raises(ShapeError):
        x.add_(engine.zeros(2, engine.N, 3, device="meta"))


def test_a_meta_value_is_not_stored_in_memory() -> None:
    with pytest.raises(TraceError, match="meta tensor"):
        engine.zeros(2).add_(engine.zeros(2, device="meta"))


def test_copies_are_deep_and_pickles_are_refused() -> None:
    w = leaf(1.0)
    (w * 2).backward()
    twin = copy.deepcopy(w)
    assert twin.requires_grad and twin.is_leaf and not np.shares_memory(twin.array, w.array)
    assert twin.grad is not None and twin.grad.item() == 2.0
    with pytest.raises(GradientError):
        copy.deepcopy(w * 2)
    with pytest.raises(EngineError, match="not pickled"):
        pickle.dumps(w)


def test_a_tensor_answers_python() -> None:
    x = engine.tensor([[1, 2], [3, 4]])
    assert len(x) == 2 and [row.tolist() for row in x] == [[1, 2], [3, 4]]
    assert 3 in x and 9 not in x and x.dim() == x.ndimension() == 2
    assert (x.element_size(), x.nbytes, x.is_floating_point()) == (8, 32, False)
    assert [10, 20, 30][x[0, 1]] == 30 and f"{engine.tensor(0.5):.2f}" == "0.50"
    assert np.asarray(x).sum() == 10 and np.shares_memory(np.asarray(x), x.array)
    for question in (lambda: bool(x), lambda: x.item(), lambda: iter(x[0, 0])):
        with pytest.raises(ShapeError):
            question()
    with pytest.raises(TypeError):
        [1][engine.tensor(0.0)]
    with pytest.raises(GradientError, match="floating-point"):
        x.requires_grad = True


def test_a_tensor_shows_dtype_and_history_as_pytorch_does() -> None:
    assert repr(engine.ones(2)) == "tensor([1., 1.])"
    assert repr(engine.ones(2, dtype=engine.float64)) == "tensor([1., 1.], dtype=float64)"
    assert repr(engine.ones(1, requires_grad=True)) == "tensor([1.], requires_grad=True)"
    x = engine.ones(1, requires_grad=True)
    assert repr(x * 2) == "tensor([2.], grad_fn=<MultiplyBackward>)"


def test_detached_memory_and_views_see_a_store_in_a_trace_as_they_do_at_once() -> None:
    def run(x: engine.Tensor, a: engine.Tensor, b: engine.Tensor) -> dict[str, engine.Tensor]:
        with engine.no_grad():
            first, turned = a.detach(), a.reshape(1, 2).transpose(0, 1)
            a.assign(x)
            b.assign(first)
            b[1:] = turned[0]
            first.mul_(3)
        return {"first": first * 1, "turned": turned * 1, "a": a * 1, "b": b * 1}

    def buffers() -> tuple[engine.Tensor, engine.Tensor]:
        return engine.tensor([1.0, 2.0]), engine.tensor([3.0, 4.0])

    data = np.array([5.0, 6.0], "float32")
    a, b = buffers()
    eager = run(engine.tensor(data), a, b)
    traced = buffers()
    graph = program.trace(lambda x: run(x, *traced), {"x": ((2,), engine.float32)})
    made = program.Plan(graph).run({"x": data})
    for name, tensor in eager.items():
        np.testing.assert_array_equal(made[name], tensor.numpy(), name)
    for ours, theirs in zip(traced, (a, b), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
