"""Old files become new ones, a version at a time.

A migration takes the plain JSON record of one version and returns that of the next. It is never
changed once a release had it; one file of every version stays in tests/golden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nodegraph_app.document.records import VERSION

PlainRecord = dict[str, Any]

MIGRATIONS: Mapping[int, Callable[[PlainRecord], PlainRecord]] = {}
"""By the version that they start from. Version 1 is the first, so there is none yet."""


def migrate(
    record: PlainRecord,
    migrations: Mapping[int, Callable[[PlainRecord], PlainRecord]] = MIGRATIONS,
    newest: int = VERSION,
) -> PlainRecord:
    """The record as the newest version has it."""
    for version in range(record["version"], newest):
        record = {**migrations[version](record), "version": version + 1}
    return record
