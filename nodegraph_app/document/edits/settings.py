"""Edits of the project around the network."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from nodegraph_app.document.contents import Contents
from nodegraph_app.document.edits.edit import Edit
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.events import Changes
from nodegraph_app.document.records import Training, as_json, is_same
from nodegraph_app.text import Text, translate


@dataclass(frozen=True)
class SetTraining(Edit):
    """Give a field of the training set-up a value."""

    field: str
    value: JsonValue

    @property
    def title(self) -> Text:
        return translate("document", "Change {parameter}", parameter=self.field)

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        training = contents.frame.training
        if self.field not in Training.model_fields:
            raise DocumentError(
                translate("document", "Training has no setting {name}.", name=self.field),
                expected=", ".join(Training.model_fields),
                actual=self.field,
            )
        before = getattr(training, self.field)
        try:
            values = {**training.model_dump(), self.field: self.value}
            training = Training.model_validate(values, strict=True)
        except ValidationError as error:
            raise DocumentError(
                translate("document", "{parameter} cannot have this value.", parameter=self.field),
                expected=error.errors()[0]["msg"].removeprefix("Input should be "),
                actual=str(self.value),
                where=translate("document", "Training"),
            ) from None
        if not is_same(before, getattr(training, self.field)):
            frame = contents.frame.model_copy(update={"training": training})
            contents.replace_frame(frame, changes)
        return SetTraining(self.field, before)


@dataclass(frozen=True)
class SetProjectName(Edit):
    """Give the project another name."""

    name: str

    @property
    def title(self) -> Text:
        return translate("document", "Rename project")

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        before = contents.frame.name
        try:
            as_json(self.name)
        except ValueError as error:
            raise DocumentError(
                translate("document", "A project cannot have this name."), actual=str(error)
            ) from None
        if self.name != before:
            frame = contents.frame.model_copy(update={"name": self.name})
            contents.replace_frame(frame, changes)
        return SetProjectName(before)
