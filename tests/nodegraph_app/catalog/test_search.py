"""Finding node types: fuzzy, in three spellings, and by what fits a wire."""

from __future__ import annotations

import pytest

from nodegraph_app.catalog import Catalog, Role, default


def names(query: str) -> list[str]:
    return [node_type.name for node_type in default().find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("卷积", "Conv2d"),
        ("juanji", "Conv2d"),
        ("conv", "Conv2d"),
        ("CONV", "Conv2d"),
        ("ｃｏｎｖ", "Conv2d"),
        (" conv2d ", "Conv2d"),
        ("cnov", "Conv2d"),
        ("covn2d", "Conv2d"),
        ("convv", "Conv2d"),
        ("lin", "Linear"),
        ("linaer", "Linear"),
        ("dense", "Linear"),
        ("fc", "Linear"),
        ("fully con", "Linear"),
        ("全连接", "Linear"),
        ("mxp", "MaxPool2d"),
        ("池化", "MaxPool2d"),
        ("chihua", "MaxPool2d"),
        ("pool", "MaxPool2d"),
        ("bn", "BatchNorm2d"),
        ("relu", "ReLU"),
        ("rleu", "ReLU"),
        ("sigmod", "Sigmoid"),
        ("softmax", "Softmax"),
        ("mnist", "Digits"),
        ("手写", "Digits"),
        ("xor", "Values"),
        ("+", "Add"),
        ("cat", "Concat"),
        ("交叉熵", "CrossEntropy"),
        ("l2", "MSE"),
    ],
)
def test_the_first_hit_is_what_one_means(query: str, first: str) -> None:
    assert names(query)[0] == first


def test_the_shown_name_ranks_before_a_synonym() -> None:
    assert names("softmax") == ["Softmax", "CrossEntropy"]


def test_an_empty_query_finds_everything_in_the_palettes_order() -> None:
    in_families = [t.name for family in default().families() for t in family.types]
    assert sorted(names("")) == sorted(in_families)
    assert names("  ") == names("")


def test_a_miss_names_the_nearest() -> None:
    assert not names("transfomer")
    nearest = [node_type.name for node_type in default().nearest("convolve")]
    assert nearest[0] == "Conv2d"
    assert len(nearest) == 3


def test_two_types_of_one_name_are_refused() -> None:
    conv = default().types["Conv2d"]
    with pytest.raises(ValueError, match="Conv2d"):
        Catalog([conv, conv])


# ---- what fits a wire


def fitting(role: Role, shape=None, direction="downstream") -> list[str]:
    return [t.name for t in default().fitting(role, shape, direction)]


def test_after_an_image_comes_a_convolution_and_never_linear() -> None:
    found = fitting(Role.IMAGE, (32, 1, 28, 28))
    assert found[:3] == ["Conv2d", "ReLU", "MaxPool2d"]
    assert "Linear" not in found
    assert "Digits" not in found


def test_an_image_too_small_for_a_window_is_flattened_rather_than_pooled() -> None:
    found = fitting(Role.IMAGE, (32, 64, 2, 2))
    assert found.index("Flatten") < found.index("MaxPool2d")
    assert found.index("Flatten") < found.index("Conv2d")


def test_after_features_comes_linear_and_labels_go_to_a_loss() -> None:
    assert fitting(Role.FEATURES)[:3] == ["Linear", "ReLU", "CrossEntropy"]
    assert fitting(Role.LABELS) == ["CrossEntropy", "MSE"]
    assert not fitting(Role.SCALAR_LOSS)


def test_upstream_are_the_types_that_give_such_a_value() -> None:
    assert fitting(Role.LABELS, None, "upstream") == ["Digits", "Curve", "Spirals", "Values"]
    found = fitting(Role.IMAGE, None, "upstream")
    assert found[0] == "Conv2d"
    assert "Digits" in found[:4]
    assert "Linear" not in found
