"""One update of one parameter cell, in PyTorch's order."""

import math

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explanation import Explanation, Factor, Index, Term, Working, total
from nodegraph_app.text import translate

_STEP = 1
_FIRST_STATE = 2


@explains("sgd_update")
def sgd_update(operation: Operation, index: Index) -> Explanation:
    """v ← μ·v + (1 − dampening)·g; θ ← θ − η·v. Operands θ, ∂L/∂θ, v or absent, η, μ, step."""
    if operation.output == _STEP:
        return _counted(operation, 5)
    parameter, gradient = (float(operation.operand(at)[index]) for at in (0, 1))
    rate, momentum, step = (float(operation.operand(at)) for at in (3, 4, 5))
    workings = [Working("θ", parameter), Working("∂L/∂θ", gradient)]
    gradient = _with_decay(operation, parameter, gradient, workings)
    if operation.present(2):
        share = 1.0 if step == 0 else 1.0 - _number(operation, "dampening", 0.0)
        before = float(operation.operand(2)[index])
        buffer = momentum * before + share * gradient
        workings += [Working("μ · v", momentum * before), Working("v = μ · v + g", buffer)]
        if operation.output == _FIRST_STATE:
            title = translate(
                "stepper", "Momentum: what is left of the last step, plus the gradient"
            )
            return Explanation(title, "function", buffer, workings=tuple(workings))
        gradient = gradient + momentum * buffer if operation.attributes.get("nesterov") else buffer
        workings.append(Working("step", gradient))
    return _descent(parameter, rate, gradient, workings)


@explains("adam_update")
def adam_update(operation: Operation, index: Index) -> Explanation:
    """m and v are running means of g and g²; θ ← θ − η · m̂ / (√v̂ + ε).

    Operands θ, ∂L/∂θ, m, v, the largest v or absent, η, β₁, step.
    """
    if operation.output == _STEP:
        return _counted(operation, 7)
    parameter, gradient, mean, square = (float(operation.operand(at)[index]) for at in range(4))
    rate, beta1, step = (float(operation.operand(at)) for at in (5, 6, 7))
    beta2, step = _number(operation, "beta2", 0.999), step + 1
    workings = [Working("θ", parameter), Working("∂L/∂θ", gradient)]
    if operation.attributes.get("decoupled_weight_decay"):
        parameter *= 1 - rate * _number(operation, "weight_decay", 0.0)
        workings.append(Working("θ · (1 − η · λ)", parameter))
        gradient = -gradient if operation.attributes.get("maximize") else gradient
    else:
        gradient = _with_decay(operation, parameter, gradient, workings)
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient * gradient
    workings += [Working("m", mean), Working("v", square)]
    if operation.output > _STEP:
        results = (mean, square, max(square, _largest(operation, index)))
        title = translate("stepper", "A running mean, moved towards the new gradient")
        result = results[operation.output - _FIRST_STATE]
        return Explanation(title, "function", result, workings=(*workings, Working("y", result)))
    second = max(square, _largest(operation, index))
    m_hat, v_hat = mean / (1 - beta1**step), second / (1 - beta2**step)
    direction = m_hat / (math.sqrt(v_hat) + _number(operation, "eps", 1e-8))
    workings += [
        Working("m̂ = m / (1 − β₁ᵗ)", m_hat),
        Working("v̂ = v / (1 − β₂ᵗ)", v_hat),
        Working("m̂ / (√v̂ + ε)", direction),
    ]
    return _descent(parameter, rate, direction, workings)


def _descent(
    parameter: float, rate: float, direction: float, workings: list[Working]
) -> Explanation:
    """θ − η · direction, as a sum of two terms."""
    terms = (
        Term("θ", parameter, (Factor("θ", parameter),)),
        Term("−η · step", -rate * direction, (Factor("−η", -rate), Factor("step", direction))),
    )
    title = translate("stepper", "The parameter moves against its gradient")
    return Explanation(title, "sum", total(terms), terms, workings=tuple(workings))


def _with_decay(
    operation: Operation, parameter: float, gradient: float, workings: list[Working]
) -> float:
    """The gradient, turned round for maximizing, with the pull of weight decay."""
    if operation.attributes.get("maximize"):
        gradient = -gradient
        workings.append(Working("−g", gradient))
    decay = _number(operation, "weight_decay", 0.0)
    if decay:
        gradient += decay * parameter
        workings.append(Working("g + λ · θ", gradient))
    return gradient


def _counted(operation: Operation, position: int) -> Explanation:
    before = float(operation.operand(position))
    workings = (Working("t", before), Working("t + 1", before + 1))
    title = translate("stepper", "The count of steps goes up by one")
    return Explanation(title, "function", before + 1, workings=workings)


def _largest(operation: Operation, index: Index) -> float:
    """The largest v so far, where it is kept; else smaller than any."""
    return float(operation.operand(4)[index]) if operation.present(4) else -math.inf


def _number(operation: Operation, name: str, default: float) -> float:
    value = operation.attributes.get(name, default)
    assert isinstance(value, int | float)
    return float(value)
