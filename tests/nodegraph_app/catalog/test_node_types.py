"""One harness for every declaration: it builds, runs, gives the shape it says, and prints code."""

from __future__ import annotations

import keyword
from pathlib import Path

import numpy as np
import pytest

import engine
from nodegraph_app.catalog import NodeType, Role, Sample, default
from nodegraph_app.catalog.registry import FAMILIES
from nodegraph_app.code import Name, print_expression

ROOT = Path(__file__).parents[3]
TYPES = list(default().types.values())
SAMPLES = [
    pytest.param(node_type, sample, id=f"{node_type.name}-{index}")
    for node_type in TYPES
    for index, sample in enumerate(node_type.samples)
]


def tensors(node_type: NodeType, sample: Sample) -> list[engine.Tensor]:
    """Values for a sample's inputs; class numbers where a class is wanted."""
    draw = np.random.default_rng(0)
    values = [draw.standard_normal(shape).astype(np.float32) for shape in sample.inputs]
    if node_type.name == "CrossEntropy":
        values[1] = draw.integers(0, sample.inputs[0][1], sample.inputs[1])
    return [engine.tensor(value) for value in values]


def shapes_of(node_type: NodeType, sample: Sample) -> dict[str, tuple[int, ...]]:
    ports = node_type.input_ports(sample.parameters)
    return {port.name: shape for port, shape in zip(ports, sample.inputs, strict=True)}


@pytest.mark.parametrize("node_type", TYPES, ids=lambda t: t.name)
def test_a_declaration_is_complete(node_type: NodeType) -> None:
    assert node_type.name.isidentifier()
    assert node_type.family in FAMILIES
    assert (ROOT / "resources" / "icons" / f"{node_type.icon}.svg").is_file()
    kinds = (node_type.module, node_type.function, node_type.data)
    assert sum(kind is not None for kind in kinds) == 1
    assert (node_type.function is None) == (node_type.expression is None)
    assert str(node_type.help).endswith(".")
    assert 30 < len(str(node_type.help)) < 260
    assert len(node_type.synonyms) >= 2
    assert any(not word.isascii() for word in node_type.synonyms), "no Chinese name"
    assert node_type.samples or node_type.data
    for adapter in node_type.adapters.values():
        assert adapter in default().types
    for view in node_type.views:
        assert (ROOT / "widgets" / "views" / f"{view}.py").is_file()


@pytest.mark.parametrize("node_type", TYPES, ids=lambda t: t.name)
def test_parameters_and_ports_are_well_declared(node_type: NodeType) -> None:
    defaults = node_type.defaults()
    for parameter in node_type.parameters:
        assert parameter.name.isidentifier()
        assert not keyword.iskeyword(parameter.name)
        assert parameter.accepts(parameter.default)
        assert str(parameter.help)
        assert bool(parameter.choices) == (parameter.kind == "choice")
    assert not node_type.problems(defaults)
    assert node_type.complete({}) == defaults
    ports = (*node_type.input_ports(defaults), *node_type.output_ports(defaults))
    for group in (node_type.input_ports(defaults), node_type.output_ports(defaults)):
        assert len({port.name for port in group}) == len(group)
    assert all(port.roles and str(port.label) for port in ports)
    assert isinstance(node_type.summary({}), str)


@pytest.mark.parametrize(("node_type", "sample"), SAMPLES)
def test_a_sample_gives_the_shape_it_says(node_type: NodeType, sample: Sample) -> None:
    shapes = shapes_of(node_type, sample)
    assert not node_type.problems(sample.parameters, shapes)
    output = node_type.build(sample.parameters, shapes)(*tensors(node_type, sample))
    assert output.shape == sample.output


@pytest.mark.parametrize(("node_type", "sample"), SAMPLES)
def test_a_sample_gives_the_same_shape_for_any_batch(node_type: NodeType, sample: Sample) -> None:
    """Abstractly, with the batch as a symbol, as the wires show it."""
    arriving = [
        engine.empty((engine.N, *tensor.shape[1:]), dtype=tensor.dtype, device="meta")
        for tensor in tensors(node_type, sample)
    ]
    with engine.device("meta"):
        layer = node_type.build(sample.parameters, shapes_of(node_type, sample))
    expected = (engine.N, *sample.output[1:]) if sample.output else ()
    assert layer(*arriving).shape == expected


@pytest.mark.parametrize("target", ["pytorch", "engine"])
@pytest.mark.parametrize(("node_type", "sample"), SAMPLES)
def test_a_sample_prints_code_that_says_only_what_is_not_the_default(
    node_type: NodeType, sample: Sample, target: str
) -> None:
    values = node_type.resolve(sample.parameters, shapes_of(node_type, sample))
    operands = [Name(name) for name in "abc"[: len(sample.inputs)]]
    printed = print_expression(node_type.code(target, values, operands))
    assert "None" not in printed
    if node_type.module:
        assert printed.startswith(f"nn.{node_type.module}(")


