"""Marks that would stand on one another, put into groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.runs.run_marks import MarkKind, RunMark

LONGEST = 10
"""Marks of a group that are told; the others are counted."""


@dataclass(frozen=True)
class PlacedMark:
    """A ``mark`` at ``x`` on the axis of the plots; a warning that has gone lasts ``until`` there, else it is None."""

    mark: RunMark
    x: float
    until: float | None = None

    @property
    def is_lasting(self) -> bool:
        """Whether the mark stands for a time rather than for a moment."""
        return self.mark.kind is MarkKind.WARNING

    @property
    def text(self) -> str:
        """When, and what."""
        return f"epoch {self.mark.position:.4g}, batch {self.mark.step}: {self.mark.text}"


@dataclass(frozen=True)
class MarkGroup:
    """The ``marks`` that are drawn as one, ``pixel`` pixels from the left."""

    pixel: float
    marks: tuple[PlacedMark, ...]

    @property
    def has_warning(self) -> bool:
        """Whether one of the marks is a warning."""
        return any(each.mark.kind is MarkKind.WARNING for each in self.marks)

    @property
    def text(self) -> str:
        """What the marks say, one per line."""
        if len(self.marks) == 1:
            return self.marks[0].text
        lines = [f"{len(self.marks)} events", *(each.text for each in self.marks[:LONGEST])]
        left_out = len(self.marks) - LONGEST
        return "\n".join([*lines, f"and {left_out} more"] if left_out > 0 else lines)


@dataclass(frozen=True)
class Span:
    """The part of a lane below one plot: ``left`` and ``width`` in pixels, and the ``limits`` of the plot's axis."""

    left: float
    width: float
    limits: tuple[float, float] = (0.0, 1.0)

    def pixel(self, x: float) -> float:
        """Return where ``x`` is, in pixels from the left of the lane; within the span if ``x`` is not."""
        first, last = self.limits
        fraction = (x - first) / (last - first) if last > first else 0.0
        return self.left + min(max(fraction, 0.0), 1.0) * self.width

    def shows(self, x: float) -> bool:
        """Return whether ``x`` is within the limits."""
        return self.limits[0] <= x <= self.limits[1]

    def groups(self, marks: Sequence[PlacedMark], distance: float) -> list[MarkGroup]:
        """Return the ``marks`` that are shown; one within ``distance`` pixels of the first of a group is in it."""
        groups: list[tuple[float, list[PlacedMark]]] = []
        for mark in sorted(marks, key=lambda each: each.x):
            if self.shows(mark.x):
                pixel = self.pixel(mark.x)
                if groups and pixel - groups[-1][0] < distance:
                    groups[-1][1].append(mark)
                else:
                    groups.append((pixel, [mark]))
        return [MarkGroup(pixel, tuple(marks)) for pixel, marks in groups]
