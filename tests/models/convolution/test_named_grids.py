"""Grids by name: rules that go on at any size, random numbers that a seed decides, bad names."""

import numpy as np
import pytest
from scipy import stats

from models import limits
from models.convolution.grids import named_grid
from models.convolution.grids.named import DRAWN, NAMES
from models.convolution.grids.rules import RULES
from models.errors import InvalidInput, MagnitudeTooLarge, OutOfRange, RangeReversed, UnknownGrid


@pytest.mark.parametrize("name", NAMES)
def test_each_name_gives_a_finite_grid_within_the_limits(name: str) -> None:
    grid = named_grid(name)
    assert grid.ndim == 2
    assert max(grid.shape) <= limits.GRID_SIDE
    assert np.isfinite(grid).all()
    assert len(np.unique(grid)) > 1


@pytest.mark.parametrize("name", [*RULES, "random"])
def test_a_larger_grid_of_a_rule_holds_the_smaller_one(name: str) -> None:
    large, small = named_grid(f"{name},90x70"), named_grid(f"{name},33x41")
    assert large.shape == (90, 70)
    np.testing.assert_array_equal(large[:33, :41], small)
    own = named_grid(name)
    np.testing.assert_array_equal(named_grid(f"{name},{own.shape[0]}x{own.shape[1]}"), own)


def test_rules_are_what_their_names_say() -> None:
    _rows, columns = np.indices((8, 8))
    np.testing.assert_array_equal(named_grid("checkerboard"), np.indices((8, 8)).sum(0) % 2)
    np.testing.assert_array_equal(named_grid("gradient,8x8"), columns)
    np.testing.assert_array_equal(np.diff(named_grid("steps")[0]), [0, 0, 1] * 3 + [0, 0])
    assert named_grid("impulse").sum() == named_grid("impulse")[3, 3] == 1
    circles = named_grid("circles")
    np.testing.assert_array_equal(circles, np.rot90(circles))


def test_the_texture_has_shading_and_edges_as_pictures_have() -> None:
    picture = named_grid("texture,256x256")
    assert picture.min() >= 0
    assert picture.max() <= 255
    assert picture.max() - picture.min() > 120
    steps = np.abs(np.diff(picture, axis=1))
    assert np.median(steps) < 6
    assert np.quantile(steps, 0.99) > 40


def test_random_numbers_are_even_and_independent() -> None:
    drawn = named_grid("random,200x200,-3..6,11")
    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == list(range(-3, 7))
    assert stats.chisquare(counts).pvalue > 1e-4
    for one, other in ((drawn[:, 1:], drawn[:, :-1]), (drawn[1:], drawn[:-1])):
        assert abs(stats.pearsonr(one.ravel(), other.ravel()).statistic) < 0.02
    another = named_grid("random,200x200,-3..6,12")
    assert abs(stats.pearsonr(drawn.ravel(), another.ravel()).statistic) < 0.02


@pytest.mark.parametrize(("step", "decimals"), [("0.1", 1), ("0.01", 2)])
def test_random_decimals_are_on_their_grid_and_in_their_range(step: str, decimals: int) -> None:
    drawn = named_grid(f"random,60x60,-0.5..0.5,3,{step}")
    np.testing.assert_array_equal(drawn, np.round(drawn, decimals))
    assert drawn.min() == -0.5
    assert drawn.max() == 0.5
    assert len(np.unique(drawn)) == 10**decimals + 1


def test_a_range_of_one_number() -> None:
    assert (named_grid("random,2x3,4..4,0") == 4).all()


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("chessboard", UnknownGrid),
        ("", UnknownGrid),
        ("checkerboard,0x5", OutOfRange),
        ("checkerboard,5x1025", OutOfRange),
        ("checkerboard,5000x5000", OutOfRange),
        ("random,8x8,9..0,1", RangeReversed),
        ("random,8x8,0..1000001,1", MagnitudeTooLarge),
        ("random,8x8,0..9,4294967296", OutOfRange),
        ("random,8x8,0..9,-1", OutOfRange),
        ("random,8x8,0..9,one", OutOfRange),
    ],
)
def test_what_is_wrong_with_a_name(written: str, error: type[InvalidInput]) -> None:
    with pytest.raises(error) as raised:
        named_grid(written)
    assert raised.value.field == "input"


@pytest.mark.parametrize(
    "written",
    [
        "checkerboard,",
        "checkerboard,8",
        "checkerboard,axb",
        "checkerboard,8x8,8",
        "checkerboard,-8x8",
        "letter,9x9",
        "random,8x8,0-9,1",
        "random,8x8,nan..inf,1",
        "random,8x8,0..9,1,2",
        "random,8x8,0..9,1,1,1",
    ],
)
def test_a_name_of_the_wrong_form(written: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        named_grid(written)
    assert raised.value.code == "wrong-form"


def test_drawn_grids_cannot_be_changed_by_who_gets_them() -> None:
    assert not any(named_grid(name).flags.writeable for name in DRAWN)
