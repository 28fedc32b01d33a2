"""The settings of augmentation: how much the training pictures are distorted."""

from dataclasses import dataclass, fields

from nnstudio.spec.setting import Number, declare


def _amount(label: str, help_text: str, unit: str, maximum: float) -> Number:
    return Number(label=label, help=help_text, unit=unit, minimum=0, maximum=maximum, zero_means="off", live=True)


_SHIFT = _amount("Shift", "Moves each picture by up to this much, across and down. 1 to 2 is usual.", "px", 14)
_ROTATION = _amount("Rotation", "Turns each picture by up to this much, either way. 8 to 15 is usual.", "°", 180)
_SCALE = _amount(
    "Scale", "Stretches or shrinks each picture in width and in height by up to this much. 10 to 15 is usual.", "%", 50
)
_SHEAR = _amount("Shear", "Slants upright lines by up to this much, either way. 8 to 15 is usual.", "°", 45)
_ELASTIC_STRENGTH = _amount(
    "Elastic",
    "Bends the strokes like rubber. The value is the standard deviation of how far points move. 0.5 to 1.2 is usual "
    "with a smoothness of 4.",
    "px",
    5,
)
_ELASTIC_SMOOTHNESS = Number(
    label="Smoothness",
    help="How far apart points must be for the elastic distortion to move them differently. A small value crumples the "
    "strokes, a large one moves the whole picture. 4 to 6 is usual.",
    unit="px",
    minimum=1,
    maximum=14,
    live=True,
    needs="elastic_strength",
)
_THICKNESS = _amount(
    "Thickness",
    "Moves the edges of the strokes out or in by up to this much, like a broader or finer pen. 0.5 is usual.",
    "px",
    1,
)
_NOISE = _amount(
    "Noise",
    "Makes each pixel of ink fainter by up to this much, as a worn pen does; paper stays empty. 10 to 30 is usual.",
    "%",
    100,
)


@dataclass(frozen=True)
class AugmentationSettings:
    """How much the training pictures are distorted, at random and differently in each epoch; 0 is off.

    A new setting takes effect with the next batch. Pictures are evaluated undistorted, those of the training set too.
    """

    shift: float = declare(0.0, _SHIFT)
    rotation: float = declare(0.0, _ROTATION)
    scale: float = declare(0.0, _SCALE)
    shear: float = declare(0.0, _SHEAR)
    elastic_strength: float = declare(0.0, _ELASTIC_STRENGTH)
    elastic_smoothness: float = declare(4.0, _ELASTIC_SMOOTHNESS)
    thickness: float = declare(0.0, _THICKNESS)
    noise: float = declare(0.0, _NOISE)

    @property
    def is_on(self) -> bool:
        """Whether any distortion is on."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "elastic_smoothness")
