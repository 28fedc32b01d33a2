"""The result of every step of a drawing, with each switched on and off by itself."""

import numpy as np
import pytest

from nnstudio.ink.drawing import (
    ALL_STEPS,
    NO_STEPS,
    ImageDrawing,
    Preprocessing,
    PreprocessingStep,
    StrokeDrawing,
    empty_steps,
)

BAR = np.array([[0.125, 0.25, 1.0], [0.125, 0.75, 1.0]])
"""An upright line in the left half of the sheet: on the sheet at x = 3 and y = 6.5 to 20.5 of 28."""
SPECK = np.array([[0.5, 0.25, 1.0], [0.53, 0.25, 1.0]])
ON_SHEET, IN_BOX = (3.0, 13.5), (13.5, 13.5)
SWITCHES = [
    Preprocessing(crop, pen, centre) for crop in (True, False) for pen in (True, False) for centre in (True, False)
]


def drawing(*lines, pen=1 / 28):
    return StrokeDrawing(lines, pen)


def image(rows=slice(10, 50), columns=slice(20, 30), side=56):
    ink = np.zeros((side, side), np.uint8)
    ink[rows, columns] = 255
    return ImageDrawing(ink)


def middle_and_size(picture):
    """Return the middle, in pixels of 28, and the width and height of the ink, counting edges by their darkness."""
    scale = len(picture) // 28
    fraction = picture / 255 / scale
    columns, rows = np.flatnonzero(picture.any(axis=0)), np.flatnonzero(picture.any(axis=1))
    middle = [((each[0] + each[-1] + 1) / 2 / scale) - 0.5 for each in (columns, rows)]
    return middle, [fraction.sum(axis=1).max(), fraction.sum(axis=0).max()]


def assert_seen(picture, middle, width, height):
    found, size = middle_and_size(picture)
    assert found == pytest.approx(middle, abs=0.3)
    assert size == pytest.approx([width, height], abs=0.15)


def test_a_new_sheet_has_no_ink_and_the_default_pen():
    blank = StrokeDrawing()
    assert blank.is_empty
    assert not blank.is_legible
    assert blank.pen == 1 / 12
    assert not drawing(BAR).is_empty
    assert drawing(BAR).is_legible


def test_ink_of_a_twentieth_of_the_sheet_is_still_a_dot():
    for side, is_legible in ((0.05, False), (0.0501, True)):
        line = np.array([[0.0, 0.0, 1.0], [0.0, side, 1.0]])
        assert drawing(line).is_legible == is_legible
        assert drawing(line[:1], line[1:]).is_legible == is_legible


def test_the_lines_of_a_drawing_are_its_strokes_without_the_pressure():
    lines = drawing(BAR, SPECK).lines
    assert [line.tolist() for line in lines] == [BAR[:, :2].tolist(), SPECK[:, :2].tolist()]


@pytest.mark.parametrize("each", [image(), image(rows=slice(3, 4), columns=slice(3, 4))])
def test_an_image_is_always_legible(each):
    assert not each.is_empty
    assert each.is_legible


@pytest.mark.parametrize("switches", SWITCHES)
def test_each_switch_changes_the_steps_of_strokes(switches):
    middle = IN_BOX if switches.crop else ON_SHEET
    # Cropped ink, edges included, is 20 pixels long; on the sheet the line is 14 long and the pen 1 wide.
    screen_pen = 20 / 15 if switches.crop else 1.0
    height, screen_height = (20.0, 20.0) if switches.crop else (14 + (2.46 if switches.mnist_pen else 1.0), 15.0)
    # So short a line has less ink than nearly all of MNIST's digits: it gets a broader pen.
    pen = (2.3 if switches.crop else 2.46) if switches.mnist_pen else screen_pen
    steps = drawing(BAR).steps(switches)
    assert_seen(steps[PreprocessingStep.SHEET], ON_SHEET, 1.0, 15.0)
    # Centring is by whole pixels: what is in the middle between two goes on to the next.
    centred = ((14.5, 14.5) if switches.crop else (14.0, 14.5)) if switches.centre else middle
    assert_seen(steps[PreprocessingStep.BOX], middle, screen_pen, screen_height)
    assert_seen(steps[PreprocessingStep.SCALED], middle, pen, height)
    assert_seen(steps[PreprocessingStep.CENTRED], centred, pen, height)
    pixels = steps[PreprocessingStep.PIXELS]
    assert np.abs(steps[PreprocessingStep.CENTRED].reshape(28, 4, 28, 4).mean(axis=(1, 3)) - pixels).mean() < 2
    np.testing.assert_array_equal(pixels, drawing(BAR).render(switches).picture)


