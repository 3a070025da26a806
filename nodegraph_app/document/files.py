"""Project files: read and written so that a file is never lost and never half written."""

from __future__ import annotations

import json
import os
import secrets
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from nodegraph_app.document.document import Document
from nodegraph_app.document.errors import FileProblem
from nodegraph_app.document.reading import LARGEST, bytes_of, decoded, newer, parse
from nodegraph_app.document.records import FORMAT, VERSION
from nodegraph_app.text import Text, translate

__all__ = ["FileProblem", "dump", "parse", "read", "weights_path", "write"]


def read(path: str | os.PathLike[str]) -> Document:
    """The document in a file. Raises FileProblem; the file is never touched."""
    path = Path(path)
    data = bytes_of(path)
    document = parse(decoded(data, str(path)), str(path))
    document.path = path
    document.saved_digest = sha256(data).hexdigest()
    return document


def dump(document: Document) -> str:
    """The text of a project file: one node a line, one wire a line, always in the same order."""
    record = document.project.model_dump()
    lines = [f"  {_compact(key)}: {_written(value)}" for key, value in record.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(document: Document, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write a document: a new file beside the old one, flushed, then renamed over it.

    A link's target is written, and the file's permissions stay. Raises FileProblem, with the old
    file untouched, when that cannot be, when the file is of a newer version, and, unless `force`,
    when another program or window has changed it since this document was read or written.
    """
    path = Path(path)
    data = dump(document).encode()
    try:
        target = Path(os.path.realpath(path))
        _check_target(target, path)
        if not force:
            _check_unchanged(document, path, target)
        _replace(target, data)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from None
    except ValueError:  # a null character in the path
        raise _unwritable(path, translate("document", "it is no file name")) from None
    document.path = path
    document.saved_digest = sha256(data).hexdigest()


def weights_path(path: str | os.PathLike[str]) -> Path:
    """Where a project's weights lie: beside it, as <stem>.safetensors."""
    return Path(path).with_suffix(".safetensors")


def _written(value: object) -> str:
    """A value of the outermost object: the items of a list stand on a line each."""
    if not value or not isinstance(value, list | tuple):
        return _compact(value)
    return "[\n" + ",\n".join(f"    {_compact(item)}" for item in value) + "\n  ]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _check_target(target: Path, path: Path) -> None:
    """Whether a file may stand there, and the one that does may be replaced."""
    if target.is_dir():
        raise _unwritable(path, translate("document", "it is a folder"))
    if not target.parent.is_dir():
        raise _unwritable(path, translate("document", "its folder does not exist"))
    if not target.exists():
        return
    if not target.is_file():
        raise _unwritable(path, translate("document", "it is a device or a pipe"))
    if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise _unwritable(path, translate("document", "it is write-protected"))
    version = _version_of(target)
    if version > VERSION:
        raise newer(version, str(path))


def _version_of(target: Path) -> int:
    """The version of a project file; 0 for any other file."""
    try:
        record = json.loads(decoded(bytes_of(target), ""))
    except (FileProblem, ValueError, RecursionError):
        return 0
    is_ours = isinstance(record, dict) and record.get("format") == FORMAT
    version = record.get("version") if is_ours else 0
    return version if isinstance(version, int) else 0


def _check_unchanged(document: Document, path: Path, target: Path) -> None:
    """Two windows never overwrite each other silently."""
    is_own = document.path is not None and os.path.realpath(document.path) == str(target)
    if not is_own or document.saved_digest is None or not target.exists():
        return
    if target.stat().st_size > LARGEST or (
        sha256(bytes_of(target)).hexdigest() != document.saved_digest
    ):
        raise FileProblem(
            translate("document", "Another window or program has changed the file meanwhile."),
            where=str(path),
            mend=translate("document", "Save under another name, or open the file again."),
        )


def _replace(target: Path, data: bytes) -> None:
    """Put `data` in the place of `target`, or leave everything as it was and raise OSError."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            _keep_permissions(target, temporary)
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    if os.name == "posix":  # the rename itself must reach the disk too
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _keep_permissions(target: Path, temporary: Path) -> None:
    if not target.exists():
        return
    before = target.stat()
    if os.name == "posix":
        with suppress(PermissionError):  # else the file was another user's, and is ours now
            os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(stat.S_IMODE(before.st_mode))


def _unwritable(path: Path, reason: Text | str) -> FileProblem:
    return FileProblem(
        translate("document", "The file cannot be written: {reason}.", reason=reason),
        where=str(path),
        mend=translate("document", "Save under another name or in another folder."),
    )
