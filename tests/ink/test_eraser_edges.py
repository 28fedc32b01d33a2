"""How far the eraser reaches, and which points of a line it leaves."""

import numpy as np
import pytest

from nnstudio.ink.curve import smooth
from nnstudio.ink.eraser import FINENESS, erase

LINE = np.array([[0.1, 0.5], [0.9, 0.5]])
UPRIGHT = LINE[:, ::-1]


def at(x, y):
    return np.array([x, y])


def distance(points, start, end):
    """Return how far each point is from the eraser's path, by measuring to many points on it."""
    way = start + np.linspace(0, 1, 401)[:, None] * (end - start)
    return np.linalg.norm(points[:, None] - way, axis=2).min(axis=1)


@pytest.mark.parametrize("line", [LINE, UPRIGHT])
@pytest.mark.parametrize(("away", "is_cut"), [(0.0, True), (0.099, True), (0.11, False), (0.25, False)])
@pytest.mark.parametrize("side", [1, -1])
def test_a_line_is_cut_up_to_the_erasers_radius_on_either_side(line, side, away, is_cut):
    position = at(0.5, 0.5 + side * away)
    position = position if line is LINE else position[::-1]
    assert len(erase([line], position, position, 0.1)) == (2 if is_cut else 1)


@pytest.mark.parametrize(("beyond", "is_shortened"), [(0.0, True), (0.09, True), (0.11, False), (0.3, False)])
@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("line", [LINE, UPRIGHT])
def test_beyond_a_lines_end_the_eraser_reaches_no_further_than_its_radius(line, end, beyond, is_shortened):
    outward = (line[end] - line[1 - end]) / 0.8
    position = line[end] + beyond * outward
    (left,) = erase([line], position, position, 0.1)
    assert (left is not line) == is_shortened
    if is_shortened:
        assert np.linalg.norm(np.diff(left[[0, -1]], axis=0)) == pytest.approx(0.8 + beyond - 0.1, abs=0.101 * FINENESS)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((0.3, 0.2), (0.7, 0.8)),
        ((0.7, 0.8), (0.3, 0.2)),
        ((0.2, 0.56), (0.6, 0.56)),
        ((0.5, 0.9), (0.5, 0.58)),
        ((0.4, 0.45), (0.4, 0.45)),
        ((-0.5, 0.3), (1.5, 0.7)),
        ((0.3, 0.1), (0.7, 0.35)),
        ((0.95, 0.5), (1.5, 0.5)),
        ((-0.5, 0.5), (0.05, 0.5)),
    ],
)
def test_a_sweep_erases_exactly_what_is_nearer_to_its_path_than_the_radius(start, end):
    start, end = at(*start), at(*end)
    line = np.column_stack([np.linspace(0.1, 0.9, 30), np.full(30, 0.5)])
    left = erase([line], start, end, 0.1)
    for piece in left:
        assert distance(piece, start, end).min() > 0.1 - 1e-3
    fine = np.column_stack([np.linspace(0.1, 0.9, 801), np.full(801, 0.5)])
    away = distance(fine, start, end)
    kept = np.zeros(801, bool)
    for piece in left:
        kept |= (fine[:, 0] >= piece[:, 0].min() - 1e-9) & (fine[:, 0] <= piece[:, 0].max() + 1e-9)
    # An end is exact to a fraction of the radius, measured along the line.
    touched = away <= 0.1
    near = np.convolve(touched, np.ones(2 * int(0.1 * FINENESS / 0.001) + 5), mode="same") > 0
    assert not (kept & touched).any()
    assert kept[~near].all()


def test_a_line_that_is_cut_gets_points_a_fraction_of_the_radius_apart():
    left, right = erase([LINE], at(0.5, 0.5), at(0.5, 0.5), 0.1)
    for piece in (left, right):
        steps = np.linalg.norm(np.diff(piece, axis=0), axis=1)
        assert steps.max() <= 0.1 * FINENESS + 1e-12
        assert steps.max() > 0.05 * FINENESS
    assert left[0].tolist() == LINE[0].tolist()
    assert right[-1].tolist() == LINE[1].tolist()


def test_a_piece_of_one_point_is_dropped_and_one_of_two_is_kept():
    spacing = 0.1 * FINENESS
    for rest, is_kept in ((0.4 * spacing, False), (1.5 * spacing, True)):
        line = np.array([[0.0, 0.0], [0.1 + rest, 0.0]])
        assert bool(erase([line], at(0, 0), at(0, 0), 0.1)) == is_kept
    dot = np.array([[0.3, 0.3]])
    assert erase([dot], at(0.3, 0.45), at(0.3, 0.45), 0.1)[0] is dot


def test_erasing_several_strokes_keeps_their_order_and_does_not_modify_them():
    strokes = [LINE, LINE + at(0.0, 0.3), UPRIGHT]
    before = [stroke.copy() for stroke in strokes]
    left = erase(strokes, at(0.5, 0.2), at(0.5, 0.6), 0.05)
    assert [piece[0].round(2).tolist() for piece in left[:3]] == [[0.1, 0.5], [0.56, 0.5], [0.1, 0.8]]
    assert left[2] is strokes[1]
    for stroke, kept in zip(strokes, before, strict=True):
        np.testing.assert_array_equal(stroke, kept)
    assert erase([], at(0, 0), at(1, 1), 0.1) == []


@pytest.mark.parametrize("turn", range(4))
def test_a_curve_that_swings_out_of_the_box_of_its_points_is_erased_there_too(turn):
    """The middle of the curve bulges beyond all points of the stroke, and the eraser touches only the bulge."""
    cosine, sine = [(1, 0), (0, 1), (-1, 0), (0, -1)][turn]
    points = np.array([[0.3, 0.9], [0.3, 0.5], [0.7, 0.5], [0.7, 0.9]])
    rotate = np.array([[cosine, sine], [-sine, cosine]])
    stroke, bulge = points @ rotate, at(0.5, 0.44) @ rotate
    assert len(erase([stroke], bulge, bulge, 0.03)) == 2


def test_pressure_does_not_bring_a_stroke_nearer_to_the_eraser():
    heavy = np.column_stack([LINE, [50.0, 90.0]])
    assert erase([heavy], at(0.5, 0.9), at(0.5, 0.9), 0.1)[0] is heavy
    left, right = erase([heavy], at(0.5, 0.5), at(0.5, 0.5), 0.1)
    assert (left[0, 2], right[-1, 2]) == (50.0, 90.0)


@pytest.mark.parametrize("step", [(0.25, 0.0), (-0.25, 0.0), (0.0, 0.25), (0.0, -0.25)])
def test_a_dot_exactly_one_radius_away_is_erased(step):
    dot = np.array([[0.5, 0.5]])
    position = dot[0] + step
    assert erase([dot], position, position, 0.25) == []
    assert erase([dot], position, position, 0.2499)[0] is dot


def test_what_remains_of_a_curve_lies_on_it():
    bow = np.array([[0.1, 0.5], [0.5, 0.9], [0.9, 0.5]])
    exact = smooth(bow, 1e-6)
    for piece in erase([bow], at(0.5, 0.9), at(0.5, 0.9), 0.2):
        off = np.linalg.norm(piece[:, None] - exact, axis=2).min(axis=1)
        assert off.max() < 0.2 * FINENESS / 8 + 1e-3
