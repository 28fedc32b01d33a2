"""Line charts as SVG. Their colours are those of the page, by the classes of lines, so that they follow its theme."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.number_text import short
from nnstudio.runs.report.html import element, text

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 40
TICKS = 6
STYLES = 6
"""How many colours there are; further lines have the same ones with other dashes."""
MOST_POINTS = 600
"""Of a line; a longer one is thinned to means."""

Numbers = NDArray[np.floating]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """A line through ``x`` and ``y``, shape (n,), which may have gaps (NaN); a ``band`` is (low, high), of that shape.

    ``style`` chooses colour and dashes. A ``is_faint`` line is drawn behind the others and has no entry in the legend.
    """

    name: str
    x: Numbers
    y: Numbers
    style: int
    band: tuple[Numbers, Numbers] | None = None
    is_faint: bool = False


def line_chart(
    title: str, lines: Sequence[Line], y_label: str, tick: Callable[[float], str] = short, x_label: str = "Epoch"
) -> str:
    """Return a figure with a chart of ``lines`` and its legend; a sentence where there is nothing to draw."""
    lines = [_thinned(line) for line in lines]
    drawn = [line for line in lines if np.isfinite(line.y).any()]
    if not drawn:
        return element("figure", element("figcaption", text(title)), element("p", "Nothing was measured."))
    x_axis = _Axis.over([line.x for line in drawn], LEFT, WIDTH - RIGHT)
    y_axis = _Axis.over(_decisive(drawn), HEIGHT - BOTTOM, TOP)
    order = sorted(drawn, key=lambda line: not line.is_faint)
    contents = [
        *(_x_tick(value, x_axis) for value in x_axis.ticks),
        *(_y_tick(value, y_axis, tick) for value in y_axis.ticks),
        element("text", text(x_label), x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 6, text_anchor="middle", class_="axis"),
        *(_band(line, x_axis, y_axis) for line in order if line.band),
        *(_path(line, x_axis, y_axis) for line in order),
    ]
    described = f"{title}: {y_label} over {x_label.lower()}, {len(drawn)} lines"
    svg = element(
        "svg",
        element("title", text(described)),
        *contents,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
    )
    legend = [_key(line) for line in drawn if not line.is_faint]
    return element("figure", element("figcaption", text(title)), svg, element("div", *legend, class_="legend"))


@dataclass(frozen=True)
class _Axis:
    """From ``low`` to ``high``, drawn from the position ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[Numbers], start: float, end: float) -> "_Axis":
        finite = np.concatenate([each[np.isfinite(each)] for each in values])
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        if high <= low:
            low, high = low - 0.5 * abs(low or 1), high + 0.5 * abs(high or 1)
        return cls(low, high, start, end)

    def at(self, values: Numbers) -> Numbers:
        positions: Numbers = self.start + (values - self.low) / (self.high - self.low) * (self.end - self.start)
        return positions

    @property
    def ticks(self) -> list[float]:
        """Round numbers: 1, 2 or 5 times a power of ten apart."""
        raw = (self.high - self.low) / TICKS
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def _decisive(lines: Sequence[Line]) -> list[Numbers]:
    """Return the values over which the vertical axis extends: those at x = 0, before any training, would fill it."""
    wanted = [line for line in lines if not line.is_faint] or list(lines)
    later = [line.y[line.x > 0] for line in wanted]
    values = later if any(np.isfinite(each).any() for each in later) else [line.y for line in wanted]
    return values + [edge[line.x > 0] for line in wanted if line.band for edge in line.band]


def _x_tick(value: float, axis: _Axis) -> str:
    x = f"{float(axis.at(np.array(value))):.1f}"
    line = element("line", x1=x, x2=x, y1=TOP, y2=HEIGHT - BOTTOM, class_="grid")
    return line + element("text", text(short(value)), x=x, y=HEIGHT - BOTTOM + 15, text_anchor="middle", class_="axis")


def _y_tick(value: float, axis: _Axis, tick: Callable[[float], str]) -> str:
    y = float(axis.at(np.array(value)))
    line = element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid")
    return line + element("text", text(tick(value)), x=LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end", class_="axis")


def _path(line: Line, x_axis: _Axis, y_axis: _Axis) -> str:
    known = np.isfinite(line.y)
    points = list(zip(x_axis.at(line.x).tolist(), y_axis.at(line.y).tolist(), known.tolist(), strict=True))
    steps, pen = [], ""
    for (*first, is_known), (*second, is_next_known) in itertools.pairwise(points):
        if not (is_known and is_next_known) or (piece := _inside(*first, *second)) is None:
            continue
        start, end = (f"{x:.1f} {y:.1f}" for x, y in piece)
        steps.append(f"L{end}" if start == pen else f"M{start}L{end}")
        pen = end
    return element("path", d="".join(steps), class_=_class(line, "line"))


def _inside(x0: float, y0: float, x1: float, y1: float) -> tuple[Point, Point] | None:
    """Return the part of a line between two points that is between the axes' ends; None if there is none."""
    if y0 == y1:
        return ((x0, y0), (x1, y1)) if TOP <= y0 <= HEIGHT - BOTTOM else None
    fractions = sorted((edge - y0) / (y1 - y0) for edge in (TOP, HEIGHT - BOTTOM))
    start, end = max(0.0, fractions[0]), min(1.0, fractions[1])
    if start >= end:
        return None
    return (x0 + start * (x1 - x0), y0 + start * (y1 - y0)), (x0 + end * (x1 - x0), y0 + end * (y1 - y0))


def _band(line: Line, x_axis: _Axis, y_axis: _Axis) -> str:
    assert line.band is not None
    low, high = line.band
    known = np.isfinite(low) & np.isfinite(high) & (line.x > 0)
    x = x_axis.at(line.x[known])
    upper, lower = (y_axis.at(edge[known]).clip(TOP, HEIGHT - BOTTOM) for edge in (high, low))
    points = [f"{a:.1f},{b:.1f}" for a, b in zip((*x, *x[::-1]), (*upper, *lower[::-1]), strict=True)]
    return element("polygon", points=" ".join(points), class_=_class(line, "band"))


def _key(line: Line) -> str:
    stroke = element("line", x1=0, x2=26, y1=5, y2=5, class_=_class(line, "line"))
    svg = element("svg", stroke, viewBox="0 0 26 10", width=26, height=10, aria_hidden="true")
    return element("span", svg, text(line.name))


def _class(line: Line, kind: str) -> str:
    dashes = f" d{line.style // STYLES % 3}" if line.style >= STYLES else ""
    return f"{kind} s{line.style % STYLES}{dashes}{' faint' if line.is_faint else ''}"


def _thinned(line: Line) -> Line:
    """Return the line with at most `MOST_POINTS` points, each the mean of as many consecutive ones."""
    count = len(line.x)
    if count <= MOST_POINTS or line.band is not None:
        return line
    edges = np.linspace(0, count, MOST_POINTS + 1).astype(np.int64)[:-1]
    sizes = np.diff(np.append(edges, count))
    x, y = (np.add.reduceat(values.astype(np.float64), edges) / sizes for values in (line.x, line.y))
    return Line(line.name, x, y, line.style, None, line.is_faint)
