"""The JSON Schema of project files: `python -m nodegraph_app.document.schema` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nodegraph_app.document.records import Project

PATH = Path(__file__).parents[2] / "resources" / "project.schema.json"


def project_schema() -> dict[str, Any]:
    """What a `.nodegraph` file may hold (JSON Schema, draft 2020-12)."""
    schema = Project.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "required": ["format", "version"],
    }


def schema_text() -> str:
    """The schema as the shipped file has it."""
    return json.dumps(project_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema_text(), encoding="utf-8")
