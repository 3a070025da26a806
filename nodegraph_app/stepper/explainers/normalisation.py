"""Normalisation over the batch and within samples, softmax and dropout."""

import math

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explanation import Explanation, FloatArray, Index, Term, Working
from nodegraph_app.text import translate


@explains("softmax", "log_softmax")
def softmax(operation: Operation, index: Index) -> Explanation:
    """y_k = e^(x_k − m) / Σ_j e^(x_j − m), m the largest x; or the logarithm of it."""
    x, place = _line(operation, index)
    largest = float(x.max())
    powers = np.exp(x - largest)
    all_powers = math.fsum(powers.tolist())
    share = float(powers[place]) / all_powers
    workings = [
        Working("x", float(x[place])),
        Working("m = max x", largest),
        Working("e^(x − m)", float(powers[place])),
        Working("Σ e^(x − m)", all_powers),
    ]
    terms = tuple(Term(f"k = {k}", float(power)) for k, power in enumerate(powers))
    if operation.name == "softmax":
        title = translate("stepper", "Its share of all the powers")
        return Explanation(
            title, "function", share, terms, workings=(*workings, Working("y", share))
        )
    result = float(x[place]) - largest - math.log(all_powers)
    title = translate("stepper", "Logarithm of its share of all the powers")
    workings = [*workings, Working("ln Σ e^(x − m)", math.log(all_powers)), Working("y", result)]
    return Explanation(title, "function", result, terms, workings=tuple(workings))


@explains("batch_norm", "batch_norm_eval")
def batch_norm(operation: Operation, index: Index) -> Explanation:
    """y = γ · (x − mean) / √(var + ε) + β, with the batch's own statistics or with given ones.

    With its own, the second and third outputs are the mean and the variance of each channel.
    """
    given = operation.name == "batch_norm_eval"
    weight, bias = (3, 4) if given else (1, 2)
    x = operation.operand(0)
    if operation.output > 0:
        return _channel_statistic(operation, x, index[0])
    channel = index[1]
    mean, variance = _channel_statistics(operation, x, channel)
    epsilon = operation.attributes.get("eps", 1e-5)
    assert isinstance(epsilon, float)
    value = float(x[index])
    spread = math.sqrt(variance + epsilon)
    normal = (value - mean) / spread
    scale = float(operation.operand(weight)[channel]) if operation.present(weight) else 1.0
    shift = float(operation.operand(bias)[channel]) if operation.present(bias) else 0.0
    result = scale * normal + shift
    workings = (
        Working("x", value),
        Working("mean", mean),
        Working("variance", variance),
        Working("√(variance + ε)", spread),
        Working("x̂ = (x − mean) / √(variance + ε)", normal),
        Working("γ", scale),
        Working("β", shift),
        Working("y = γ · x̂ + β", result),
    )
    title = translate("stepper", "Centred and scaled over the batch")
    return Explanation(title, "function", result, workings=workings, channel=channel)


def _channel_statistics(operation: Operation, x: FloatArray, channel: int) -> tuple[float, float]:
    """Mean and biased variance of a channel: the batch's own, or the running ones it is given."""
    if operation.name == "batch_norm_eval":
        return float(operation.operand(1)[channel]), float(operation.operand(2)[channel])
    cells = x[:, channel]
    if not cells.size:
        return 0.0, 0.0  # what the engine says of no values
    return float(cells.mean()), float(cells.var())


def _channel_statistic(operation: Operation, x: FloatArray, channel: int) -> Explanation:
    mean, variance = _channel_statistics(operation, x, channel)
    count = x[:, channel].size
    workings = [Working("n", float(count)), Working("mean", mean)]
    if operation.output == 1:
        title = translate("stepper", "Mean of channel {channel}", channel=channel)
        return Explanation(title, "function", mean, workings=tuple(workings), channel=channel)
    title = translate("stepper", "Variance of channel {channel}", channel=channel)
    workings.append(Working("variance", variance))
    return Explanation(title, "function", variance, workings=tuple(workings), channel=channel)


@explains("layer_norm", "rms_norm", "group_norm", "instance_norm")
def sample_norm(operation: Operation, index: Index) -> Explanation:
    """y = γ · (x − mean) / √(var + ε) + β within the sample; without the mean for rms_norm."""
    x = operation.operand(0)
    cells, of_weight = _normalised_together(operation, x, index)
    centred = operation.name != "rms_norm"
    epsilon = operation.attributes.get("eps", 1e-5)
    assert isinstance(epsilon, float)
    mean = float(cells.mean()) if centred else 0.0
    variance = float(np.square(cells - mean).mean())
    value, spread = float(x[index]), math.sqrt(variance + epsilon)
    normal = (value - mean) / spread
    scale = float(operation.operand(1)[of_weight]) if operation.present(1) else 1.0
    shift = float(operation.operand(2)[of_weight]) if operation.present(2) else 0.0
    result = scale * normal + shift
    shares = [Working("n", float(cells.size)), Working("x", value)]
    if centred:
        shares += [Working("mean", mean), Working("variance", variance)]
        shares += [Working("√(variance + ε)", spread)]
        shares += [Working("x̂ = (x − mean) / √(variance + ε)", normal)]
    else:
        shares += [Working("mean x²", variance), Working("√(mean x² + ε)", spread)]
        shares += [Working("x̂ = x / √(mean x² + ε)", normal)]
    shares += [Working("γ", scale), Working("β", shift), Working("y = γ · x̂ + β", result)]
    title = (
        translate("stepper", "Centred and scaled within the sample")
        if centred
        else translate("stepper", "Scaled within the sample")
    )
    return Explanation(title, "function", result, workings=tuple(shares))


def _normalised_together(
    operation: Operation, x: FloatArray, index: Index
) -> tuple[FloatArray, Index]:
    """The cells whose statistics are used at ``index``, and the place in weight and bias."""
    if operation.name in ("layer_norm", "rms_norm"):
        sizes = operation.attributes["normalized_shape"]
        assert isinstance(sizes, tuple)
        lead = x.ndim - len(sizes)
        return x[index[:lead]], index[lead:]
    sample, channel = index[:2]
    if operation.name == "instance_norm":
        return x[sample, channel], (channel,)
    groups = operation.attributes["num_groups"]
    assert isinstance(groups, int)
    size = x.shape[1] // groups
    first = channel // size * size
    return x[sample, first : first + size], (channel,)


@explains("dropout_mask")
def dropout_mask(operation: Operation, index: Index) -> Explanation:
    """What the draw decided: 0 drops the cell, 1 / (1 − p) keeps it and makes up for the others."""
    value = float(np.asarray(operation.result[index]).astype(np.float64))
    title = (
        translate("stepper", "The draw dropped this cell")
        if value == 0
        else translate("stepper", "The draw kept this cell")
    )
    return Explanation(title, "sum", value, (Term("mask", value),))


def _line(operation: Operation, index: Index) -> tuple[FloatArray, int]:
    """The cells along the axis of a softmax through ``index``, and the place of it among them."""
    dim = operation.attributes.get("dim", -1)
    assert isinstance(dim, int)
    if not index:
        return np.atleast_1d(operation.operand(0)), 0
    axis = dim % len(index)
    x: FloatArray = np.moveaxis(operation.operand(0), axis, -1)
    return x[(*index[:axis], *index[axis + 1 :])], index[axis]
