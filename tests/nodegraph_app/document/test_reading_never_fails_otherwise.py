"""Any text gives a document or a FileProblem, nothing else; what is read is written alike."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nodegraph_app.document import FileProblem
from nodegraph_app.document.files import dump, parse
from nodegraph_app.document.reading import decoded

TEXT = (Path(__file__).parents[2] / "golden" / "version-1.nodegraph").read_text(encoding="utf-8")

ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.text(st.characters(exclude_categories=()), max_size=4),
        st.sampled_from(["conv1", "digits1", "ReLU", "Values", "Input", "Concat", "x", "input9"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)


def check(text: str) -> None:
    """Read `text`; where it is a project, writing and reading it again gives the same."""
    with contextlib.suppress(FileProblem):
        written = dump(parse(text))
        assert dump(parse(written)) == written


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_project_with_anything_anywhere(data: st.DataObject) -> None:
    record = json.loads(TEXT)
    for _ in range(data.draw(st.integers(1, 3))):
        place = record
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = data.draw(st.sampled_from([*keys, "new"] if isinstance(place, dict) else keys))
            deeper = place[key] if key != "new" else None
            if not isinstance(deeper, dict | list) or not deeper or data.draw(st.booleans()):
                break
            place = deeper
        place[key] = data.draw(ANYTHING)
    check(json.dumps(record))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.binary(max_size=6))
def test_a_file_with_a_damaged_stretch(start: int, length: int, instead: bytes) -> None:
    data = TEXT.encode()
    with contextlib.suppress(FileProblem):
        check(decoded(data[:start] + instead + data[start + length :], "damaged"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_random_bytes(data: bytes) -> None:
    with contextlib.suppress(FileProblem):
        check(decoded(data, "random"))
