"""The plots of layers, epochs and evaluations that are chosen, each built when it is chosen for the first time."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnstudio.runs.history import History
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.ui.export.exporter import Exporter, Tables
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.value_range import ValueRange
from nnstudio.ui.theme import Theme


class MeasuredPlots(QObject):
    """A `MeasuredPlot` for each of the `RUN_CURVES` that is chosen; they can export ``tables``.

    Plots are hidden children of ``parent`` until a layout shows them in their places.
    """

    plot_built = Signal(object)
    """A `MeasuredPlot` was chosen for the first time."""
    canvas_built = Signal(object)
    """A plot was created in which the pointer and the keys can move the crosshair."""

    def __init__(self, theme: Theme, frames: FrameTimer, tables: Tables, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme, self._frames, self._tables = theme, frames, tables
        self._history, self._names = History(), dict[int, str]()
        self._built: dict[str, MeasuredPlot] = {}
        self._axis, self._range, self._is_logarithmic = RunAxis(), ValueRange.AUTOMATIC, False
        self._fixed: dict[str, Limits] = {}  # of plots that are not built yet

    @property
    def plots(self) -> tuple[MeasuredPlot, ...]:
        """Those that have been chosen so far, in the order of the menu."""
        return tuple(self._built[curves.label] for curves in RUN_CURVES if curves.label in self._built)

    def plot(self, label: str) -> MeasuredPlot:
        """Return the plot called ``label``; raise KeyError if it has not been chosen yet."""
        return self._built[label]

    def build(self, is_chosen: Callable[[str], bool]) -> None:
        """Build the plots whose label ``is_chosen`` and that are not built yet."""
        for curves in RUN_CURVES:
            if is_chosen(curves.label) and curves.label not in self._built:
                plot = self._built[curves.label] = MeasuredPlot(curves, self._theme, self._parent)
                plot.hide()
                plot.set_axis(self._axis)
                plot.set_logarithmic(self._is_logarithmic)
                plot.set_range(self._range)
                plot.fix(self._fixed.pop(curves.label, None))
                plot.set_history(self._history, self._names)
                Exporter(plot, curves.label, self._tables)
                self._frames.add(plot.draw_if_changed)
                self.plot_built.emit(plot)
                self.canvas_built.emit(plot.canvas)

    def set_filling(self, is_filling: bool) -> None:
        """Take all the height there is, or the usual one."""
        for plot in self.plots:
            plot.set_filling(is_filling)

    def set_history(self, history: History, names: Mapping[int, str]) -> None:
        """Show another run, whose network has layers with these ``names`` by their index."""
        self._history, self._names = history, dict(names)
        for plot in self.plots:
            plot.set_history(history, names)

    def note_change(self) -> None:
        """Redraw on one of the next frames."""
        for plot in self.plots:
            plot.note_change()

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis``."""
        self._axis = axis
        for plot in self.plots:
            plot.set_axis(axis)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Make the vertical axes logarithmic or linear, where both make sense."""
        if is_logarithmic != self._is_logarithmic:
            self._fixed.clear()
        self._is_logarithmic = is_logarithmic
        for plot in self.plots:
            plot.set_logarithmic(is_logarithmic)

    def show_all(self) -> None:
        """Show the whole run in every plot, and let the axes follow it again."""
        self._fixed.clear()
        for plot in self.plots:
            plot.show_all()

    def bring_into_view(self, x: float) -> None:
        """Let the coordinate ``x`` be seen in every plot."""
        for plot in self.plots:
            plot.bring_into_view(x)

    def set_range(self, kind: ValueRange) -> None:
        """Choose another range of values."""
        self._range = kind
        self._fixed.clear()
        for plot in self.plots:
            plot.set_range(kind)

    @property
    def fixed_limits(self) -> dict[str, Limits | None]:
        """The limits of fixed vertical axes by the label of their plot; None where the plot is not fixed."""
        return self._fixed | {label: plot.fixed_limits for label, plot in self._built.items()}

    def fix(self, limits: Mapping[str, Limits]) -> None:
        """Use these ``limits``, by the label of a plot, if ranges are fixed; the next drawing chooses the others."""
        if self._range is ValueRange.FIXED:
            self._fixed = {label: each for label, each in limits.items() if label not in self._built}
            for label, plot in self._built.items():
                plot.fix(limits.get(label))

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a vertical line at the coordinate ``x`` and name the values there, or none and the newest."""
        for plot in self.plots:
            plot.show_crosshair(x, is_pinned)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for plot in self.plots:
            plot.set_theme(theme)