@pytest.mark.parametrize("switches", SWITCHES)
def test_each_switch_changes_the_steps_of_an_image(switches):
    # The ink is 10 wide and 40 high, from column 20 and row 10 on, of 56.
    steps = image().steps(switches)
    sheet = (12.0, 14.5), 5.0, 20.0
    crop = switches.crop
    assert_seen(steps[PreprocessingStep.SHEET], *sheet)
    assert_seen(steps[PreprocessingStep.BOX], *(((13.5, 13.5), 6.5, 26.0) if crop else sheet))
    assert_seen(steps[PreprocessingStep.SCALED], *(((13.5, 13.5), 5.0, 20.0) if crop else sheet))
    placed = (13.5, 13.5) if crop else sheet[0]
    centred = ((14.5, 14.5) if crop else (14.0, 14.5)) if switches.centre else placed
    assert_seen(steps[PreprocessingStep.CENTRED], centred, 5.0, 20.0)
    _, size = middle_and_size(steps[PreprocessingStep.PIXELS])
    assert size == pytest.approx([5.0, 20.0], abs=0.15)
    np.testing.assert_array_equal(steps[PreprocessingStep.PIXELS], image().render(switches).picture)


@pytest.mark.parametrize("line", [[[0.0, 0.5], [1.0, 0.5]], [[0.5, 0.0], [0.5, 1.0]]])
def test_the_sheet_goes_from_the_outer_edge_of_the_first_pixel_to_that_of_the_last(line):
    whole = np.column_stack([line, np.ones(2)])
    picture = drawing(whole).render(NO_STEPS).picture
    ink = picture if line[0][0] == 0 else picture.T
    assert ink[13:15].min() > 100
    assert ink[:13].max() == ink[15:].max() == 0
    corner = drawing(BAR, np.array([[1 / 56, 1 / 56, 1.0]])).render(NO_STEPS).picture
    assert corner[0, 0] == 255
    assert corner[0, 1] == corner[1, 0]


def test_the_screens_pen_is_at_most_6_pixels_wide():
    short = np.array([[0.4, 0.5, 1.0], [0.5, 0.5, 1.0]])
    _, (_, thickness) = middle_and_size(StrokeDrawing((short,), 0.2).render(Preprocessing(mnist_pen=False)).picture)
    assert thickness == pytest.approx(6.0, abs=0.1)


def test_with_the_screens_pen_the_pressure_along_a_stroke_is_visible():
    wedge = np.linspace([0.1, 0.5, 1.0], [0.9, 0.5, 4.0], 20)
    sheet = drawing(wedge).steps()[PreprocessingStep.SHEET] / 255 / 4
    thickness = sheet.sum(axis=0)
    assert thickness[24] < 2 < 3 < thickness[90]


@pytest.mark.parametrize("switches", SWITCHES)
def test_a_speck_is_shown_where_it_is_in_every_step_but_not_to_the_network(switches):
    steps = drawing(SPECK).steps(switches)
    for step in (PreprocessingStep.SHEET, PreprocessingStep.BOX, PreprocessingStep.SCALED, PreprocessingStep.CENTRED):
        np.testing.assert_array_equal(steps[step], steps[PreprocessingStep.SHEET])
    assert_seen(steps[PreprocessingStep.SHEET], (0.515 * 28 - 0.5, 6.5), 1.84, 1.0)
    assert not steps[PreprocessingStep.PIXELS].any()


def test_a_tap_is_drawn_on_the_sheet_as_wide_as_the_pen():
    steps = drawing(SPECK[:1], pen=3 / 28).steps()
    assert_seen(steps[PreprocessingStep.SHEET], (13.5, 6.5), 3.0, 3.0)


@pytest.mark.parametrize("switches", [ALL_STEPS, NO_STEPS])
def test_the_steps_of_an_empty_sheet_are_empty_pictures_of_the_right_sizes(switches):
    for steps in (empty_steps(), StrokeDrawing().steps(switches)):
        assert list(steps) == list(PreprocessingStep)
        for step, picture in steps.items():
            assert picture.shape == ((28, 28) if step is PreprocessingStep.PIXELS else (112, 112))
            assert picture.dtype == np.uint8
            assert not picture.any()


def test_a_pen_factor_is_reported_only_where_the_pen_is_adjusted():
    zigzag = np.array([[0.1 + 0.8 * n / 60, 0.2 + 0.6 * (n % 2), 1.0] for n in range(60)])
    narrowed = drawing(zigzag).render().pen_factor
    assert 1.0 / 2.3 <= narrowed < 0.95
    for lines in ((zigzag,), (BAR,)):
        assert drawing(*lines).render(Preprocessing(mnist_pen=False)).pen_factor == 1.0
    speck = np.array([[0.5, 0.5, 1.0], [0.56, 0.5, 1.0]])
    widened = drawing(speck).render(Preprocessing(crop=False)).pen_factor
    assert widened == pytest.approx(4.0 / 2.3)
    assert image().render().pen_factor == drawing(SPECK).render().pen_factor == 1.0


def test_each_of_the_three_steps_counts_when_it_is_off():
    assert [Preprocessing(*on).steps_off for on in ((True,) * 3, (False, True, True), (True, False, True))] == [0, 1, 1]
    assert Preprocessing(centre=False).steps_off == 1
    assert NO_STEPS.steps_off == 3


def test_drawing_the_steps_does_not_modify_the_strokes_or_the_image():
    line, ink = BAR.copy(), image()
    before = ink.ink.copy()
    drawing(line).steps()
    ink.steps()
    np.testing.assert_array_equal(line, BAR)
    np.testing.assert_array_equal(ink.ink, before)
