"""Every layer of PyTorch's that the engine has, over PyTorch's own sample inputs (ModuleInfo)."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest")

from torch.testing._internal.common_modules import module_db  # noqa: E402

import engine  # noqa: E402
from engine import nn  # noqa: E402
from tests.engine.oracle import comparison, modules, samples  # noqa: E402

NAMES = sorted({info.module_cls.__name__ for info in module_db})
MAPPED = [
    pytest.param(info, training, id=f"{info.module_cls.__name__}-{mode}")
    for info in module_db
    if hasattr(nn, info.module_cls.__name__)
    for training, mode in ((True, "train"), (False, "eval"))
]


def test_every_layer_of_pytorchs_is_here_or_its_absence_is_explained() -> None:
    missing = [n for n in NAMES if not hasattr(nn, n) and n not in modules.NOT_MAPPED]
    assert not missing, f"neither here nor explained: {missing}"
    both = [n for n in NAMES if hasattr(nn, n) and n in modules.NOT_MAPPED]
    assert not both, f"here and still listed as missing: {both}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("info", "training"), MAPPED)
def test_outputs_gradients_and_buffers_are_pytorchs(info: Any, training: bool) -> None:
    name = info.module_cls.__name__
    compared = 0
    for number, sample, made, fed in samples.of_layer(info, training):
        build, call = sample.constructor_input, sample.forward_input
        try:
            compare(info, name, training, build, made, call, fed)
        except Exception as error:
            built = f"{build.args} {build.kwargs}"[:200]
            raise AssertionError(f"sample {number} ({sample.desc}), {built}: {error}") from error
        compared += 1
    assert compared, "no sample could be compared"


def compare(
    info: Any, name: str, training: bool, build: Any, made: Any, call: Any, fed: Any
) -> None:
    """One sample: outputs, gradients of parameters and inputs, buffers after the call."""
    theirs = info.module_cls(*build.args, **build.kwargs).to(torch.float64).train(training)
    ours = getattr(nn, name)(*made[0], **made[1]).to(engine.float64).train(training)
    state = theirs.state_dict()
    assert repr(ours) == modules.text(repr(theirs))
    assert list(ours.state_dict()) == list(state), "other names in the state"
    ours.load_state_dict({key: comparison.array(value) for key, value in state.items()})
    their_output = theirs(*call.args, **call.kwargs)
    our_output = ours(*fed[0], **fed[1])
    if name in modules.RANDOM and training:
        for a, b in zip(
            comparison.tensors_in(our_output), comparison.tensors_in(their_output), strict=True
        ):
            assert tuple(a.shape) == tuple(b.shape)
        return
    comparison.assert_same_results(our_output, their_output)
    comparison.assert_same_gradients(
        torch,
        list(comparison.tensors_in(our_output)),
        list(comparison.tensors_in(their_output)),
        [*[p for p in ours.parameters() if p.requires_grad],
         *[t for t in comparison.tensors_in(fed) if t.requires_grad]],
        [*[p for p in theirs.parameters() if p.requires_grad],
         *[t for t in comparison.tensors_in((call.args, call.kwargs)) if t.requires_grad]],
    )  # fmt: skip
    for (key, a), b in zip(ours.state_dict().items(), theirs.state_dict().values(), strict=True):
        comparison.assert_same(comparison.array(a), comparison.array(b)), key
