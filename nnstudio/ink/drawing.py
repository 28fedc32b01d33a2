"""A drawing on the pad's sheet, strokes or an image, and the steps that turn it into the network's picture.

Both kinds answer the same three questions: whether there is a digit to read, what the network's picture is, and what
the picture looks like after each step. Lengths are fractions of the sheet's side.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.centring import Levels, Pixels, centring, shift
from nnstudio.ink.image import Placement, fitted, on_sheet, resample
from nnstudio.ink.recipe import (
    MNIST_RECIPE,
    Images,
    Ink,
    InkRecipe,
    Stroke,
    as_ink,
    balance,
    edges,
    lay_out,
    longest_side,
    rasterise,
    scale_to_box,
    to_bytes,
)

PenStroke = NDArray[np.float64]
"""One stroke of the pen: (points, 3), x to the right, y down, and the line's width as a fraction of the pen's."""

SMALLEST_DIGIT = 0.05
"""Ink no larger than this fraction of the sheet is a dot, not a digit."""
DEFAULT_PEN = 1 / 12
"""The default width of the pen as a fraction of the sheet's side."""
DETAIL = 4
"""How many times finer the pictures of the steps are than the network's picture."""
MAX_SCREEN_PEN = 6.0
"""Maximum width of the screen's pen in pixels of the network's picture: a small drawing must not become a blot."""


@dataclass(frozen=True)
class Preprocessing:
    """Which steps lead from the sheet to the network's picture; all together are MNIST's own recipe."""

    crop: bool = True
    mnist_pen: bool = True
    centre: bool = True

    @property
    def steps_off(self) -> int:
        """The number of steps that are switched off."""
        return sum(not getattr(self, field.name) for field in fields(self))


ALL_STEPS, NO_STEPS = Preprocessing(), Preprocessing(crop=False, mnist_pen=False, centre=False)


class PreprocessingStep(StrEnum):
    """The steps whose pictures `StrokeDrawing.steps` and `ImageDrawing.steps` return, in order."""

    SHEET = "sheet"
    BOX = "box"
    SCALED = "scaled"
    CENTRED = "centred"
    PIXELS = "pixels"


@dataclass(frozen=True, eq=False)
class Rendering:
    """The network's picture, uint8 (28, 28), and the factor by which the pen was scaled to bring its ink into range."""

    picture: Images
    pen_factor: float = 1.0


NOTHING = Rendering(np.zeros((MNIST_RECIPE.size, MNIST_RECIPE.size), np.uint8))


