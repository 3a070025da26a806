"""Why a training could not go on: an error for who calls, an event for who listens."""

from __future__ import annotations

from nodegraph_app.fault import FaultError, fault_of
from nodegraph_app.text import translate
from nodegraph_app.training.events import Failed


class TrainingError(FaultError):
    """Training cannot begin or go on."""


def failure(error: Exception) -> Failed:
    """The event that tells of `error`."""
    fault = fault_of(error)
    if fault is None:
        return Failed(
            translate("training", "Training was stopped by an unexpected error."),
            actual=f"{type(error).__name__}: {error}",
            mend=translate("training", "Please report it; the project is unchanged."),
        )
    return Failed(fault.what, fault.expected, fault.actual, fault.where, fault.mend)
