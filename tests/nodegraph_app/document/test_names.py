"""Names that would break exported code are refused."""

from __future__ import annotations

import pytest

from engine import nn
from nodegraph_app.document import DocumentError
from nodegraph_app.document.checks import check_name


def public_names(module_class: type) -> list[str]:
    return [name for name in dir(module_class()) if not name.startswith("_")]


@pytest.mark.parametrize("name", public_names(nn.Module))
def test_no_layer_is_called_as_a_part_of_the_engines_module(name: str) -> None:
    with pytest.raises(DocumentError, match="cannot be a node's name"):
        check_name(name)


def test_no_layer_is_called_as_a_part_of_pytorchs_module() -> None:
    torch = pytest.importorskip("torch")
    for name in public_names(torch.nn.Module):
        with pytest.raises(DocumentError):
            check_name(name)


@pytest.mark.parametrize(
    "name", ["", "1st", "a-b", "a b", "if", "None", "_hidden", "a.b", "self", "ｃｏｎｖ"]
)
def test_what_is_no_usable_identifier_is_refused(name: str) -> None:
    with pytest.raises(DocumentError):
        check_name(name)


@pytest.mark.parametrize("name", ["conv1", "skip", "编码器", "conv_1", "Encoder"])
def test_usable_names_are_taken(name: str) -> None:
    check_name(name)
