"""Files arrive together or not at all, and nobody's work is overwritten."""

from pathlib import Path

import pytest

from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.exchange.folder import check_free, gathered

NAMES, MANIFEST = ("a.py", "a.safetensors"), "a-export.json"


def write(folder: Path, text: str = "1") -> None:
    with gathered(folder, MANIFEST) as draft:
        for name in NAMES:
            (draft / name).write_text(text)


def test_an_export_overwrites_its_own_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    write(folder)
    check_free(folder, NAMES, MANIFEST)
    write(folder, "2")
    assert {path.name: path.read_text() for path in folder.iterdir() if path.name in NAMES} == {
        "a.py": "2",
        "a.safetensors": "2",
    }
    assert sorted(path.name for path in folder.iterdir()) == [MANIFEST, *NAMES]


@pytest.mark.parametrize("name", [*NAMES, MANIFEST])
def test_a_file_that_no_export_wrote_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        check_free(tmp_path, NAMES, MANIFEST)


def test_a_file_edited_since_is_kept(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a.py").write_text("edited")
    with pytest.raises(ExportError, match=r"a\.py is there already"):
        check_free(tmp_path, NAMES, MANIFEST)


def test_a_folder_or_a_dangling_link_in_the_way_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExportError, match="there already"):
        check_free(tmp_path, NAMES, MANIFEST)


def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(ExportError, match="is no folder"):
        check_free(path, NAMES, MANIFEST)
    with pytest.raises(ExportError, match="cannot be written"):
        write(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("folder", [".", "new"])
def test_nothing_is_left_when_writing_fails(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ZeroDivisionError), gathered(tmp_path / folder, MANIFEST) as draft:
        (draft / "a.py").write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
