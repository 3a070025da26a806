"""Weights beside a project: ``digits.nodegraph`` keeps its parameters in ``digits.safetensors``."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.files import load_file
from nodegraph_app import weights as weights_files
from nodegraph_app.document.files import weights_path


def read_beside(project: Path) -> dict[str, np.ndarray] | None:
    """The weights of that project file; None where it has none."""
    path = weights_path(project)
    return dict(load_file(path)) if path.is_file() else None


def write_beside(project: Path, weights: Mapping[str, np.ndarray]) -> None:
    """Write the weights of that project file, atomically and marked as ours."""
    weights_files.save(weights, weights_path(project))


def fitting(
    weights: Mapping[str, np.ndarray], wanted: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """``wanted``, with the weight of the same name and shape wherever there is one."""
    return {
        name: weights[name] if name in weights and weights[name].shape == value.shape else value
        for name, value in wanted.items()
    }
