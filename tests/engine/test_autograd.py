"""The tape: what flows back, where it adds up, and what is refused."""

import gc
import weakref

import numpy as np
import pytest

import engine
from engine.autograd import grad, gradcheck
from engine.errors import GradientError, ShapeError


def leaf(*values: float) -> engine.Tensor:
    return engine.tensor(list(values), dtype=engine.float64, requires_grad=True)


def test_a_product_hands_each_factor_the_other() -> None:
    a, b = leaf(2.0), leaf(5.0)
    (a * b).backward()
    assert a.grad is not None and b.grad is not None
    assert (a.grad.item(), b.grad.item()) == (5.0, 2.0)


def test_a_value_used_twice_receives_the_sum() -> None:
    x = leaf(3.0)
    (x * x + x).backward()
    assert x.grad is not None
    assert x.grad.item() == 7.0


def test_a_second_backward_adds_to_the_first() -> None:
    x = leaf(3.0)
    (x * 2).backward()
    (x * 2).backward()
    assert x.grad is not None
    assert x.grad.item() == 4.0


def test_two_paths_of_different_length_are_summed_before_going_on() -> None:
    x = leaf(0.5)
    y = x.exp()
    (y * y.sigmoid() + y).backward()
    assert x.grad is not None
    e, s = np.exp(0.5), 1 / (1 + np.exp(-np.exp(0.5)))
    assert x.grad.item() == pytest.approx(e * (s + e * s * (1 - s) + 1), rel=1e-14)


def test_the_textbook_quadratic_has_its_gradient_and_hessian() -> None:
    # f = x1² + 2·x1·x2 + 3·x2² at (1, 1): gradient (4, 8), Hessian [[2, 2], [2, 6]]
    x1, x2 = leaf(1.0), leaf(1.0)
    f = x1 * x1 + 2 * x1 * x2 + 3 * x2 * x2
    g1, g2 = grad(f, [x1, x2], create_graph=True)
    assert g1 is not None and g2 is not None
    assert (g1.item(), g2.item()) == (4.0, 8.0)
    rows = [grad(g, [x1, x2], retain_graph=True) for g in (g1, g2)]
    assert [[h.item() for h in row if h is not None] for row in rows] == [[2.0, 2.0], [2.0, 6.0]]


def test_no_grad_keeps_operations_off_the_tape() -> None:
    x = leaf(1.0)
    with engine.no_grad():
        y = x * 2
    assert y.is_leaf and not y.requires_grad


def test_a_detached_value_lets_no_gradient_through() -> None:
    x = leaf(3.0)
    (x * x.detach()).backward()
    assert x.grad is not None
    assert x.grad.item() == 3.0


def test_the_gradient_of_a_result_can_be_asked_for() -> None:
    x = leaf(2.0)
    y = x * 3
    (gradient,) = grad(y * y, [y])
    assert gradient is not None
    assert gradient.item() == 12.0


def test_a_used_tape_is_let_go_and_says_so() -> None:
    x = leaf(1.0)
    y = x.exp()
    y.backward()
    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_retain_graph_keeps_the_tape() -> None:
    x = leaf(1.0)
    y = x.exp()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad is not None
    assert x.grad.item() == pytest.approx(2 * np.e)


def test_a_write_between_forward_and_backward_is_refused() -> None:
    x = leaf(2.0)
    y = x * x
    x.assign(leaf(5.0))
    with pytest.raises(GradientError, match="written in place"):
        y.backward()


def test_backward_from_many_elements_needs_a_gradient() -> None:
    x = leaf(1.0, 2.0)
    with pytest.raises(GradientError, match="one element"):
        (x * 2).backward()
    with pytest.raises(ShapeError, match="shape of the tensor"):
        (x * 2).backward(leaf(1.0, 1.0, 1.0))


def test_backward_without_a_leaf_that_wants_it_is_refused() -> None:
    with pytest.raises(GradientError, match="nothing to differentiate"):
        (engine.ones(1) * 2).backward()


def test_integers_cannot_require_a_gradient() -> None:
    with pytest.raises(GradientError, match="floating-point"):
        engine.tensor([1, 2], requires_grad=True)


def test_an_unused_input_is_named_unless_allowed() -> None:
    x, y = leaf(1.0), leaf(1.0)
    with pytest.raises(GradientError, match="no part in the outputs"):
        grad(x * 2, [x, y])
    assert grad(x * 2, [x, y], allow_unused=True)[1] is None


def test_gradcheck_sees_a_wrong_gradient() -> None:
    def wrong(x: engine.Tensor) -> engine.Tensor:
        return x * x.detach()  # the derivative is 2x; this hands on x

    with pytest.raises(GradientError, match="does not agree"):
        gradcheck(wrong, [leaf(1.5)])
    assert gradcheck(lambda x: x * x, [leaf(1.5)])


def test_the_tape_keeps_no_cycle_alive() -> None:
    gc.disable()
    try:
        x = leaf(1.0)
        y = x.sigmoid()
        z = y * 2
        alive = weakref.ref(y)
        del y, z
        assert alive() is None
    finally:
        gc.enable()
