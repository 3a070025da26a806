"""The libraries that a model is written for. Their code differs in imports and in loading alone."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nodegraph_app.catalog.node_type import Target as TargetName
from nodegraph_app.code import AnyExpression, AnyStatement, Import, ImportFrom, call
from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.text import translate


@dataclass(frozen=True)
class Target:
    """A library: how it is imported, and what turns loaded values into its tensors."""

    name: TargetName
    title: str
    package: str
    """What `no_grad`, `cat` and so on are parts of."""
    requirements: tuple[str, ...]
    """Modules that the exported file imports."""
    imports: tuple[AnyStatement, ...]
    training_imports: tuple[AnyStatement, ...]
    loads_tensors: bool
    """Whether its `load_file` gives tensors; else arrays."""

    def tensor(self, loaded: AnyExpression) -> AnyExpression:
        """A loaded value as a tensor."""
        return loaded if self.loads_tensors else call(f"{self.package}.tensor", loaded)


PYTORCH = Target(
    name="pytorch",
    title="PyTorch",
    package="torch",
    requirements=("torch", "safetensors"),
    imports=(
        Import("torch"),
        ImportFrom("safetensors.torch", ("load_file",)),
        ImportFrom("torch", ("Tensor", "nn")),
    ),
    training_imports=(
        Import("torch"),
        ImportFrom("safetensors.torch", ("load_file",)),
        ImportFrom("torch", ("Tensor", "nn", "optim")),
        ImportFrom("torch.utils.data", ("DataLoader", "TensorDataset")),
    ),
    loads_tensors=True,
)

ENGINE = Target(
    name="engine",
    title="the Nodegraph engine",
    package="engine",
    requirements=("engine", "safetensors"),
    imports=(
        Import("engine"),
        ImportFrom("engine", ("Tensor", "nn")),
        ImportFrom("engine.files", ("load_file",)),
    ),
    training_imports=(
        Import("engine"),
        ImportFrom("engine", ("Tensor", "nn", "optim")),
        ImportFrom("engine.data", ("DataLoader", "TensorDataset")),
        ImportFrom("engine.files", ("load_file",)),
    ),
    loads_tensors=False,
)

TARGETS: Mapping[str, Target] = MappingProxyType(
    {target.name: target for target in (PYTORCH, ENGINE)}
)


def target_named(name: str) -> Target:
    """The target of that name. Raises ExportError with those that there are."""
    if name not in TARGETS:
        near = difflib.get_close_matches(name, TARGETS, 1) or [*TARGETS]
        raise ExportError(
            translate("exchange", "There is no export to “{name}”.", name=name),
            expected=", ".join(TARGETS),
            actual=name,
            mend=translate("exchange", "Choose {name}.", name=near[0]),
        )
    return TARGETS[name]
