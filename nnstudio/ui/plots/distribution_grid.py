"""The distributions of weights, biases, gradients, updates or activations of every layer over a run."""

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, QSettings, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.layer_statistics import KINDS
from nnstudio.runs.history import History
from nnstudio.runs.run_unit import EPOCHS
from nnstudio.session.remembered import saved_text
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.plots.compared_moment import COMPARED_MOMENTS, FIRST, ComparedMoment
from nnstudio.ui.plots.distribution_looks import LOOKS
from nnstudio.ui.plots.distribution_series import DistributionSeries, Moments
from nnstudio.ui.plots.layer_distribution import LayerDistribution
from nnstudio.ui.plots.plot_canvas import CROSSHAIR_KEYS
from nnstudio.ui.plots.plot_columns import PlotColumns
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.small_plot import SmallPlot
from nnstudio.ui.theme import Theme, mark

INTERVAL = 500
"""Milliseconds between two drawings."""
EMPTY = "The distributions of each layer appear here once training starts."
HELP = (
    "How the values of each layer are distributed over the run: as a heat map, as a ridge of histograms, as bands of "
    "percentiles, or now against before."
)


class DistributionGrid(QWidget):
    """A plot for each layer; plots are created once, and hidden while a run has fewer layers."""

    canvas_built = Signal(object)
    """A plot was created in which the pointer and the keys can move the crosshair."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history, self._names = History(), dict[int, str]()
        self._series: dict[tuple[int, str], DistributionSeries] = {}
        self._plots: list[LayerDistribution] = []
        self._waiting: list[tuple[LayerDistribution, str, DistributionSeries]] = []
        self._axis = RunAxis()
        self._crosshair: tuple[float | None, bool] = (None, False)
        self._is_changed = True
        self._since = QElapsedTimer()
        self.setToolTip(HELP)
        self.setWhatsThis(f"{HELP} {CROSSHAIR_KEYS}")
        self._empty, self._legend = QLabel(EMPTY), QLabel()
        mark(self._empty, "role", "muted")
        mark(self._legend, "role", "caption")
        self._legend.setWordWrap(True)
        self.kinds = self._choice(
            "Distribution of",
            "Which values are shown. Gradients and updates are those of the weights.",
            {kind: kind.capitalize() for kind in KINDS},
        )
        self.looks = self._choice("Drawn as", "How distributions are drawn.", {look: look for look in LOOKS})
        self.compared = self._choice(
            "Compared with",
            "Which moment of the run now is compared with. The measurement nearest to it is drawn.",
            {moment.key: moment.label for moment in COMPARED_MOMENTS},
        )
        self._columns = PlotColumns()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._head = self._build_head()
        layout.addLayout(self._head)
        for widget in (self._legend, self._empty, self._columns):
            layout.addWidget(widget)
        self._on_choice_changed()

    @property
    def texts(self) -> list[str]:
        """The captions of the layers that are shown."""
        return [plot.text for plot in self._shown]

    @property
    def spreads(self) -> list[str]:
        """The percentiles of the layers that are shown, in words."""
        return [plot.spread for plot in self._shown]

    @property
    def legend(self) -> str:
        """What is drawn, as HTML."""
        return self._legend.text()

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the title."""
        self._head.addWidget(widget)

    def set_filling(self, is_filling: bool) -> None:
        """Take all the height there is, or the usual one."""
        for canvas in self.findChildren(SmallPlot):
            canvas.set_filling(is_filling)

    def set_history(self, history: History, names: Mapping[int, str]) -> None:
        """Show another run, whose network has layers with these ``names`` by their index."""
        self._history, self._names = history, dict(names)
        self._series.clear()
        self._crosshair = (None, False)
        self._draw_soon()

    def note_change(self) -> None:
        """Redraw on one of the next frames."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the run if it changed and the grid is visible: one layer in each call, as all would hold up the pen."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if not self.isVisible():
            return
        if self._is_changed and is_due and not self._waiting:
            self._is_changed = False
            self._since.start()
            self._begin_drawing()
        if self._waiting:
            plot, name, series = self._waiting.pop(0)
            plot.show_series(name, series, self.looks.currentData())
            plot.show_crosshair(*self._crosshair)

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a line at the coordinate ``x`` of the run and name the values there, or none and the newest."""
        had_pin = self._crosshair if self._crosshair[1] else None
        self._crosshair = x, is_pinned
        if self.isVisible():
            for plot in self._shown:
                plot.show_crosshair(x, is_pinned)
        if had_pin != (self._crosshair if is_pinned else None):
            self._draw_soon()  # now may be compared with it

    def bring_into_view(self, _x: float) -> None:
        """Leave everything: these plots always show the whole run."""

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another ``axis`` of the run."""
        self._axis = axis
        for plot in self._plots:
            plot.set_axis(axis)
        self._draw_soon()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._show_legend()
        for plot in self._plots:
            plot.set_theme(theme)

    def save(self, settings: QSettings) -> None:
        """Save which values are shown and how."""
        settings.setValue("distribution_of", self.kinds.currentData())
        settings.setValue("distribution_as", self.looks.currentData())
        settings.setValue("compared_with", self.compared.currentData())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved; unknown names are passed over."""
        boxes = {"distribution_of": self.kinds, "distribution_as": self.looks, "compared_with": self.compared}
        for key, box in boxes.items():
            index = box.findData(saved_text(settings, key))
            box.setCurrentIndex(max(0, index))

    @property
    def _shown(self) -> list[LayerDistribution]:
        return [plot for plot in self._plots if not plot.isHidden()]

    def _choice(self, name: str, text: str, labels: Mapping[str, str]) -> QComboBox:
        """Return a box of choices, whose ``labels`` are given by their keys."""
        box = QuietComboBox()
        box.setAccessibleName(name)
        box.setToolTip(text)
        box.setMinimumContentsLength(max(map(len, labels.values())))
        for key, label in labels.items():
            box.addItem(label, key)
        box.currentIndexChanged.connect(self._on_choice_changed)
        return box

    def _build_head(self) -> QHBoxLayout:
        title = QLabel("Over time")
        mark(title, "role", "heading")
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (title, self.kinds, self.looks, self.compared):
            head.addWidget(widget)
        head.addStretch(1)
        return head

    @Slot()
    def _on_choice_changed(self) -> None:
        with handing_on_focus(self.compared):
            self.compared.setVisible(not LOOKS[self.looks.currentData()].shows_time)
        self._show_legend()
        self._draw_soon()

    def _show_legend(self, moments: Moments | None = None) -> None:
        before = self._compared.label.lower()
        if moments is not None and len(moments.x):
            place = self._axis.unit.text(float(self._axis.values(moments.x[moments.before])))
            missing = self._compared.missing if self._before is None else ""
            chosen = FIRST if missing else self._compared
            before = " · ".join(filter(None, (chosen.text(place), missing)))
        text = LOOKS[self.looks.currentData()].legend_in(self._theme, before)
        if text != self._legend.text():
            self._legend.setText(text)

    @property
    def _compared(self) -> ComparedMoment:
        return COMPARED_MOMENTS[self.compared.currentIndex()]

    @property
    def _before(self) -> float | None:
        """The position in epochs that now is compared with; None if there is no such moment."""
        x, is_pinned = self._crosshair
        pinned = None
        if x is not None and is_pinned:
            pinned = float(EPOCHS.converted(self._history, self._axis.values(x), self._axis.unit))
        return self._compared.of(self._history, pinned) if self._history.layers else None

    def _draw_soon(self) -> None:
        self._is_changed = True
        self._waiting.clear()
        self._since.invalidate()

    def _begin_drawing(self) -> None:
        kind, measured = self.kinds.currentData(), self._history.layers
        layers = measured[-1].layers if measured else ()
        shown = [number for number, layer in enumerate(layers) if kind in layer.histograms]
        self._empty.setVisible(not shown)
        while len(self._plots) < len(shown):
            self._plots.append(LayerDistribution(self._theme, self._columns))
            self._plots[-1].set_axis(self._axis)
            self._plots[-1].canvas_built.connect(self.canvas_built)
        moments = Moments.of(self._history, self._axis, self._before or 0.0)
        self._show_legend(moments)
        for plot, number in zip(self._plots, shown, strict=False):
            index = layers[number].index
            series = self._series.setdefault((number, kind), DistributionSeries(number, kind))
            series.follow(moments)
            self._waiting.append((plot, self._names.get(index, f"layer {index}"), series))
        for number, plot in enumerate(self._plots):
            plot.setVisible(number < len(shown))
        self._columns.show_in_columns(self._plots)
