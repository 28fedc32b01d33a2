"""A drawing on the pad's sheet, strokes or an image, and each step on its way to the picture the network sees.

Both kinds answer the same three questions: is there a digit to read, what is the network's picture, and what did
each step make of it. Lengths are in fractions of the sheet's side.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.image import Placing, fitted, on_sheet, resample, shifted
from nnstudio.ink.recipe import (
    MNIST_RECIPE,
    Images,
    Ink,
    Stroke,
    balance,
    centre,
    corners,
    gather,
    lay_out,
    longest_side,
    rasterise,
    scale_to_box,
    to_bytes,
)

PenStroke = NDArray[np.float64]
"""One line of the pen: (points, 3), x to the right, y down, and the line's width as a fraction of the pen's."""

SMALLEST_DIGIT = 0.05
"""Ink no larger than this fraction of the sheet is a dot, not a digit."""
USUAL_PEN = 1 / 12
"""The default width of the pen as a fraction of the sheet's side."""
DETAIL = 4
"""How many times finer than the network's picture the pictures of the steps are."""
BROADEST_PEN = 6.0
"""Pixels of the network's picture that the pen of the screen may be wide: a small drawing stays a drawing."""


@dataclass(frozen=True)
class Preprocessing:
    """Which steps are taken between the sheet and the network's picture; all of them are MNIST's own recipe."""

    crop: bool = True
    mnist_pen: bool = True
    centre: bool = True

    @property
    def steps_off(self) -> int:
        """How many steps are left out."""
        return sum(not getattr(self, field.name) for field in fields(self))


ALL_STEPS, NO_STEPS = Preprocessing(), Preprocessing(crop=False, mnist_pen=False, centre=False)


class PreprocessingStep(StrEnum):
    """What the pictures of `Drawing.steps` show, in their order."""

    SHEET = "sheet"
    BOX = "box"
    SCALED = "scaled"
    CENTRED = "centred"
    PIXELS = "pixels"


@dataclass(frozen=True, eq=False)
class Rendering:
    """The network's picture, uint8 (28, 28), and by what factor the pen was changed to bring its ink into range."""

    picture: Images
    pen_factor: float = 1.0


NOTHING = Rendering(np.zeros((MNIST_RECIPE.size, MNIST_RECIPE.size), np.uint8))


@dataclass(frozen=True, eq=False)
class StrokeDrawing:
    """Lines of a pen that is ``pen`` wide."""

    strokes: tuple[PenStroke, ...] = ()
    pen: float = USUAL_PEN

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.strokes

    @property
    def is_legible(self) -> bool:
        """Whether the ink is large enough to be a digit."""
        return bool(self.strokes) and longest_side(self.strokes) > SMALLEST_DIGIT

    @property
    def lines(self) -> list[Stroke]:
        """The strokes without their widths, (points, 2) each: what the command line reads from a file."""
        return [stroke[:, :2] for stroke in self.strokes]

    def render(self, preprocessing: Preprocessing = ALL_STEPS) -> Rendering:
        """Return the network's picture; with all steps it is what `draw` makes of the same lines."""
        if not self.is_legible:
            return NOTHING
        scaled = self._scaled(preprocessing)
        picture = to_bytes(rasterise(self._centred(scaled, preprocessing)))[0]
        factor = float(scaled.pen.max()) / MNIST_RECIPE.pen if preprocessing.mnist_pen else 1.0
        return Rendering(picture, factor)

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return a picture after each step, uint8 (112, 112) and at last (28, 28); without ink all are empty."""
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
        ink = gather([self.lines])
        return balance(scale_to_box(ink) if preprocessing.crop else _on_sheet(ink))

    def _centred(self, ink: Ink, preprocessing: Preprocessing) -> Ink:
        return centre(ink) if preprocessing.centre else ink

    def _screen_ink(self, preprocessing: Preprocessing) -> Ink:
        """Return the ink as wide as it is on the screen, scaled with the drawing."""
        ink = lay_out([self.strokes])
        placed = scale_to_box(ink) if preprocessing.crop else _on_sheet(ink)
        sides = [float(np.subtract(*corners(each)[::-1]).max()) for each in (placed, ink)]
        scale = sides[0] / sides[1] if sides[1] > 0 else MNIST_RECIPE.size
        return replace(placed, pen=np.minimum(ink.pen * self.pen * scale, BROADEST_PEN))


@dataclass(frozen=True, eq=False)
class ImageDrawing:
    """The ink of an image, uint8 (side, side) from 0 (paper) to 255, that fills the sheet; see `ink_of`."""

    ink: NDArray[np.uint8]

    @property
    def is_empty(self) -> bool:
        """Never: an image without ink is refused before."""
        return False

    @property
    def is_legible(self) -> bool:
        """Always: an image is scaled to its ink, whatever its size."""
        return True

    def render(self, preprocessing: Preprocessing = ALL_STEPS) -> Rendering:
        """Return the network's picture; an image keeps its own pen."""
        placing = self._centred(self._scaled(preprocessing), preprocessing)
        return Rendering(to_bytes(resample(self.ink, placing, MNIST_RECIPE.size)))

    def steps(self, preprocessing: Preprocessing = ALL_STEPS) -> dict[PreprocessingStep, Images]:
        """Return a picture after each step, uint8 (112, 112) and at last (28, 28)."""
        scaled = self._scaled(preprocessing)
        placings = {
            PreprocessingStep.SHEET: on_sheet(self.ink),
            PreprocessingStep.BOX: fitted(self.ink, MNIST_RECIPE.size - 2)
            if preprocessing.crop
            else on_sheet(self.ink),
            PreprocessingStep.SCALED: scaled,
            PreprocessingStep.CENTRED: self._centred(scaled, preprocessing),
        }
        pictures = {step: self._enlarged(placing) for step, placing in placings.items()}
        return {**pictures, PreprocessingStep.PIXELS: self.render(preprocessing).picture}

    def _scaled(self, preprocessing: Preprocessing) -> Placing:
        return fitted(self.ink, MNIST_RECIPE.box) if preprocessing.crop else on_sheet(self.ink)

    def _centred(self, placing: Placing, preprocessing: Preprocessing) -> Placing:
        return shifted(self.ink, placing) if preprocessing.centre else placing

    def _enlarged(self, placing: Placing) -> Images:
        x, y = placing.offset
        fine = Placing(placing.low, DETAIL * placing.scale, (DETAIL * x, DETAIL * y))
        return to_bytes(resample(self.ink, fine, DETAIL * MNIST_RECIPE.size))


Drawing = StrokeDrawing | ImageDrawing


def empty_steps() -> dict[PreprocessingStep, Images]:
    """Return the pictures of a sheet without ink."""
    fine = np.zeros((DETAIL * MNIST_RECIPE.size, DETAIL * MNIST_RECIPE.size), np.uint8)
    return {step: NOTHING.picture if step is PreprocessingStep.PIXELS else fine for step in PreprocessingStep}


def _on_sheet(ink: Ink) -> Ink:
    """Scale the whole sheet to the picture: 0 and 1 become the outer edges of its first and last pixel."""
    return replace(ink, points=ink.points * MNIST_RECIPE.size - 0.5)


def _enlarged(ink: Ink) -> Images:
    fine = replace(MNIST_RECIPE, size=DETAIL * MNIST_RECIPE.size)
    large = replace(ink, points=(ink.points + 0.5) * DETAIL - 0.5, pen=ink.pen * DETAIL)
    picture: Images = to_bytes(rasterise(large, fine))[0]
    return picture
