"""Settings to try the declarations on."""

from dataclasses import dataclass

from nnstudio.spec.record import Kind, ListOf, Nested, OneOf, Registry
from nnstudio.spec.setting import Choice, Flag, Integer, Number, Text, declare


@dataclass(frozen=True)
class Circle(Kind):
    """A round shape."""

    key = "circle"
    label = "Circle"
    hint = "Round."

    radius: float = declare(
        1.0, Number(label="Radius", help="How large.", unit="cm", minimum=0.1, maximum=10, live=True)
    )


@dataclass(frozen=True)
class Box(Kind):
    """A shape with corners and a shape inside."""

    key = "box"
    label = "Box"
    hint = "Square."

    sides: int = declare(4, Integer(label="Sides", help="How many.", minimum=3, maximum=12))
    is_filled: bool = declare(False, Flag(label="Filled", help="Whether it is filled."))


SHAPES: Registry[Kind] = Registry("shape", Circle, Box)
SHAPE = OneOf(label="Shape", help="A shape.", registry=SHAPES)


@dataclass(frozen=True)
class Frame(Kind):
    """A shape around another."""

    key = "frame"
    label = "Frame"
    hint = "Around another shape."

    inside: Kind = declare(Circle(), SHAPE)
    width: int = declare(0, Integer(label="Width", help="How wide.", minimum=1, maximum=9, zero_means="none"))


FRAMES: Registry[Kind] = Registry("frame", Frame)


@dataclass(frozen=True)
class Page:
    """A page with shapes."""

    shapes: tuple[Kind, ...] = declare((Circle(),), ListOf(label="Shapes", help="Them.", item=SHAPE, maximum=3))
    frame: Kind = declare(Frame(), OneOf(label="Frame", help="It.", registry=FRAMES))
    paper: str = declare("white", Choice(label="Paper", help="Its colour.", options={"white": "White", "grey": "Grey"}))
    name: str = declare("", Text(label="Name", help="Its name.", pattern="[a-z]{1,8}", explanation="up to 8 letters"))


@dataclass(frozen=True)
class Book:
    """A book of one page."""

    page: Page = declare(Page(), Nested(label="Page", help="The page.", record=Page))
    title: int = declare(1, Integer(label="Title", help="A number.", minimum=0, maximum=5))
