"""Random networks: what is exported computes what the canvas does."""

import importlib.util
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from nodegraph_app.compiler.compiler import check
from nodegraph_app.compiler.program import compile
from nodegraph_app.document import Document
from nodegraph_app.exchange.names import class_name
from nodegraph_app.exchange.network import network_of
from nodegraph_app.exchange.source import names_of, source_code

Build = Callable[..., Document]
NAMES = ("x", "self", "input", "model", "列", "sum", "conv1", "list", "print", "images", "check")


def random_network(build: Build, seed: int) -> Document:
    """Layers that each read one or two of those before them, all six features wide."""
    draw = random.Random(seed)
    nodes: dict[str, object] = {"data1": ("Input", {"shape": "6"})}
    chains, sources = [], ["data1.x"]
    for number in range(draw.randint(1, 12)):
        name = f"{draw.choice(NAMES[2:])}{number or ''}"
        kind = draw.choice(["Linear", "Linear", "ReLU", "Tanh", "Add", "Concat"])
        nodes[name] = (kind, {"out_features": 6} if kind == "Linear" else {})
        read = draw.choice(sources)
        chains.append(f"{read} > {name}")
        if kind in ("Add", "Concat"):
            other = "other" if kind == "Add" else "input2"
            chains.append(f"{draw.choice(sources)} > {name}.{other}")
        if kind == "Concat":  # back to six features
            nodes[f"narrow{number}"] = ("Linear", {"out_features": 6})
            chains.append(f"{name} > narrow{number}")
            name = f"narrow{number}"
        sources.append(name)
    return build("random", nodes, *chains)


def imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_random_network_computes_the_same_as_code(
    build: Build, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    document = random_network(build, seed)
    compilation = check(document)
    network = network_of(document, compilation)
    names = names_of(network, compilation)
    program = compile(document)
    path = tmp_path_factory.mktemp("code") / "exported.py"
    path.write_text(source_code(document, compilation, "engine"), encoding="utf-8")
    model = getattr(imported(path), class_name(document.name))()
    attributes = {document.nodes[key].name: name for key, name in names.layers.items()}
    model.load_state_dict(
        {
            f"{attributes[key.partition('.')[0]]}.{key.partition('.')[2]}": value
            for key, value in program.parameters().items()
        }
    )
    x = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    expected = program.forward({"data1": x})
    with engine.no_grad():
        results = model(engine.tensor(x))
    results = results if isinstance(results, tuple) else (results,)
    for port, result in zip(network.returned, results, strict=True):
        wanted = expected[document.nodes[port.node].name]
        assert np.allclose(result.numpy(), wanted, atol=1e-5)
