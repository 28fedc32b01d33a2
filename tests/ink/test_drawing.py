import numpy as np
import pytest

from nnstudio.data.idx import read_idx
from nnstudio.ink.centring import centre_of_mass
from nnstudio.ink.drawing import (
    ALL_STEPS,
    NO_STEPS,
    ImageDrawing,
    Preprocessing,
    PreprocessingStep,
    StrokeDrawing,
)
from nnstudio.ink.image import ink_of
from nnstudio.ink.recipe import draw

SEVEN = ([[0.1, 0.1], [0.4, 0.12], [0.2, 0.5]], [[0.15, 0.3], [0.35, 0.29]])


def strokes(*lines, width=1.0):
    return StrokeDrawing(tuple(np.array([[*point, width] for point in line]) for line in lines))


def image_of(drawing):
    """Return the drawing as an image of 112 × 112 pixels, as a scanner would see it."""
    return ImageDrawing(drawing.steps(NO_STEPS)[PreprocessingStep.SHEET])


def mass_centre(picture):
    return centre_of_mass(picture[None].astype(np.float32))[0]


def inked_box(picture, threshold=0):
    rows, columns = np.nonzero(picture > threshold)
    return columns.max() - columns.min() + 1, rows.max() - rows.min() + 1


DRAWINGS = [strokes(*SEVEN), image_of(strokes(*SEVEN))]


def test_with_all_steps_strokes_give_the_picture_that_the_command_line_draws():
    drawing = strokes(*SEVEN)
    np.testing.assert_array_equal(drawing.render().picture, draw(drawing.lines))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=["strokes", "image"])
def test_with_all_steps_the_centre_of_mass_is_nearest_pixel_14_and_the_ink_20_pixels_long(drawing):
    picture = drawing.render().picture
    assert mass_centre(picture) == pytest.approx([14, 14], abs=0.51)
    assert max(inked_box(picture)) == 20


@pytest.mark.parametrize("drawing", DRAWINGS, ids=["strokes", "image"])
@pytest.mark.parametrize("mnist_pen", [True, False])
@pytest.mark.parametrize("centre", [True, False])
def test_cropped_ink_is_20_pixels_long_with_every_pen_and_wherever_it_is(drawing, mnist_pen, centre):
    assert max(inked_box(drawing.render(Preprocessing(mnist_pen=mnist_pen, centre=centre)).picture)) == 20


@pytest.mark.parametrize("drawing", DRAWINGS, ids=["strokes", "image"])
def test_without_steps_the_picture_is_the_sheet_scaled_down(drawing):
    picture = drawing.render(NO_STEPS).picture
    assert mass_centre(picture) == pytest.approx([0.25 * 28, 0.23 * 28], abs=1.2)
    assert max(inked_box(picture, 60)) == pytest.approx(0.4 * 28 + 2, abs=1.5)
    sheet = drawing.steps(NO_STEPS)[PreprocessingStep.SHEET]
    assert np.abs(sheet.reshape(28, 4, 28, 4).mean(axis=(1, 3)) - picture).mean() < 3


@pytest.mark.parametrize("drawing", DRAWINGS, ids=["strokes", "image"])
def test_without_centring_by_mass_the_box_is_in_the_middle(drawing):
    picture = drawing.render(Preprocessing(centre=False)).picture
    rows, columns = np.nonzero(picture)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(13.5, abs=0.6)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(13.5, abs=0.6)


def test_the_screens_pen_keeps_the_width_it_was_drawn_with():
    thick, thin = (strokes(*SEVEN, width=width).render(Preprocessing(mnist_pen=False)).picture for width in (1.5, 0.5))
    assert thick.sum() > 1.8 * thin.sum()


def test_the_pressure_of_the_pen_changes_nothing_in_the_picture_of_all_steps():
    soft, hard = strokes(*SEVEN, width=0.4), strokes(*SEVEN, width=1.6)
    np.testing.assert_array_equal(soft.render().picture, hard.render().picture)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=["strokes", "image"])
def test_every_step_has_a_picture_and_the_last_is_the_networks(drawing):
    steps = drawing.steps()
    assert list(steps) == list(PreprocessingStep)
    np.testing.assert_array_equal(steps[PreprocessingStep.PIXELS], drawing.render().picture)
    assert all(picture.any() for picture in steps.values())
    for step in (PreprocessingStep.SHEET, PreprocessingStep.BOX, PreprocessingStep.SCALED, PreprocessingStep.CENTRED):
        assert steps[step].shape == (112, 112)
    fine = steps[PreprocessingStep.CENTRED].reshape(28, 4, 28, 4).mean(axis=(1, 3))
    assert np.abs(fine - steps[PreprocessingStep.PIXELS]).mean() < 3


@pytest.mark.parametrize("lines", [[], [[[0.5, 0.5]]], [[[0.5, 0.5], [0.52, 0.51], [0.51, 0.53]]]])
def test_no_ink_and_a_dot_are_not_shown_to_the_network(lines):
    drawing = strokes(*lines)
    assert not drawing.is_legible
    for preprocessing in (ALL_STEPS, NO_STEPS):
        assert not drawing.render(preprocessing).picture.any()
        assert not drawing.steps(preprocessing)[PreprocessingStep.PIXELS].any()


def test_the_rendering_of_too_dark_ink_reports_how_much_its_pen_was_narrowed():
    along = np.linspace(0, 1, 300)
    zigzag = np.stack([0.2 + 0.6 * along, 0.5 + 0.3 * np.sign(np.sin(60 * along))], axis=1)
    assert strokes(zigzag).render().pen_factor < 0.9
    assert strokes(*SEVEN).render().pen_factor == 1.0


def test_the_steps_that_are_off_are_counted():
    assert ALL_STEPS.steps_off == 0
    assert Preprocessing(crop=False, centre=False).steps_off == 2


def test_an_image_and_the_strokes_it_was_drawn_with_give_nearly_the_same_picture():
    drawing = StrokeDrawing(strokes(*SEVEN).strokes, pen=0.03)
    from_strokes, from_image = (each.render().picture.ravel() for each in (drawing, image_of(drawing)))
    assert np.corrcoef(from_strokes, from_image)[0, 1] > 0.75


def test_an_mnist_picture_given_as_an_image_stays_nearly_the_same(real_data):
    pictures = read_idx(real_data / "mnist" / "t10k-images-idx3-ubyte.gz", dimensions=3)[:50]
    for picture in pictures:
        large = picture.repeat(9, axis=0).repeat(9, axis=1)
        ink = ink_of(255 - large, np.full_like(large, 255))
        read = ImageDrawing(ink).render().picture
        # The faintest pixels count as paper here, which may move the digit to the next pixel.
        near = [np.roll(picture, (y, x), axis=(0, 1)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        assert max(np.corrcoef(read.ravel(), each.ravel())[0, 1] for each in near) > 0.9


def test_a_prepared_picture_is_the_networks_picture_whatever_the_steps():
    picture = np.random.default_rng(2).integers(0, 256, (28, 28), np.uint8)
    drawing = ImageDrawing(picture, is_prepared=True)
    for preprocessing in (ALL_STEPS, NO_STEPS):
        np.testing.assert_array_equal(drawing.render(preprocessing).picture, picture)
        np.testing.assert_array_equal(drawing.steps(preprocessing)[PreprocessingStep.PIXELS], picture)
    assert not np.array_equal(ImageDrawing(picture).render().picture, picture)
