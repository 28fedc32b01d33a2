"""A drawing on the pad's sheet, strokes or an image, and the steps that turn it into the network's picture.

Both kinds answer the same three questions: whether there is a digit to read, what the network's picture is, and what
the picture looks like after each step. Lengths are fractions of the sheet's side.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.image import Placement, fitted, on_sheet, resample, shifted
from nnstudio.ink.recipe import (
    MNIST_RECIPE,
    Images,
    Ink,
    Stroke,
    as_ink,
    balance,
    centre,
    corners,
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
        picture = to_bytes(rasterise(self._centred(scaled, preprocessing)))[0]
        factor = float(scaled.pen.max()) / MNIST_RECIPE.pen if preprocessing.mnist_pen else 1.0
        return Rendering(picture, factor)

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return the picture after each step, uint8 (112, 112), the last (28, 28); without ink all are empty."""
        rendering = self.render(preprocessing)
        if self.is_empty:
            return empty_steps()
        sheet = self._screen_ink(NO_STEPS)
        scaled = self._scaled(preprocessing) if self.is_legible else sheet
        box = self._screen_ink(preprocessing) if self.is_legible else sheet
        vectors = {PreprocessingStep.SHEET: sheet, PreprocessingStep.BOX: box, PreprocessingStep.SCALED: scaled}
        vectors[PreprocessingStep.CENTRED] = self._centred(scaled, preprocessing) if self.is_legible else sheet
        return {**{step: _enlarged(ink) for step, ink in vectors.items()}, PreprocessingStep.PIXELS: rendering.picture}

    def _scaled(self, preprocessing: Preprocessing) -> Ink:
        if not preprocessing.mnist_pen:
            return self._screen_ink(preprocessing)
        ink = as_ink([self.lines])
        return balance(scale_to_box(ink) if preprocessing.crop else _on_sheet(ink))

    def _centred(self, ink: Ink, preprocessing: Preprocessing) -> Ink:
        return centre(ink) if preprocessing.centre else ink

    def _screen_ink(self, preprocessing: Preprocessing) -> Ink:
        """Return the ink with the width that it has on the screen, scaled with the drawing."""
        ink = lay_out([self.strokes])
        placed = scale_to_box(ink) if preprocessing.crop else _on_sheet(ink)
        sides = [float(np.subtract(*corners(each)[::-1]).max()) for each in (placed, ink)]
        scale = sides[0] / sides[1] if sides[1] > 0 else MNIST_RECIPE.size
        return replace(placed, pen=np.minimum(ink.pen * self.pen * scale, MAX_SCREEN_PEN))


@dataclass(frozen=True, eq=False)
class ImageDrawing:
    """The ink of an image that fills the sheet: uint8 (side, side), from 0 (paper) to 255 (ink); see `ink_of`."""

    ink: NDArray[np.uint8]

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
        placement = self._centred(self._scaled(preprocessing), preprocessing)
        return Rendering(to_bytes(resample(self.ink, placement, MNIST_RECIPE.size)))

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return the picture after each step, uint8 (112, 112), the last (28, 28)."""
        scaled = self._scaled(preprocessing)
        placements = {
            PreprocessingStep.SHEET: on_sheet(self.ink),
            PreprocessingStep.BOX: fitted(self.ink, MNIST_RECIPE.size - 2)
            if preprocessing.crop
            else on_sheet(self.ink),
            PreprocessingStep.SCALED: scaled,
            PreprocessingStep.CENTRED: self._centred(scaled, preprocessing),
        }
        pictures = {step: self._enlarged(placement) for step, placement in placements.items()}
        return {**pictures, PreprocessingStep.PIXELS: self.render(preprocessing).picture}

    def _scaled(self, preprocessing: Preprocessing) -> Placement:
        return fitted(self.ink, MNIST_RECIPE.box) if preprocessing.crop else on_sheet(self.ink)

    def _centred(self, placement: Placement, preprocessing: Preprocessing) -> Placement:
        return shifted(self.ink, placement) if preprocessing.centre else placement

    def _enlarged(self, placement: Placement) -> Images:
        x, y = placement.offset
        fine = Placement(placement.low, DETAIL * placement.scale, (DETAIL * x, DETAIL * y))
        return to_bytes(resample(self.ink, fine, DETAIL * MNIST_RECIPE.size))


Drawing = StrokeDrawing | ImageDrawing


def empty_steps() -> dict[PreprocessingStep, Images]:
    """Return the pictures of a sheet without ink."""
    fine = np.zeros((DETAIL * MNIST_RECIPE.size, DETAIL * MNIST_RECIPE.size), np.uint8)
    return {step: NOTHING.picture if step is PreprocessingStep.PIXELS else fine for step in PreprocessingStep}


def _on_sheet(ink: Ink) -> Ink:
    """Scale the whole sheet to the picture: coordinates 0 and 1 become the outer edges of the first and last pixels."""
    return replace(ink, points=ink.points * MNIST_RECIPE.size - 0.5)


def _enlarged(ink: Ink) -> Images:
    fine = replace(MNIST_RECIPE, size=DETAIL * MNIST_RECIPE.size)
    large = replace(ink, points=(ink.points + 0.5) * DETAIL - 0.5, pen=ink.pen * DETAIL)
    picture: Images = to_bytes(rasterise(large, fine))[0]
    return picture