@pytest.mark.parametrize(("node_type", "sample"), SAMPLES)
def test_pytorch_takes_the_same_call_and_gives_the_same_shape(
    node_type: NodeType, sample: Sample
) -> None:
    torch = pytest.importorskip("torch")
    if node_type.module is None:
        pytest.skip("a function of its inputs")
    values = node_type.resolve(sample.parameters, shapes_of(node_type, sample))
    arguments = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    layer = getattr(torch.nn, node_type.module)(**arguments)
    arriving = [torch.from_numpy(tensor.numpy().copy()) for tensor in tensors(node_type, sample)]
    assert tuple(layer(*arriving).shape) == sample.output


@pytest.mark.parametrize(
    ("name", "values", "printed"),
    [
        ("Conv2d", {"in_channels": 1, "padding": 1}, "nn.Conv2d(1, 32, 3, padding=1)"),
        ("Conv2d", {"in_channels": 3, "kernel_size": [3, 3]}, "nn.Conv2d(3, 32, 3)"),
        ("Conv2d", {"in_channels": 3, "kernel_size": [3, 5]}, "nn.Conv2d(3, 32, (3, 5))"),
        ("Linear", {"in_features": 8, "bias": False}, "nn.Linear(8, 10, bias=False)"),
        ("MaxPool2d", {}, "nn.MaxPool2d(2)"),
        ("MaxPool2d", {"stride": 1}, "nn.MaxPool2d(2, stride=1)"),
        ("ReLU", {}, "nn.ReLU()"),
        ("Dropout", {}, "nn.Dropout()"),
        ("CrossEntropy", {"reduction": "sum"}, 'nn.CrossEntropyLoss(reduction="sum")'),
    ],
)
def test_a_layer_prints_as_one_writes_it(name: str, values: dict, printed: str) -> None:
    node_type = default().types[name]
    for target in ("pytorch", "engine"):
        assert print_expression(node_type.code(target, values)) == printed


def test_functions_print_with_their_operands() -> None:
    add, concat = default().types["Add"], default().types["Concat"]
    operands = [Name("x"), Name("skip")]
    assert print_expression(add.code("pytorch", {}, operands)) == "x + skip"
    assert print_expression(concat.code("pytorch", {}, operands)) == "torch.cat((x, skip), dim=1)"
    assert print_expression(concat.code("engine", {}, operands)) == "engine.cat((x, skip), dim=1)"


@pytest.mark.parametrize(
    ("name", "values", "line"),
    [
        ("Conv2d", {"in_channels": 1, "padding": 1}, "1→32 · 3×3 · pad 1"),
        ("Conv2d", {}, "?→32 · 3×3"),
        ("Linear", {"in_features": 1568}, "1568→10 · bias"),
        ("MaxPool2d", {}, "2×2 · stride 2"),
        ("ReLU", {}, ""),
        ("Values", {"inputs": "0.05, 0.10", "targets": "0.01, 0.99"}, "1 row · 2→2"),
        ("Values", {"inputs": "a"}, "?"),
    ],
)
def test_the_line_under_the_title(name: str, values: dict, line: str) -> None:
    assert default().types[name].summary(values) == line


def test_sizes_come_from_the_wire_unless_they_are_pinned() -> None:
    conv = default().types["Conv2d"]
    shapes = {"input": (engine.N, 16, 8, 8)}
    assert conv.resolve({}, shapes)["in_channels"] == 16
    assert conv.resolve({"in_channels": 3}, shapes)["in_channels"] == 3
    assert conv.resolve({}, {})["in_channels"] is None
    assert conv.resolve({}, {"input": (4,)})["in_channels"] is None
    with pytest.raises(engine.errors.ShapeError, match="in_channels"):
        conv.build({}, {})


def test_concat_has_as_many_inputs_as_it_says() -> None:
    concat = default().types["Concat"]
    assert [port.name for port in concat.input_ports({})] == ["input", "input2"]
    assert len(concat.input_ports({"inputs": 5})) == 5


def test_roles_decide_what_a_port_takes() -> None:
    linear = default().types["Linear"].input_ports({})[0]
    assert linear.accepts(Role.FEATURES)
    assert linear.accepts(Role.UNKNOWN)
    assert not linear.accepts(Role.IMAGE)
    assert default().types["Flatten"].outputs[0].role((engine.N, 32)) is Role.FEATURES
