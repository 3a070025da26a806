"""The summary of a network: shapes, parameters and multiply-adds, worked by hand."""

from __future__ import annotations

import pytest

import engine
from engine import nn
from engine.errors import EngineError


def lenet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2),
        nn.ReLU(), nn.Flatten(), nn.Linear(320, 10),
    )  # fmt: skip


def test_the_rows_of_a_lenet_are_what_is_worked_out_by_hand() -> None:
    table = nn.summary(lenet(), (1, 1, 28, 28))
    rows = {row.path: row for row in table.rows}
    assert rows["0"].outputs == ((1, 10, 24, 24),)
    assert rows["0"].own_parameters == 10 * 25 + 10
    assert rows["0"].multiply_adds == 10 * 24 * 24 * 25
    assert rows["3"].multiply_adds == 20 * 8 * 8 * 250
    assert rows["6"].outputs == ((1, 320),)
    assert rows["7"].multiply_adds == 3200
    assert table.parameters == 260 + 5020 + 3210
    assert table.multiply_adds == 144_000 + 320_000 + 3200 == rows[""].multiply_adds
    text = str(table)
    assert "1×10×24×24" in text and "8,490" in text and "467,200" in text


def test_a_summary_changes_nothing() -> None:
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout())
    before = {k: v.numpy().copy() for k, v in net.state_dict().items()}
    net[2].eval()
    nn.summary(net, engine.zeros(5, 3))
    assert net.training and net[1].training and not net[2].training
    assert all((before[k] == v.numpy()).all() for k, v in net.state_dict().items())


def test_frozen_and_shared_parameters_are_counted_once() -> None:
    shared = nn.Linear(4, 4)
    net = nn.Sequential(shared, nn.ReLU(), shared, nn.Linear(4, 1))
    net[3].requires_grad_(False)
    table = nn.summary(net, (2, 4))
    assert (table.parameters, table.trainable) == (25, 20)
    assert table.multiply_adds == 2 * 16 * 2 + 8


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (nn.Conv2d(4, 6, 3, groups=2, stride=2), (2, 4, 9, 9), 2 * 6 * 16 * 2 * 9),
        (nn.ConvTranspose2d(3, 5, 2, stride=2), (1, 3, 4, 4), 48 * 5 * 4),
        (nn.Conv1d(3, 5, 2), (1, 3, 6), 25 * 3 * 2),
    ],
)
def test_multiply_adds_are_those_of_the_sums(
    layer: nn.Module, shape: tuple[int, ...], expected: int
) -> None:
    assert nn.summary(layer, shape).multiply_adds == expected


def test_an_input_without_a_shape_is_refused() -> None:
    with pytest.raises(EngineError, match="tuples of sizes"):
        nn.summary(nn.Linear(2, 1), "2x2")