@dataclass(frozen=True, eq=False)
class StrokeDrawing:
    """Strokes of a pen of the width ``pen``."""

    strokes: tuple[PenStroke, ...] = ()
    pen: float = DEFAULT_PEN

    @property
    def is_empty(self) -> bool:
        """Whether there are no strokes."""
        return not self.strokes

    @property
    def is_legible(self) -> bool:
        """Whether the ink is large enough to be a digit."""
        return bool(self.strokes) and longest_side(self.strokes) > SMALLEST_DIGIT

    @property
    def lines(self) -> list[Stroke]:
        """The strokes without their widths, (points, 2) each, as the command line reads them from a file."""
        return [stroke[:, :2] for stroke in self.strokes]

    def render(self, preprocessing: Preprocessing = ALL_STEPS) -> Rendering:
        """Return the network's picture; with all steps it is the one that `draw` returns for the same strokes."""
        if not self.is_legible:
            return NOTHING
        scaled = self._scaled(preprocessing)
        picture = _picture(rasterise(scaled), preprocessing)
        factor = float(scaled.pen.max()) / MNIST_RECIPE.pen if preprocessing.mnist_pen else 1.0
        return Rendering(picture, factor)

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return the picture after each step, uint8 (112, 112), the last (28, 28); without ink all are empty."""
        if self.is_empty:
            return empty_steps()
        sheet = _enlarged(self._screen_ink(NO_STEPS))
        if not self.is_legible:
            return _steps(sheet, sheet, sheet, NOTHING.picture[None].astype(np.float32), NO_STEPS)
        box, scaled = self._screen_ink(preprocessing), self._scaled(preprocessing)
        return _steps(sheet, _enlarged(box), _enlarged(scaled), rasterise(scaled), preprocessing)

    def _scaled(self, preprocessing: Preprocessing) -> Ink:
        if not preprocessing.mnist_pen:
            return self._screen_ink(preprocessing)
        return balance(as_ink([self.lines]), place=scale_to_box if preprocessing.crop else _on_sheet)

    def _screen_ink(self, preprocessing: Preprocessing) -> Ink:
        """Return the ink with the width that it has on the screen, scaled with the drawing."""
        ink = lay_out([self.strokes])
        ink = replace(ink, pen=ink.pen * self.pen)
        place, scale = _on_sheet, float(MNIST_RECIPE.size)
        if preprocessing.crop:
            low, high = edges(ink)
            place, scale = scale_to_box, MNIST_RECIPE.box / float((high - low).max())
        return place(replace(ink, pen=np.minimum(ink.pen * scale, MAX_SCREEN_PEN)), MNIST_RECIPE)


@dataclass(frozen=True, eq=False)
class ImageDrawing:
    """The ink of an image that fills the sheet: uint8 (side, side), from 0 (paper) to 255 (ink); see `ink_of`.

    A picture of a data set ``is_prepared``: the network has learned from such pictures as they are, so no step changes
    it, and one of 28 by 28 pixels becomes exactly the network's picture.
    """

    ink: NDArray[np.uint8]
    is_prepared: bool = False

    @property
    def is_empty(self) -> bool:
        """Always False: an image without ink is refused earlier."""
        return False

    @property
    def is_legible(self) -> bool:
        """Always True: an image is scaled to its ink, whatever its size."""
        return True

    def render(self, preprocessing: Preprocessing = ALL_STEPS) -> Rendering:
        """Return the network's picture; the pen of an image is never adjusted."""
        preprocessing = self._applied(preprocessing)
        return Rendering(_picture(self._coverage(self._scaled(preprocessing)), preprocessing))

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return the picture after each step, uint8 (112, 112), the last (28, 28)."""
        preprocessing = self._applied(preprocessing)
        sheet, scaled = on_sheet(self.ink), self._scaled(preprocessing)
        box = fitted(self.ink, MNIST_RECIPE.size - 2) if preprocessing.crop else sheet
        fine = [self._coverage(placement, DETAIL) for placement in (sheet, box, scaled)]
        return _steps(fine[0], fine[1], fine[2], self._coverage(scaled), preprocessing)

    def _applied(self, preprocessing: Preprocessing) -> Preprocessing:
        return NO_STEPS if self.is_prepared else preprocessing

    def _scaled(self, preprocessing: Preprocessing) -> Placement:
        return fitted(self.ink, MNIST_RECIPE.box) if preprocessing.crop else on_sheet(self.ink)

    def _coverage(self, placement: Placement, detail: int = 1) -> Levels:
        """Return the ink as one picture, (1, side, side), of ``detail`` times as many pixels as the network's."""
        x, y = placement.offset
        fine = Placement(placement.low, detail * placement.scale, (detail * x, detail * y))
        return resample(self.ink, fine, detail * MNIST_RECIPE.size)[None]


Drawing = StrokeDrawing | ImageDrawing


def empty_steps() -> dict[PreprocessingStep, Images]:
    """Return the pictures of a sheet without ink."""
    fine = np.zeros((DETAIL * MNIST_RECIPE.size, DETAIL * MNIST_RECIPE.size), np.uint8)
    return {step: NOTHING.picture if step is PreprocessingStep.PIXELS else fine for step in PreprocessingStep}


def _steps(
    sheet: Levels, box: Levels, scaled: Levels, coverage: Levels, preprocessing: Preprocessing
) -> dict[PreprocessingStep, Images]:
    """Return the pictures of the steps from their fine coverage, (1, 112, 112), and the network's, (1, 28, 28)."""
    by = _centring(coverage, preprocessing)
    levels = {PreprocessingStep.SHEET: sheet, PreprocessingStep.BOX: box, PreprocessingStep.SCALED: scaled}
    levels[PreprocessingStep.CENTRED] = shift(scaled, DETAIL * by)
    levels[PreprocessingStep.PIXELS] = shift(coverage, by)
    return {step: to_bytes(each)[0] for step, each in levels.items()}


def _picture(coverage: Levels, preprocessing: Preprocessing) -> Images:
    """Return the network's picture, (28, 28), from the coverage of scaled ink, (1, 28, 28)."""
    picture: Images = to_bytes(shift(coverage, _centring(coverage, preprocessing)))[0]
    return picture


def _centring(coverage: Levels, preprocessing: Preprocessing) -> Pixels:
    """Return by how many pixels of the network's picture the drawing is shifted: (1, 2)."""
    return centring(coverage, MNIST_RECIPE.centre) if preprocessing.centre else np.zeros((1, 2), np.intp)


def _on_sheet(ink: Ink, recipe: InkRecipe) -> Ink:
    """Scale the whole sheet to the picture: coordinates 0 and 1 become the outer edges of the first and last pixels."""
    return replace(ink, points=ink.points * recipe.size - 0.5)


def _enlarged(ink: Ink) -> Levels:
    fine = replace(MNIST_RECIPE, size=DETAIL * MNIST_RECIPE.size)
    return rasterise(replace(ink, points=(ink.points + 0.5) * DETAIL - 0.5, pen=ink.pen * DETAIL), fine)
