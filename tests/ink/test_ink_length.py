"""MNIST's ink is exactly 20 pixels long, edges included, in 59,987 of its 60,000 training pictures; ours is too."""

import numpy as np
import pytest

from nnstudio.data.idx import read_idx
from nnstudio.ink.drawing import NO_STEPS, ImageDrawing, PreprocessingStep, StrokeDrawing
from nnstudio.ink.file import read_ink_file
from nnstudio.ink.handwriting import generate
from nnstudio.ink.recipe import InkRecipe, as_ink, balance, draw_many, edges, finish, scale_to_box
from nnstudio.ink.variation import draw_varied


def inked_lengths(pictures):
    """Return the longest side of the box of all inked pixels of each picture: (n, height, width) → (n,)."""
    sides = []
    for inked in (pictures.any(axis=1), pictures.any(axis=2)):
        sides.append(inked.shape[1] - inked.argmax(axis=1) - inked[:, ::-1].argmax(axis=1))
    return np.maximum(*sides)


def fraction_of_20(pictures):
    return (inked_lengths(pictures) == 20).mean()


def scribbles(count, seed=0):
    """Return digits of one to three random strokes."""
    rng = np.random.default_rng(seed)
    return [[rng.uniform(0, 100, (rng.integers(2, 9), 2)) for _ in range(rng.integers(1, 4))] for _ in range(count)]


@pytest.fixture
def people(real_data):
    return [digit.strokes for digit in read_ink_file(real_data / "pen-strokes" / "writers-train.jsonl")][::5]


def test_the_ink_of_mnists_digits_is_20_pixels_long(real_data):
    assert fraction_of_20(read_idx(real_data / "mnist" / "t10k-images-idx3-ubyte.gz", dimensions=3)) > 0.99


def test_the_ink_of_peoples_digits_is_20_pixels_long(people):
    assert fraction_of_20(draw_many(people)) >= 0.99


def test_the_ink_of_any_strokes_is_20_pixels_long_also_where_the_pen_is_adjusted():
    digits = scribbles(300)
    pens = balance(as_ink(digits)).pen
    assert (pens != 2.3).any()
    assert fraction_of_20(draw_many(digits)) >= 0.99


def test_the_ink_of_peoples_digits_drawn_again_for_fine_tuning_is_20_pixels_long(people):
    assert fraction_of_20(draw_varied(people, np.random.default_rng(0))) >= 0.99


def test_the_ink_of_the_built_in_handwriting_is_20_pixels_long_whatever_its_pen():
    pictures, _ = generate(1500, seed=0)
    assert fraction_of_20(pictures) >= 0.99


@pytest.mark.parametrize("pen", [0.02, 0.05, 0.1])
def test_the_ink_of_an_image_is_20_pixels_long_however_broad_its_lines(pen):
    for strokes in scribbles(40):
        drawing = StrokeDrawing(tuple(np.column_stack([line / 100, np.ones(len(line))]) for line in strokes), pen)
        image = ImageDrawing(drawing.steps(NO_STEPS)[PreprocessingStep.SHEET])
        assert fraction_of_20(image.render().picture[None]) == 1


@pytest.mark.parametrize("widths", [(1.0, 6.0), (6.0, 1.0), (0.5, 0.5)])
def test_the_ink_is_as_long_as_the_box_where_the_width_of_the_pen_changes(widths):
    line = np.column_stack([np.linspace(0, 3, 30), np.linspace(0, 50, 30)])
    ink = as_ink([[line], [line[:, ::-1]]])
    ink.pen[:30] = ink.pen[30:] = np.linspace(*widths, 30)
    for box in (20.0, 13.0):
        recipe = InkRecipe(box=box)
        low, high = edges(scale_to_box(ink, recipe))
        assert (high - low).max(axis=1) == pytest.approx(box, abs=1e-3)
        assert inked_lengths(finish(scale_to_box(ink, recipe), recipe)).tolist() == [box, box]


def test_the_first_and_the_last_row_of_a_digit_are_as_dark_as_mnists(people, real_data):
    def darkness(pictures):
        tall = pictures[(pictures.any(axis=2).sum(axis=1) == 20)]
        top = tall.any(axis=2).argmax(axis=1)
        numbers = np.arange(len(tall))
        return np.median(tall[numbers, top].max(axis=1)), np.median(tall[numbers, top + 19].max(axis=1))

    mnist = read_idx(real_data / "mnist" / "t10k-images-idx3-ubyte.gz", dimensions=3)
    assert darkness(draw_many(people)) == pytest.approx(darkness(mnist), abs=25)
