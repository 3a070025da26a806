"""The tape: what flows back, where it adds up, and what is refused."""

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import engine
from engine.autograd import grad, gradcheck, gradgradcheck
from engine.autograd.tape import AccumulateGrad
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


# ---- PyTorch's interface


def test_backward_with_inputs_adds_to_these_only() -> None:
    a, b = leaf(2.0), leaf(3.0)
    h = a * b
    (h * h).backward(inputs=[a, h])
    assert a.grad is not None and h.grad is not None
    assert (a.grad.item(), h.grad.item()) == (36.0, 12.0)
    assert b.grad is None
    with pytest.raises(GradientError, match="no inputs"):
        (a * b).backward(inputs=[])


def test_several_roots_at_once() -> None:
    x = leaf(2.0, 3.0)
    engine.autograd.backward([x * x, x.sum()], [leaf(1.0, 1.0), None])
    assert x.grad is not None
    assert x.grad.tolist() == [5.0, 7.0]


def test_inputs_without_a_part_are_none_zero_or_refused() -> None:
    x, y = leaf(1.0), leaf(1.0)
    assert grad(x * 2, [x, y], allow_unused=True)[1] is None
    zeros = grad(x * 2, [y], materialize_grads=True)[0]
    assert zeros is not None and zeros.item() == 0.0
    with pytest.raises(GradientError, match="no part"):
        grad(x * 2, [y])
    with pytest.raises(GradientError, match="does not require"):
        grad(x * 2, [engine.ones(1)])


def test_only_what_leads_to_the_inputs_is_differentiated() -> None:
    x, w = leaf(2.0), leaf(3.0)
    h = w * 1
    y = h.square() * x
    h.mul_(2)  # square's operand is gone, but nobody asks for w
    (gradient,) = grad(y, [x])
    assert gradient is not None and gradient.item() == 9.0


def test_the_tape_can_be_walked_by_its_functions() -> None:
    x = leaf(1.0)
    y = (x * 2).exp()
    assert y.grad_fn is not None and x.grad_fn is None
    assert y.grad_fn.name() == "ExpBackward"
    product, index = y.grad_fn.next_functions[0]
    assert product is not None and product.name() == "MultiplyBackward" and index == 0
    end, _ = product.next_functions[0]
    assert isinstance(end, AccumulateGrad) and end.variable is x
    assert product.next_functions[1] == (None, 0)


def test_a_rule_that_reads_no_numbers_works_on_a_used_tape() -> None:
    w = leaf(1.0, 2.0)
    turned = w.reshape(2, 1)
    for _ in range(2):
        (turned * 3).sum().backward()
    assert w.grad is not None
    assert w.grad.tolist() == [6.0, 6.0]


def test_modes_are_blocks_and_decorators() -> None:
    x = leaf(1.0)

    @engine.no_grad
    def bare() -> engine.Tensor:
        return x * 2

    @engine.no_grad()
    def called() -> engine.Tensor:
        with engine.enable_grad():
            assert (x * 2).requires_grad
        return x * 2

    @engine.inference_mode()
    def inferred() -> engine.Tensor:
        assert engine.is_inference_mode_enabled()
        return x * 2

    @engine.set_grad_enabled(False)
    def switched() -> engine.Tensor:
        return x * 2

    @engine.no_grad()
    def generated() -> Iterator[engine.Tensor]:
        yield x * 2
        yield x * 3

    assert (x * 2).requires_grad
    for function in (bare, called, inferred, switched):
        assert not function().requires_grad, function
    for made in generated():
        assert not made.requires_grad and (x * 2).requires_grad
    before = engine.set_grad_enabled(False)
    assert not (x * 2).requires_grad
    with before:
        assert not engine.is_grad_enabled()
    assert engine.is_grad_enabled() and not engine.is_inference_mode_enabled()


def test_the_mode_is_the_threads_own() -> None:
    seen: list[bool] = []
    with engine.no_grad():
        thread = threading.Thread(target=lambda: seen.append(engine.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_a_tensor_taken_off_the_tape_is_a_leaf() -> None:
    x = leaf(2.0)
    y = x * 3
    z = y * y
    y.detach_()
    assert y.is_leaf and not y.requires_grad
    z.backward()
    assert x.grad is not None and x.grad.item() == 36.0
    with pytest.raises(GradientError, match="view"):
        (x * 2)[0].detach_()


def test_gradgradcheck_sees_a_wrong_second_derivative() -> None:
    def wrong(x: engine.Tensor) -> engine.Tensor:
        return x * x * x.detach()

    assert gradgradcheck(lambda x: x.exp() * x, [leaf(0.5, 1.5)])
    assert not gradgradcheck(lambda x, y: wrong(x) * y, [leaf(1.5), leaf(1.0)],
                             raise_exception=False)  # fmt: skip


def test_jacobians_hessians_and_products_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")

    def of(library: Any) -> list[Any]:
        functional = library.autograd.functional
        a = library.tensor([0.5, -1.0], dtype=library.float64)
        b = library.tensor([[1.0, 2.0], [0.3, -0.7]], dtype=library.float64)

        def two(x: Any, y: Any) -> Any:
            return (y @ x).tanh(), x * x

        def one(x: Any, y: Any) -> Any:
            return ((y @ x).tanh() * x).sum()

        v, w = library.ones_like(a), library.ones_like(b) * 0.5
        made = [
            functional.jacobian(two, (a, b)),
            functional.jacobian(lambda x: x.exp(), a),
            functional.hessian(one, (a, b)),
            functional.hessian(lambda x: (x**3).sum(), a),
            functional.vjp(two, (a, b), (v, v * 2)),
            functional.jvp(two, (a, b), (v, w)),
            functional.vhp(one, (a, b), (v, w)),
            functional.hvp(one, (a, b), (v, w)),
        ]
        return list(_flat(made))

    ours, theirs = of(engine), of(torch)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.numpy(), other.numpy(), rtol=1e-12, atol=1e-14)


def _flat(made: Any) -> Iterator[Any]:
    for item in made:
        if isinstance(item, tuple | list):
            yield from _flat(item)
        else:
            yield item
