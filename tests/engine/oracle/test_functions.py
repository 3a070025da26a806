"""Every operation of PyTorch's that the engine has, over PyTorch's own sample inputs (OpInfo)."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest")

from torch.testing._internal.common_methods_invocations import op_db  # noqa: E402

import engine  # noqa: E402
import engine.nn.functional as F  # noqa: E402
from tests.engine.oracle import comparison, functions, grids, samples  # noqa: E402

NAMES = sorted({op.name for op in op_db})
MAPPED = [
    pytest.param(op, id=op.formatted_name)
    for op in op_db
    if functions.mapped(op.name) is not None
    and op.formatted_name not in functions.VARIANTS_NOT_MAPPED
]


def test_every_operation_of_pytorchs_is_here_or_its_absence_is_explained() -> None:
    missing = [n for n in NAMES if functions.mapped(n) is None and n not in functions.NOT_MAPPED]
    assert not missing, f"neither mapped nor explained: {missing}"
    both = [n for n in NAMES if functions.mapped(n) is not None and n in functions.NOT_MAPPED]
    assert not both, f"mapped and still listed as missing: {both}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("op", MAPPED)
def test_results_and_gradients_are_pytorchs(op: Any) -> None:
    if not any(dtype in op.dtypes for dtype in (torch.float64, torch.int64, torch.bool)):
        pytest.skip("takes only dtypes that the engine does not have")
    compared = 0
    for number, sample, ours in samples.of_operation(op):
        try:
            compare(op, sample, ours)
        except Exception as error:
            raise AssertionError(f"sample {number}: {described(sample)}: {error}") from error
        compared += 1
    assert compared, "no sample could be compared"


def compare(op: Any, sample: Any, ours: Any) -> None:
    """One sample: results, and vector-Jacobian products with respect to every leaf."""
    theirs = op.op(sample.input, *sample.args, **sample.kwargs)
    function = functions.mapped(op.name)
    assert function is not None
    made = function(ours[0], *ours[1], **ours[2])
    if op.name in functions.RANDOM | functions.UNINITIALISED:
        for a, b in zip(comparison.tensors_in(made), comparison.tensors_in(theirs), strict=True):
            assert (tuple(a.shape), a.dtype) == (tuple(b.shape), samples.DTYPES[b.dtype])
        return
    comparison.assert_same_results(made, theirs)
    their_leaves = [
        t
        for t in comparison.tensors_in((sample.input, sample.args, sample.kwargs))
        if t.requires_grad
    ]
    our_leaves = [t for t in comparison.tensors_in(ours) if t.requires_grad]
    if their_leaves:
        comparison.assert_same_gradients(
            torch,
            list(comparison.tensors_in(made)),
            list(comparison.tensors_in(theirs)),
            our_leaves,
            their_leaves,
        )


def described(sample: Any) -> str:
    """The sample's arguments, tensors by shape."""

    def text(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return f"<{tuple(value.shape)} {str(value.dtype)[6:]}>"
        if isinstance(value, list | tuple):
            return [text(item) for item in value]
        return value

    keywords = {name: text(value) for name, value in sample.kwargs.items()}
    return f"{text(sample.input)}, {text(sample.args)}, {keywords}"[:300]


# PyTorch says that "same" padding may copy, and that older arguments are older.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in grids.CASES])
def test_settings_in_all_combinations_give_pytorchs_results_and_gradients(case: Any) -> None:
    theirs, ours = case.operands(torch), case.operands(engine)
    expected = getattr(torch.nn.functional, case.function)(*theirs, **case.keywords)
    made = getattr(F, case.function)(*ours, **case.keywords)
    comparison.assert_same_results(made, expected)
    comparison.assert_same_gradients(
        torch,
        list(comparison.tensors_in(made)),
        list(comparison.tensors_in(expected)),
        [t for t in ours if t is not None and t.requires_grad],
        [t for t in theirs if t is not None and t.requires_grad],
    )
    if case.function == "batch_norm":  # the running statistics after the call
        comparison.assert_same_results(ours[1:3], theirs[1:3])


def test_no_two_settings_have_one_name() -> None:
    assert len({case.id for case in grids.CASES}) == len(grids.CASES)
