"""The shipped schema is the code's; migrations run one version at a time."""

from __future__ import annotations

from nodegraph_app.document.migrations import MIGRATIONS, migrate
from nodegraph_app.document.records import VERSION
from nodegraph_app.document.schema import PATH, project_schema, schema_text


def test_the_shipped_schema_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m nodegraph_app.document.schema"
    )


def test_the_schema_describes_a_project() -> None:
    schema = project_schema()
    assert schema["required"] == ["format", "version"]
    assert schema["$defs"]["Node"]["required"] == ["id", "type", "name"]
    assert schema["$defs"]["Wire"]["required"] == ["source", "target"]
    assert schema["additionalProperties"] is True


def test_there_is_a_migration_from_every_old_version() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_migrations_run_in_turn_up_to_the_newest_version() -> None:
    steps = {
        1: lambda record: {**record, "log": [*record["log"], "one"]},
        2: lambda record: {**record, "log": [*record["log"], "two"]},
    }
    record = migrate({"version": 1, "log": []}, steps, newest=3)
    assert record == {"version": 3, "log": ["one", "two"]}
