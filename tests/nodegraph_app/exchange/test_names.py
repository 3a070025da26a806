"""Names that a user typed become safe names of files, classes and variables."""

import keyword
import re
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodegraph_app.exchange.names import attribute, class_name, file_stem, variable


@pytest.mark.parametrize(
    ("name", "stem", "class_"),
    [
        ("digits-cnn", "digits_cnn", "DigitsCNN"),
        ("hand-worked-2-2-2", "hand_worked_2_2_2", "HandWorked222"),
        ("../x", "x", "X"),
        ("", "network", "Network"),
        ("con", "con_network", "ConNetwork"),
        ("LPT1", "lpt1_network", "Lpt1Network"),
        ("手写数字", "network", "Network"),
        ("Réseau 2", "reseau_2", "Reseau2"),
        ("2 layers", "network_2_layers", "Network2Layers"),
        ("torch", "torch_network", "TorchNetwork"),
        ("random", "random_network", "RandomNetwork"),
        ("class", "class_network", "ClassNetwork"),
        ("tensor", "tensor", "TensorNetwork"),
        ("none", "none", "NoneNetwork"),
        ("a\0b\n", "a_b", "AB"),
        ("/etc/passwd", "etc_passwd", "EtcPasswd"),
    ],
)
def test_a_document_name_gives_a_file_and_a_class(name: str, stem: str, class_: str) -> None:
    assert (file_stem(name), class_name(name)) == (stem, class_)


@given(st.text(max_size=200))
def test_any_name_gives_a_file_that_stays_in_its_folder(name: str) -> None:
    stem = file_stem(name)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", stem)
    assert len(stem) < 100
    assert PureWindowsPath(f"{stem}.py").name == f"{stem}.py"
    assert class_name(name).isidentifier()
    assert not keyword.iskeyword(class_name(name))


@given(st.text(max_size=30), st.sets(st.sampled_from(["x", "conv1", "value"])))
def test_any_name_gives_a_variable_that_is_free(name: str, taken: set[str]) -> None:
    given_name = variable(name, taken)
    assert given_name.isidentifier()
    assert not keyword.iskeyword(given_name)
    assert given_name not in taken


def test_a_variable_shadows_no_builtin_and_no_other() -> None:
    assert variable("input", ()) == "input_"
    assert variable("lambda", ()) == "lambda_"
    assert variable("conv1", {"conv1"}) == "conv1_2"
    assert variable("池化", ()) == "池化"


def test_a_layer_keeps_its_name_unless_python_reads_two_alike() -> None:
    assert attribute("input", ()) == "input"
    assert attribute("ﬁrst", {"first"}) == "first_2"
