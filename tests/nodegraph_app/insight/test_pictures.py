"""Mosaics, thumbnails, histograms and statistics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodegraph_app.insight.histogram import histogram
from nodegraph_app.insight.mosaic import mosaic
from nodegraph_app.insight.statistics import statistics
from nodegraph_app.insight.thumbnail import fit_tile, thumbnail


@given(
    st.integers(1, 9), st.integers(1, 5), st.integers(1, 5), st.integers(1, 9), st.integers(0, 3)
)
def test_every_cell_of_a_mosaic_knows_its_tile_and_place(
    count: int, height: int, width: int, columns: int, gap: int
) -> None:
    maps = np.random.default_rng(0).normal(size=(count, height, width))
    picture = mosaic(maps, columns, gap)
    assert picture.array.shape == picture.layout.shape
    seen = 0
    for row, column in np.ndindex(picture.array.shape):
        cell = picture.layout.cell_at(row, column)
        if cell is None:
            assert np.isnan(picture.array[row, column])
        else:
            seen += 1
            assert picture.array[row, column] == maps[cell]
    assert seen == maps.size
    assert picture.limit == np.abs(maps).max()


def test_a_mosaic_wants_maps() -> None:
    with pytest.raises(ValueError, match="expected maps"):
        mosaic(np.zeros(3))


def test_a_tile_is_magnified_by_whole_numbers_and_centred() -> None:
    tile = fit_tile(np.arange(64.0).reshape(8, 8))
    assert tile.shape == (28, 28)
    assert np.isnan(tile[0, 0])
    assert tile[2, 2] == 0.0 and tile[4, 4] == 0.0 and tile[5, 5] == 9.0


def test_a_map_that_is_too_large_is_averaged_in_blocks() -> None:
    assert fit_tile(np.ones((56, 30))).shape == (28, 28)
    assert np.nanmax(fit_tile(np.ones((57, 30)))) == pytest.approx(1.0)


def test_a_thumbnail_has_the_form_of_its_value() -> None:
    images = thumbnail(np.ones((2, 32, 14, 14), dtype=np.float32), "image")
    assert (images.form, images.array.shape, len(images.shown)) == ("tiles", (60, 124), 8)
    assert thumbnail(np.ones((2, 10)), "features").form == "bars"
    assert thumbnail(np.ones((2, 1568)), "features").form == "cells"
    assert thumbnail(np.array([3, 7]), "labels", sample=1).array.tolist() == [7.0]
    assert thumbnail(np.array(1.5), "scalar_loss").form == "number"


def test_a_histogram_with_negatives_has_zero_in_its_middle() -> None:
    spread = histogram(np.array([-1.0, 0.5, 0.25, np.nan]), bins=10)
    assert spread.edges[5] == 0.0
    assert (spread.total, spread.not_finite) == (3, 1)
    assert histogram(np.array([1.0, 2.0])).edges[0] == 0.0


def test_statistics_count_zeros_and_what_is_not_finite() -> None:
    figures = statistics(np.array([[0.0, 3.0], [4.0, np.nan], [np.inf, 0.0]]))
    assert (figures.minimum, figures.maximum) == (0.0, 4.0)
    assert (figures.nan_count, figures.infinite_count) == (1, 1)
    assert figures.zero_share == pytest.approx(1 / 3)
    assert np.isnan(figures.norm)
    assert statistics(np.array([3.0, 4.0])).norm == 5.0
