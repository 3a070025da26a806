"""Operations of one's own: eager, on shapes, traced, twice differentiated, and wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import program
from engine.autograd import (
    Function,
    FunctionContext,
    grad,
    gradcheck,
    gradgradcheck,
    once_differentiable,
)
from engine.errors import GradientError, ShapeError


class Cube(Function):
    @staticmethod
    def forward(ctx: FunctionContext, x: engine.Tensor) -> engine.Tensor:  # type: ignore[override]
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx: FunctionContext, g: engine.Tensor) -> Any:  # type: ignore[override]
        (x,) = ctx.saved_tensors
        return g * 3 * x * x


class ScaledExp(Function):
    """exp(x) · scale, saving its result; written with setup_context."""

    @staticmethod
    def forward(x: engine.Tensor, scale: float) -> engine.Tensor:  # type: ignore[override]
        return x.exp() * scale

    @staticmethod
    def setup_context(ctx: FunctionContext, inputs: tuple[Any, ...], output: Any) -> None:
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx: FunctionContext, g: engine.Tensor) -> Any:  # type: ignore[override]
        (y,) = ctx.saved_tensors
        return g * y, None


class SumAndPlace(Function):
    """Two results, one of them without a gradient."""

    @staticmethod
    def forward(ctx: FunctionContext, a: engine.Tensor, b: engine.Tensor) -> Any:  # type: ignore[override]
        ctx.needs = ctx.needs_input_grad  # type: ignore[attr-defined]
        place = (a + b).argmax()
        ctx.mark_non_differentiable(place)
        return a + b, a * b, place

    @staticmethod
    def backward(ctx: FunctionContext, *g: Any) -> Any:
        return g[0] + g[1] * 2, g[0]


def leaf(*values: float) -> engine.Tensor:
    return engine.tensor(list(values), dtype=engine.float64, requires_grad=True)


def test_a_function_of_ones_own_is_differentiated_by_its_backward() -> None:
    x = leaf(2.0, -1.0)
    y = Cube.apply(x)
    assert y.grad_fn.name() == "CubeBackward"
    y.sum().backward()
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), [12.0, 3.0])
    gradcheck(Cube.apply, [leaf(0.5, 2.0)])


def test_its_backward_is_differentiated_again() -> None:
    gradgradcheck(Cube.apply, [leaf(0.5, 2.0)])
    gradgradcheck(lambda x: ScaledExp.apply(x, 2.5), [leaf(0.5, 2.0)])


def test_results_can_be_saved_and_arguments_need_not_be_tensors() -> None:
    gradcheck(lambda x: ScaledExp.apply(x, 2.5), [leaf(0.5, -1.0)])


def test_no_grad_leaves_it_off_the_tape() -> None:
    with engine.no_grad():
        assert not Cube.apply(leaf(1.0)).requires_grad
    assert not Cube.apply(engine.ones(2)).requires_grad


def test_several_results_and_one_that_carries_no_gradient() -> None:
    a, b = leaf(1.0, 3.0), engine.ones(2, dtype=engine.float64)
    total, product, place = SumAndPlace.apply(a, b)
    assert total.requires_grad and product.requires_grad and not place.requires_grad
    product.sum().backward()  # nothing arrives at the other result: zeros do
    assert a.grad is not None
    np.testing.assert_array_equal(a.grad.numpy(), [2.0, 2.0])
    assert total.grad_fn.context.needs == (True, False)


def test_it_runs_on_shapes_and_in_a_trace_step_by_step() -> None:
    x = engine.zeros(engine.N, 3, device="meta", requires_grad=True)
    assert Cube.apply(x).shape == (engine.N, 3)

    def whole(x: engine.Tensor) -> dict[str, engine.Tensor]:
        loss = (ScaledExp.apply(Cube.apply(x), 0.5)).sum()
        (g,) = grad(loss, [x])
        assert g is not None
        return {"loss": loss, "g": g}

    data = np.array([0.3, -0.7])
    graph = program.trace(whole, {"x": ((2,), engine.float64)}, requires_grad=["x"])
    graph.verify()
    assert [s.primitive.name for s in graph.steps][:3] == ["multiply", "multiply", "exp"]
    eager = whole(engine.tensor(data, requires_grad=True))
    ran = program.Plan(graph).run({"x": data})
    for name in ("loss", "g"):
        np.testing.assert_array_equal(ran[name], eager[name].detach().numpy())


def test_an_argument_handed_through_is_another_tensor() -> None:
    class Same(Function):
        @staticmethod
        def forward(ctx: FunctionContext, x: engine.Tensor) -> engine.Tensor:  # type: ignore[override]
            return x

        @staticmethod
        def backward(ctx: FunctionContext, g: engine.Tensor) -> Any:  # type: ignore[override]
            return -g

    x = leaf(1.0)
    y = Same.apply(x)
    assert y is not x and x.is_leaf
    y.backward()
    assert x.grad is not None and x.grad.item() == -1.0


def test_a_wrong_number_of_gradients_names_the_function() -> None:
    class Short(Function):
        @staticmethod
        def forward(ctx: FunctionContext, a: Any, b: Any) -> Any:  # type: ignore[override]
            return a + b

        @staticmethod
        def backward(ctx: FunctionContext, g: Any) -> Any:  # type: ignore[override]
            return g

    with pytest.raises(GradientError, match=r"Short.*expected 2 gradients; got 1"):
        Short.apply(leaf(1.0), leaf(2.0)).backward()


def test_a_gradient_of_another_shape_names_the_function() -> None:
    class Wide(Function):
        @staticmethod
        def forward(ctx: FunctionContext, a: Any) -> Any:  # type: ignore[override]
            return a * 2

        @staticmethod
        def backward(ctx: FunctionContext, g: Any) -> Any:  # type: ignore[override]
            return engine.ones(2, 2)

    with pytest.raises(ShapeError, match=r"Wide.*argument 0"):
        Wide.apply(leaf(1.0)).backward()


def test_an_argument_that_was_saved_and_overwritten_is_refused() -> None:
    x = leaf(1.0, 2.0)
    h = x * 1
    y = Cube.apply(h)
    h.mul_(2)
    with pytest.raises(GradientError, match="written in place"):
        y.sum().backward()


def test_a_backward_for_one_use_refuses_a_second_derivative() -> None:
    class Once(Function):
        @staticmethod
        def forward(ctx: FunctionContext, x: Any) -> Any:  # type: ignore[override]
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @once_differentiable
        def backward(ctx: FunctionContext, g: Any) -> Any:  # type: ignore[override]
            return g * 2 * ctx.saved_tensors[0]

    x = leaf(3.0)
    (g,) = grad(Once.apply(x), [x])
    assert g is not None and g.item() == 6.0
    with pytest.raises(GradientError, match="once"):
        grad(Once.apply(x) * x, [x], create_graph=True)


def test_what_forward_writes_in_place_is_marked_dirty() -> None:
    class Doubled(Function):
        @staticmethod
        def forward(ctx: FunctionContext, x: Any) -> Any:  # type: ignore[override]
            x.mul_(2)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx: FunctionContext, g: Any) -> Any:  # type: ignore[override]
            return g * 2

    x = leaf(3.0)
    h = x * 1
    y = Doubled.apply(h)
    assert y is h and h.item() == 6.0
    h.backward()
    assert x.grad is not None and x.grad.item() == 2.0
    with pytest.raises(GradientError, match="leaf"):
        Doubled.apply(leaf(1.0))
