"""Live shapes: what a document is known to compute before it runs."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nodegraph_app import compiler
from nodegraph_app.catalog.port import Role
from nodegraph_app.document import DocumentError, Node, PortRef, Wire
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    DisconnectPorts,
    RemoveNode,
    RenameNode,
    SetParameter,
    SetTraining,
)

CNN = (
    ("Conv2d", {"out_channels": 8, "padding": 1}),
    "ReLU",
    "MaxPool2d",
    "Flatten",
    ("Linear", {"out_features": 10}),
)


def test_shapes_carry_the_batch_as_n(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(*CNN)
    compilation = compiler.check(canvas.document)
    labels = {
        canvas.document.nodes[node].name: [port.label() for port in state.outputs.values()]
        for node, state in compilation.nodes.items()
    }
    assert labels == {
        "digits1": ["N×1×8×8", "N"],
        "conv1": ["N×8×8×8"],
        "relu1": ["N×8×8×8"],
        "maxpool1": ["N×8×4×4"],
        "flatten1": ["N×128"],
        "linear1": ["N×10"],
        "crossentropy1": ["scalar"],
    }
    assert compilation.is_sound and not compilation.problems
    assert all(state.status == "ready" for state in compilation.nodes.values())


def test_parameters_and_multiplications_are_counted(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(*CNN)
    compilation = compiler.check(canvas.document)
    conv, linear = (compilation.nodes[canvas.id(name)] for name in ("conv1", "linear1"))
    assert (conv.parameter_count, conv.multiply_adds) == (80, 72 * 64)
    assert (linear.parameter_count, linear.multiply_adds) == (1290, 1280)
    assert compilation.parameter_count == 1370
    assert conv.parameters["in_channels"] == 1 and linear.parameters["in_features"] == 128


def test_roles_follow_the_meaning(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(*CNN)
    nodes = compiler.check(canvas.document).nodes
    assert nodes[canvas.id("digits1")].outputs["y"].role is Role.LABELS
    assert nodes[canvas.id("conv1")].outputs["output"].role is Role.IMAGE
    assert nodes[canvas.id("flatten1")].outputs["output"].role is Role.FEATURES
    assert nodes[canvas.id("crossentropy1")].outputs["loss"].role is Role.SCALAR_LOSS


def test_the_order_puts_every_node_behind_what_it_reads(draw: Callable[..., Any]) -> None:
    canvas = draw()
    canvas.classifier(*CNN)
    order = compiler.check(canvas.document).order
    for wire in canvas.document.wires:
        assert order.index(wire.source.node) < order.index(wire.target.node)


class TestIncrementally:
    """An edit recompiles the node it touched and what it changes downstream, nothing else."""

    @pytest.fixture
    def canvas(self, draw: Callable[..., Any]) -> Any:
        made = draw()
        made.classifier(*CNN)
        return made

    @pytest.fixture
    def live(self, canvas: Any) -> compiler.Compiler:
        made = compiler.Compiler(canvas.document)
        self.changed: list[frozenset[str]] = []
        canvas.document.subscribe(lambda change: self.changed.append(made.update(change)))
        return made

    def names(self, canvas: Any) -> set[str]:
        return {canvas.document.nodes[node].name for node in self.changed[-1]}

    def test_a_changed_parameter_retraces_only_what_lies_below(
        self, canvas: Any, live: compiler.Compiler
    ) -> None:
        before = live.traced_nodes
        canvas.apply(SetParameter(canvas.id("linear1"), "out_features", 12))
        assert live.traced_nodes - before == 2
        assert self.names(canvas) == {"linear1", "crossentropy1"}

    def test_what_comes_out_the_same_stops_the_wave(
        self, canvas: Any, live: compiler.Compiler
    ) -> None:
        before = live.traced_nodes
        canvas.apply(SetParameter(canvas.id("conv1"), "bias", False))
        assert live.traced_nodes - before == 1
        assert self.names(canvas) == {"conv1"}

    def test_a_moved_node_or_a_training_setting_retraces_nothing(
        self, canvas: Any, live: compiler.Compiler
    ) -> None:
        before = live.traced_nodes
        canvas.apply(SetTraining("lr", 0.5))
        canvas.apply(RenameNode(canvas.id("flatten1"), "flat"))
        assert live.traced_nodes - before <= 1

    def test_what_works_keeps_working_while_one_node_is_broken(
        self, canvas: Any, live: compiler.Compiler
    ) -> None:
        canvas.apply(SetParameter(canvas.id("linear1"), "in_features", 7))
        nodes = live.compilation.nodes
        assert nodes[canvas.id("linear1")].status == "failed"
        assert nodes[canvas.id("crossentropy1")].status == "waiting"
        assert not nodes[canvas.id("crossentropy1")].problems
        assert nodes[canvas.id("flatten1")].outputs["output"].label() == "N×128"
        assert len(live.compilation.problems) == 1 and not live.compilation.is_sound

    def test_the_live_compilation_equals_one_from_scratch(
        self, canvas: Any, live: compiler.Compiler
    ) -> None:
        inverses = [
            canvas.apply(SetParameter(canvas.id("conv1"), "kernel_size", 5)),
            canvas.apply(DisconnectPorts(canvas.document.wires_into(canvas.id("relu1"))[0])),
            canvas.apply(RemoveNode(canvas.id("maxpool1"))),
        ]
        for inverse in [None, *reversed(inverses)]:
            if inverse is not None:
                canvas.apply(inverse)
            fresh = compiler.check(canvas.document)
            assert dict(live.compilation.nodes) == dict(fresh.nodes)
            assert set(live.compilation.problems) == set(fresh.problems)
        assert live.compilation.is_sound


CHANGES = st.one_of(
    st.tuples(
        st.just("set"), st.integers(0, 9), st.sampled_from(["padding", "in_features", "dim"])
    ),
    st.tuples(st.just("cut"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("wire"), st.integers(0, 9), st.sampled_from(["relu1", "linear1", "add1"])),
    st.tuples(st.just("add"), st.integers(0, 3), st.sampled_from(["Conv2d", "Flatten", "Add"])),
    st.tuples(st.just("remove"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("undo"), st.integers(0, 9), st.just("")),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, min_size=1, max_size=12))
def test_whatever_is_done_the_live_compilation_equals_one_from_scratch(
    draw: Callable[..., Any], changes: list[tuple[str, int, str]]
) -> None:
    canvas = draw()
    canvas.classifier(*CNN)
    canvas.add("Add")
    live = compiler.Compiler(canvas.document)
    canvas.document.subscribe(lambda change: live.update(change) and None)
    inverses: list[Any] = []
    for what, number, name in changes:
        edit = edit_of(canvas, what, number, name, inverses)
        if edit is None:
            continue
        try:
            inverses.append(canvas.apply(edit))
        except DocumentError:
            continue
        fresh = compiler.check(canvas.document)
        assert dict(live.compilation.nodes) == dict(fresh.nodes)
        assert live.compilation.problems == fresh.problems
        assert live.compilation.order == fresh.order


def edit_of(canvas: Any, what: str, number: int, name: str, inverses: list[Any]) -> Any:
    """The edit that a drawn change means on this canvas; None where it means nothing."""
    document = canvas.document
    nodes, wires = list(document.nodes), document.wires
    if what == "undo":
        return inverses.pop() if inverses else None
    if what == "add":
        fresh = document.fresh_name(name)
        return AddNode(Node(id=document.fresh_id(name), type=name, name=fresh))
    if what == "set" and nodes:
        return SetParameter(nodes[number % len(nodes)], name, number)
    if what == "remove" and nodes:
        return RemoveNode(nodes[number % len(nodes)])
    if what == "cut" and wires:
        return DisconnectPorts(wires[number % len(wires)])
    if what == "wire" and nodes and document.node_named(name) is not None:
        source = PortRef(nodes[number % len(nodes)], "output")
        return ConnectPorts(Wire(source, canvas.port(f"{name}.input")))
    return None


class TestWhileAWireIsDragged:
    """A wire that makes no sense is refused, with the reason."""

    @pytest.fixture
    def canvas(self, draw: Callable[..., Any]) -> Any:
        made = draw()
        made.classifier(*CNN)
        return made

    def refusal(self, canvas: Any, source: str, target: str) -> compiler.Refusal | None:
        compilation = compiler.check(canvas.document)
        return compiler.can_connect(
            canvas.document, canvas.port(source), canvas.port(target), compilation
        )

    def test_a_wire_that_fits_is_allowed(self, canvas: Any) -> None:
        canvas.add("ReLU")
        assert self.refusal(canvas, "conv1.output", "relu2.input") is None
        assert self.refusal(canvas, "conv1.output", "maxpool1.input") is None

    def test_an_image_into_linear_says_that_it_needs_a_flat_input(self, canvas: Any) -> None:
        canvas.add("Linear")
        refusal = self.refusal(canvas, "maxpool1.output", "linear2.input")
        assert refusal is not None
        assert str(refusal.reason) == "Linear needs a flat input."
        assert (refusal.expected, refusal.actual) == ("N×128", "N×8×4×4")

    @pytest.mark.parametrize(
        ("source", "target", "words"),
        [
            ("conv1.output", "conv1.input", "feed itself"),
            ("linear1.output", "conv1.input", "cycle"),
            ("digits1.y", "conv1.input", "needs an image"),
            ("conv1.output", "relu1.nothing", "has no input nothing"),
        ],
    )
    def test_what_cannot_be_says_why(
        self, canvas: Any, source: str, target: str, words: str
    ) -> None:
        refusal = self.refusal(canvas, source, target)
        assert refusal is not None and words in str(refusal.reason)

    def test_sizes_that_do_not_add_are_refused(self, canvas: Any) -> None:
        canvas.add("Add")
        canvas.wire("conv1.output", "add1.input")
        assert self.refusal(canvas, "relu1.output", "add1.other") is None
        assert self.refusal(canvas, "maxpool1.output", "add1.other") is not None

    def test_the_answer_comes_within_milliseconds(self, canvas: Any) -> None:
        canvas.add("Conv2d", out_channels=512)
        compilation = compiler.check(canvas.document)
        ends = canvas.port("relu1.output"), canvas.port("conv2.input")
        times = []
        for _ in range(20):
            began = time.perf_counter()
            assert compiler.can_connect(canvas.document, *ends, compilation) is None
            times.append(time.perf_counter() - began)
        assert min(times) < 0.005
