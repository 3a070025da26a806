"""Where PyTorch's own samples do not reach: its functions and layers of pictures, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import engine  # noqa: E402
import engine.nn.functional as F  # noqa: E402
from engine import nn  # noqa: E402
from tests.engine.oracle import comparison  # noqa: E402

Array = np.ndarray[Any, Any]
T = torch.nn.functional


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


def assert_pytorchs(ours: Callable[..., Any], theirs: Callable[..., Any], *arrays: Array) -> None:
    """The same results and the same vector-Jacobian products of floating arrays."""
    mine = [engine.tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]
    other = [torch.tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]
    made, expected = ours(*mine), theirs(*other)
    comparison.assert_same_results(made, expected)
    comparison.assert_same_gradients(
        torch,
        list(comparison.tensors_in(made)),
        list(comparison.tensors_in(expected)),
        [t for t in mine if t.requires_grad],
        [t for t in other if t.requires_grad],
    )


# ---- interpolation

PICTURES = [(2, 3, 5, 4), (1, 1, 1, 1), (1, 2, 8, 3)]
HOWS: list[dict[str, Any]] = [
    {"size": (7, 9)},
    {"size": 3},
    {"scale_factor": 1.7},
    {"scale_factor": (0.6, 2.5)},
    {"scale_factor": 1.7, "recompute_scale_factor": True},
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("how", HOWS, ids=str)
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "bilinear", "bicubic", "area"])
def test_interpolation_is_pytorchs(mode: str, how: dict[str, Any]) -> None:
    corners = [None, False, True] if mode.startswith("bi") else [None]
    for shape in PICTURES:
        if mode == "area" and how.get("scale_factor") and shape[2] == 1:
            continue
        for align in corners:
            keywords = {"mode": mode, "align_corners": align, **how}
            if shape[2] == 1 and how.get("scale_factor") == (0.6, 2.5):
                continue  # nothing would be left of it
            assert_pytorchs(
                lambda x, k=keywords: F.interpolate(x, **k),
                lambda x, k=keywords: T.interpolate(x, **k),
                numbers(*shape),
            )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize(
    "how", [{"size": (2, 3)}, {"size": (9, 2)}, {"scale_factor": 0.4}], ids=str
)
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_shrinking_without_aliasing_is_pytorchs(
    mode: str, how: dict[str, Any], align: bool
) -> None:
    keywords = {"mode": mode, "antialias": True, "align_corners": align, **how}
    assert_pytorchs(
        lambda x: F.interpolate(x, **keywords),
        lambda x: T.interpolate(x, **keywords),
        numbers(2, 2, 8, 7),
    )


@pytest.mark.parametrize("shape", [(2, 3, 7), (1, 2, 3, 4, 5)])
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "linear", "area"])
def test_lines_and_solids_in_another_size_are_pytorchs(shape: tuple[int, ...], mode: str) -> None:
    name = "trilinear" if mode == "linear" and len(shape) == 5 else mode
    for size in (2, 6, 9):
        assert_pytorchs(
            lambda x, s=size: F.interpolate(x, s, mode=name),
            lambda x, s=size: T.interpolate(x, s, mode=name),
            numbers(*shape),
        )
    for factor in (2, 0.8, 1.3):
        x = numbers(*shape)
        mine = F.interpolate(engine.tensor(x), scale_factor=factor, mode=name)
        comparison.assert_same_results(
            mine, T.interpolate(torch.tensor(x), scale_factor=factor, mode=name)
        )


@pytest.mark.parametrize("n", range(1, 40))
def test_the_nearest_place_is_pytorchs_for_every_size(n: int) -> None:
    x = np.arange(n, dtype="float64").reshape(1, 1, 1, n)
    for mode in ("nearest", "nearest-exact"):
        for m in range(1, 40):
            mine = F.interpolate(engine.tensor(x), (1, m), mode=mode).numpy()
            theirs = T.interpolate(torch.tensor(x), (1, m), mode=mode)
            np.testing.assert_array_equal(mine, theirs)


# ---- grids


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 2, 1, 3), (2, 1, 3, 2, 4)])
def test_affine_grids_are_pytorchs(shape: tuple[int, ...], align: bool) -> None:
    rank = len(shape) - 2
    assert_pytorchs(
        lambda theta: F.affine_grid(theta, shape, align_corners=align),
        lambda theta: T.affine_grid(theta, list(shape), align_corners=align),
        numbers(shape[0], rank, rank + 1),
    )


@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("border", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
def test_reading_far_outside_is_pytorchs(mode: str, border: str, align: bool) -> None:
    for shape, places in (((2, 3, 4, 5), (2, 6, 7, 2)), ((1, 1, 2, 3, 4), (1, 3, 4, 5, 3))):
        if mode == "bicubic" and len(shape) == 5:
            continue
        assert_pytorchs(
            lambda x, g: F.grid_sample(x, g, mode, border, align),
            lambda x, g: T.grid_sample(x, g, mode, border, align),
            numbers(*shape),
            numbers(*places) * 2,
        )


def test_a_grid_is_read_while_the_batch_is_unknown() -> None:
    x, g = (engine.empty((engine.N, *s), device="meta") for s in ((2, 4, 4), (3, 5, 2)))
    assert F.grid_sample(x, g, align_corners=False).shape == (engine.N, 2, 3, 5)
    theta = engine.empty((engine.N, 2, 3), device="meta")
    assert F.affine_grid(theta, (engine.N, 1, 3, 5)).shape == (engine.N, 3, 5, 2)


# ---- columns, unpooling, fractional pooling, transposed sizes


@pytest.mark.parametrize(
    "how",
    [{}, {"stride": 2}, {"padding": 1, "dilation": 2}, {"stride": (2, 1), "padding": (0, 2)}],
    ids=str,
)
def test_folding_is_pytorchs(how: dict[str, Any]) -> None:
    windows = T.unfold(torch.zeros(1, 2, 5, 6), (2, 3), **how).shape[2]
    for shape in ((2, 12, windows), (12, windows)):
        assert_pytorchs(
            lambda x: F.fold(x, (5, 6), (2, 3), **how),
            lambda x: T.fold(x, (5, 6), (2, 3), **how),
            numbers(*shape),
        )


@pytest.mark.parametrize("rank", [2, 3])
@pytest.mark.parametrize("asked", ["size", "ratio"])
def test_fractional_pooling_of_given_samples_is_pytorchs(rank: int, asked: str) -> None:
    u = np.random.default_rng(5).uniform(size=(2, 3, rank))
    ours = getattr(F, f"fractional_max_pool{rank}d")
    theirs = getattr(T, f"fractional_max_pool{rank}d")
    for indices in (False, True):
        how: dict[str, Any] = {"return_indices": indices}
        how["output_" + asked] = 3 if asked == "size" else (0.55, 0.7, 0.6)[:rank]
        assert_pytorchs(
            lambda x, h=how: ours(x, 2, **h, _random_samples=engine.tensor(u)),
            lambda x, h=how: theirs(x, 2, **h, _random_samples=torch.tensor(u)),
            numbers(2, 3, *(9, 7, 6)[:rank]),
        )


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_unpooling_undoes_pooling_as_pytorch_does(rank: int) -> None:
    x = numbers(2, 2, *(8, 4, 6)[:rank])
    for given in (False, True):

        def undone(library: Any, t: Any, given: bool = given) -> Any:
            pooled, at = getattr(library, f"max_pool{rank}d")(t, 2, 2, return_indices=True)
            size = list(t.shape[2:]) if given else None
            return getattr(library, f"max_unpool{rank}d")(pooled, at, 2, 2, output_size=size)

        assert_pytorchs(lambda t: undone(F, t), lambda t: undone(T, t), x)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_transposed_convolution_makes_the_size_that_is_asked_for(rank: int) -> None:
    mine = getattr(nn, f"ConvTranspose{rank}d")(2, 3, 3, stride=2, padding=1, dtype=engine.float64)
    other = getattr(torch.nn, f"ConvTranspose{rank}d")(2, 3, 3, stride=2, padding=1).double()
    mine.load_state_dict({k: v.numpy() for k, v in other.state_dict().items()})
    x = numbers(1, 2, *(3, 4, 2)[:rank])
    size = tuple(2 * n for n in x.shape[2:])
    ours = mine(engine.tensor(x), output_size=size)
    theirs = other(torch.tensor(x), output_size=list(size))
    comparison.assert_same_results(ours, theirs)
    assert ours.shape[2:] == size


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_output_padding_may_reach_the_dilation(rank: int) -> None:
    name = f"conv_transpose{rank}d"
    how = {"dilation": 4, "output_padding": 3, "padding": 1, "groups": 2}
    assert_pytorchs(
        lambda x, w, b: getattr(F, name)(x, w, b, **how),
        lambda x, w, b: getattr(T, name)(x, w, b, **how),
        numbers(2, 4, *(3, 2, 2)[:rank]), numbers(4, 1, *(2,) * rank), numbers(2),
    )  # fmt: skip


@pytest.mark.parametrize("shape", [(2, 4, 6), (2, 3, 6, 5), (1, 2, 4, 5, 6)])
def test_windows_that_overlap_the_border_are_pooled_as_pytorch_does(shape: tuple[int, ...]) -> None:
    rank = len(shape) - 2
    for k, s, p, ceil in ((3, 2, 1, True), (2, 3, 1, True), (3, 1, 1, False)):
        for name, more in (
            ("max", {"return_indices": True}),
            ("avg", {"count_include_pad": False}),
        ):
            how = {"kernel_size": k, "stride": s, "padding": p, "ceil_mode": ceil, **more}
            assert_pytorchs(
                lambda x, n=name, h=how: getattr(F, f"{n}_pool{rank}d")(x, **h),
                lambda x, n=name, h=how: getattr(T, f"{n}_pool{rank}d")(x, **h),
                numbers(*shape),
            )


# ---- layers that PyTorch's list of samples lacks

LAYERS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], tuple[int, ...]]] = {
    "upsample": ("Upsample", (), {"scale_factor": 2, "mode": "bilinear"}, (2, 3, 3, 4)),
    "nearest": ("UpsamplingNearest2d", (), {"size": (5, 6)}, (2, 3, 3, 4)),
    "bilinear": ("UpsamplingBilinear2d", (), {"scale_factor": 2}, (2, 3, 3, 4)),
    "pixel shuffle": ("PixelShuffle", (2,), {}, (2, 8, 3, 4)),
    "pixel unshuffle": ("PixelUnshuffle", (2,), {}, (2, 3, 4, 6)),
    "channel shuffle": ("ChannelShuffle", (3,), {}, (2, 6, 3, 4)),
    "fold": ("Fold", ((4, 5), 2), {"stride": 1}, (2, 8, 12)),
    "unfold": ("Unfold", (2,), {"padding": 1}, (2, 3, 4, 5)),
    "flatten": ("Flatten", (), {}, (2, 3, 4)),
    "unflatten": ("Unflatten", (1, (2, 3)), {}, (2, 6, 4)),
    "max pool": ("MaxPool2d", (3, 2, 1), {"return_indices": True}, (2, 3, 6, 6)),
    "padding": ("ConstantPad2d", ((1, -1, 2, 0), 0.5), {}, (2, 3, 4, 5)),
    "adaptive": ("AdaptiveAvgPool2d", ((None, 2),), {}, (2, 3, 4, 5)),
    "unpadded": ("ConvTranspose2d", (2, 4, 3), {"stride": 2, "output_padding": 1}, (1, 2, 3, 3)),
    "grouped": ("Conv1d", (4, 6, 3), {"groups": 2, "bias": False, "padding": "same"}, (1, 4, 5)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_and_its_words_are_pytorchs(name: str) -> None:
    kind, arguments, keywords, shape = LAYERS[name]
    mine = getattr(nn, kind)(*arguments, **keywords).to(engine.float64)
    other = getattr(torch.nn, kind)(*arguments, **keywords).double()
    mine.load_state_dict({k: v.numpy() for k, v in other.state_dict().items()})
    assert repr(mine) == repr(other)
    assert_pytorchs(mine, other, numbers(*shape))
