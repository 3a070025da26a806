"""Project files: what is written can be read, what cannot be read is said, nothing is lost."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from nodegraph_app.document import Document, FileProblem, Node, PortRef, Project, Wire
from nodegraph_app.document.edits import AddNode, ConnectPorts, SetProjectName
from nodegraph_app.document.files import dump, parse, read, weights_path, write
from nodegraph_app.document.reading import LARGEST

GOLDEN = Path(__file__).parents[2] / "golden"


def small_document() -> Document:
    document = Document(Project(name="small 小"))
    document.apply(AddNode(Node(id="d", type="Digits", name="digits1")))
    document.apply(
        AddNode(
            Node(
                id="c",
                type="Conv2d",
                name="conv1",
                parameters={"out_channels": 4, "kernel_size": [3, 5]},
                position=(180.0, 12.5),
            )
        )
    )
    document.apply(ConnectPorts(Wire(PortRef("d", "x"), PortRef("c", "input"))))
    return document


# ---- writing and reading


def test_what_is_written_is_read_back_and_written_alike(tmp_path: Path) -> None:
    path = tmp_path / "small.nodegraph"
    document = small_document()
    write(document, path)
    again = read(path)
    assert again.project == document.project
    assert again.path == path
    assert dump(again) == path.read_text(encoding="utf-8")
    assert weights_path(path) == tmp_path / "small.safetensors"


def test_a_file_has_one_node_and_one_wire_a_line() -> None:
    lines = dump(small_document()).splitlines()
    assert sum('"type": ' in line for line in lines) == 2
    assert sum('"source": ' in line for line in lines) == 1
    assert '"position": [180, 12.5]' in "\n".join(lines)
    assert "小" in lines[3]


def test_unknown_types_and_unknown_keys_survive() -> None:
    record = json.loads(dump(small_document()))
    record["nodes"][0] |= {
        "type": "Hologram",
        "colour": "teal",
        "parameters": {"deep": {"er": [1]}},
    }
    record["wires"][0]["via"] = [[1, 2.5]]
    record["wires"][0]["source"] |= {"port": "beam", "slot": None}
    record["training"]["scheduler"] = {"kind": "cosine"}
    record["frames"] = [{"title": "Block"}]
    kept = json.loads(dump(parse(json.dumps(record))))
    assert kept == record


def test_every_version_kept_in_golden_is_read() -> None:
    files = sorted(GOLDEN.glob("version-*.nodegraph"))
    assert files
    for path in files:
        assert len(read(path).nodes) == 12


def test_the_newest_golden_file_is_written_back_unchanged() -> None:
    path = sorted(GOLDEN.glob("version-*.nodegraph"))[-1]
    assert dump(read(path)) == path.read_text(encoding="utf-8")


def test_a_byte_order_mark_does_not_matter() -> None:
    data = b"\xef\xbb\xbf" + dump(small_document()).encode()
    from nodegraph_app.document.reading import decoded

    assert len(parse(decoded(data, "")).nodes) == 2


# ---- files that cannot be read


def changed(change: Callable[[dict], None]) -> bytes:
    record = json.loads(dump(small_document()))
    change(record)
    return json.dumps(record).encode()


def set_in(*path: str | int, value: object) -> bytes:
    def change(record: dict) -> None:
        for key in path[:-1]:
            record = record[key]
        record[path[-1]] = value

    return changed(change)


BROKEN: dict[str, tuple[bytes, str, str]] = {
    # what the file holds, words of the message, words of the place
    "empty": (b"", "empty", ""),
    "blank": (b" \n\t\n", "empty", ""),
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xfe", "not text", ""),
    "nulls": (b'{"format": "\0"}', "not text", ""),
    "cut off": (dump(small_document()).encode()[:200], "damaged", "line 8"),
    "a list": (b"[1, 2]", "no nodegraph project", ""),
    "another program's": (b'{"format": "svg"}', "no nodegraph project", ""),
    "no version": (b'{"format": "nodegraph"}', "does not say its version", ""),
    "true version": (set_in("version", value=True), "does not say its version", ""),
    "newer": (set_in("version", value=2), "newer version", ""),
    "rather deep": (
        b'{"format": "nodegraph", "version": 1, "nodes": [{"id": "a", "type": "X", "name": "a",'
        b' "parameters": {"p": ' + b"[" * 400 + b"]" * 400 + b"}}]}",
        "nested too deeply",
        "",
    ),
    "deep": (b'{"format": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply", ""),
    "not a number": (b'{"format": "nodegraph", "version": 1, "zoom": NaN}', "NaN", ""),
    "infinite": (b'{"format": "nodegraph", "version": 1, "zoom": 1e999}', "too large", ""),
    "long number": (
        b'{"format": "nodegraph", "version": ' + b"9" * 5000 + b"}",
        "has 5000 digits",
        "",
    ),
    "doubled key": (b'{"format": "nodegraph", "format": "nodegraph"}', "stands twice", ""),
    "half a character": (set_in("name", value="\ud800"), "half a character", ""),
    "wrong kind": (set_in("nodes", 1, "position", value="left"), "belong", "nodes[1] “conv1”"),
    "infinite position": (set_in("nodes", 1, "position", value=[1]), "belong", "position"),
    "nodes are no list": (set_in("nodes", value={"a": 1}), "belong", "nodes"),
    "half a wire": (set_in("wires", 0, value={"source": {"node": "d"}}), "belong", "wires[0]"),
    "two ids": (set_in("nodes", 1, "id", value="d"), "Two nodes have the id d", "conv1"),
    "two names": (set_in("nodes", 1, "name", value="digits1"), "both be called digits1", "digits1"),
    "no identifier": (
        set_in("nodes", 1, "name", value="conv 1"),
        "cannot be a node's name",
        "Node ",
    ),
    "taken name": (set_in("nodes", 1, "name", value="forward"), "cannot be a node's name", "Node "),
    "missing node": (
        set_in("wires", 0, "source", "node", value="z"),
        "There is no node z",
        "Wire z.x → c.input",
    ),
    "missing port": (set_in("wires", 0, "source", "port", value="z"), "no port z", "digits1"),
    "wrong parameter": (
        set_in("nodes", 1, "parameters", "out_channels", value="many"),
        "out_channels cannot be “many”",
        "conv1",
    ),
    "itself": (
        set_in("wires", 0, "source", value={"node": "c", "port": "output"}),
        "itself",
        "conv1",
    ),
    "two wires": (
        changed(lambda record: record["wires"].append(record["wires"][0])),
        "Two wires end at the input input",
        "conv1",
    ),
    "bad training": (set_in("training", "lr", value=-1), "belong", "training, lr"),
    "optimizer": (set_in("training", "optimizer", value="Magic"), "belong", "training, optimizer"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_explained_and_left_alone(kind: str, tmp_path: Path) -> None:
    data, what, where = BROKEN[kind]
    path = tmp_path / "broken.nodegraph"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        read(path)
    problem = caught.value
    assert what in str(problem.what)
    assert where in str(problem.where)
    assert "broken.nodegraph" in str(problem.where)
    assert str(problem.mend)
    assert "\n" not in str(problem)
    assert path.read_bytes() == data


def test_a_circle_of_wires_is_explained() -> None:
    nodes = tuple(Node(id=i, type="ReLU", name=f"relu_{i}") for i in "ab")
    ends = [("a", "b"), ("b", "a")]
    wires = tuple(Wire(PortRef(s, "output"), PortRef(t, "input")) for s, t in ends)
    with pytest.raises(FileProblem, match="circle"):
        parse(Project(nodes=nodes, wires=wires).model_dump_json())


def test_a_folder_a_missing_file_and_a_pipe_are_explained(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="folder"):
        read(tmp_path)
    with pytest.raises(FileProblem, match="no such file"):
        read(tmp_path / "nowhere" / "x.nodegraph")
    with pytest.raises(FileProblem, match="no such file"):
        read("a\0b")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileProblem, match="pipe"):
            read(tmp_path / "pipe")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "secret.nodegraph"
    write(small_document(), path)
    path.chmod(0)
    with pytest.raises(FileProblem, match=r"cannot be read.*permission"):
        read(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.nodegraph"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(FileProblem, match="too large"):
        read(path)


# ---- writing without losing anything


def test_a_file_of_a_newer_version_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new.nodegraph"
    path.write_bytes(set_in("version", value=9))
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="newer version"):
        write(small_document(), path, force=True)
    assert path.read_bytes() == before


def test_a_file_that_another_window_changed_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "shared.nodegraph"
    write(small_document(), path)
    mine, theirs = read(path), read(path)
    theirs.apply(SetProjectName("theirs"))
    write(theirs, path)
    mine.apply(SetProjectName("mine"))
    with pytest.raises(FileProblem, match="Another window"):
        write(mine, path)
    assert read(path).name == "theirs"
    write(mine, path, force=True)
    assert read(path).name == "mine"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.nodegraph"
    document = small_document()
    write(document, path)
    before = path.read_bytes()

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    document.apply(SetProjectName("other"))
    with pytest.raises(FileProblem, match="No space left on device"):
        write(document, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "real.nodegraph", tmp_path / "link.nodegraph"
    write(small_document(), path)
    path.chmod(0o640)
    link.symlink_to(path)
    document = read(link)
    document.apply(SetProjectName("through the link"))
    write(document, link)
    assert link.is_symlink()
    assert read(path).name == "through the link"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_write_protected_file_and_impossible_places_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.nodegraph"
    write(small_document(), path)
    path.chmod(0o444)
    document = read(path)
    for place, words in [
        (path, "write-protected"),
        (tmp_path, "it is a folder"),
        (tmp_path / "no" / "x.nodegraph", "its folder does not exist"),
        ("a\0b", "no file name"),
    ]:
        with pytest.raises(FileProblem, match=words):
            write(document, place)
