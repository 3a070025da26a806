"""Writing several files as one: all of them arrive, or none; what is not ours is not overwritten.

A manifest beside the code holds the SHA-256 of every file as it was written. A file that is there
and is not listed, or has been edited since, is somebody's work: only `force` overwrites it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.text import translate

FORMAT = "nodegraph-export"


def check_free(folder: Path, names: Sequence[str], manifest: str) -> None:
    """Raise ExportError when writing `names` would destroy a file that no export wrote."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(
            translate("exchange", "{path} is no folder.", path=folder),
            expected=translate("exchange", "a folder, or a name that is free"),
            actual=translate("exchange", "a file"),
            mend=translate("exchange", "Choose another folder."),
        )
    written = _read_manifest(folder / manifest)
    for path in (folder / name for name in names):
        if os.path.lexists(path) and (not path.is_file() or written.get(path.name) != digest(path)):
            raise _in_the_way(path)
    if os.path.lexists(folder / manifest) and not written:
        raise _in_the_way(folder / manifest)


@contextmanager
def gathered(folder: Path, manifest: str) -> Iterator[Path]:
    """A temporary folder beside `folder`; what is in it at the end moves there with a manifest.

    When the block raises, `folder` stays as it is. Raises ExportError when the system refuses.
    """
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        yield draft
        try:
            _move(draft, folder, manifest)
        except OSError as error:
            raise _refused(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not was_there and not any(folder.iterdir()):
            folder.rmdir()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _move(draft: Path, folder: Path, manifest: str) -> None:
    paths = sorted(path for path in draft.iterdir() if path.is_file())
    digests = {path.name: digest(path) for path in paths}
    text = json.dumps({"format": FORMAT, "version": 1, "sha256": digests}, indent=2)
    (draft / manifest).write_text(text + "\n", encoding="utf-8")
    for path in (draft / manifest, *paths):  # the manifest first: what follows it is known as ours
        path.replace(folder / path.name)


def _read_manifest(path: Path) -> dict[str, str]:
    """The files that an earlier export wrote, with their digests; empty where there was none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return {}
    digests = content.get("sha256")
    return digests if isinstance(digests, dict) else {}


def _in_the_way(path: Path) -> ExportError:
    return ExportError(
        translate("exchange", "{path} is there already.", path=path),
        expected=translate("exchange", "no such file, or one as an export wrote it"),
        actual=translate("exchange", "a file of yours, or one edited since"),
        mend=translate("exchange", "Choose another folder, or overwrite it with force."),
    )


def _refused(folder: Path, error: OSError) -> ExportError:
    return ExportError(
        translate(
            "exchange",
            "{path} cannot be written: {reason}.",
            path=folder,
            reason=error.strerror or str(error),
        ),
        mend=translate("exchange", "Choose another folder, or free some space."),
    )
