"""The live view: loss, accuracy, weights and whatever else one wants to see while the network learns."""

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.engine.events import Evaluated
from nnstudio.engine.network import Network
from nnstudio.runs.events import BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY, LOSS
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.remembered import Remembered, saved_flag
from nnstudio.session.session import TrainingSession
from nnstudio.session.timeline import Timeline
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.export.run_tables import run_tables
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from nnstudio.ui.plots.escape import EscapeFirst
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.fixed_ranges import FixedRanges
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.lane_of_run import LaneOfRun
from nnstudio.ui.plots.large_plots import LARGE
from nnstudio.ui.plots.live_controls import LiveControls
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.plot_choice import PlotChoice
from nnstudio.ui.plots.plot_layout import PlotLayout
from nnstudio.ui.plots.readout import Readout
from nnstudio.ui.plots.value_range import ValueRange
from nnstudio.ui.results.epochs_table import EpochsTable
from nnstudio.ui.results.result_card import ResultCard
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.scroll_to import ScrollTo
from nnstudio.ui.theme import Theme, ThemeController, mark

SHOWN = LARGE
"""The plots that are shown at first."""


class LiveView(QScrollArea):
    """Listens to the session and draws on the frame timer; it scrolls in a low window."""

    def __init__(
        self,
        session: TrainingSession,
        health: HealthWatch,
        run_actions: RunActions,
        timeline: Timeline,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.loss = CurvePlot(LOSS, themes.theme)
        self.accuracy = CurvePlot(ACCURACY, themes.theme)
        self.weights = HistogramGrid(themes.theme)
        self.measured = MeasuredPlots(themes.theme, frames, run_tables(session), self)
        self.distributions = DistributionGrid(themes.theme)
        self._followers: tuple[MeasuredPlots | DistributionGrid, ...] = (self.measured, self.distributions)
        self.result = ResultCard(session, run_actions.train_on)
        self.epochs = EpochsTable(session, themes)
        self._timeline = timeline
        self._above = QWidget()
        self._shown: ShownRun | None = None
        self._is_presented = False
        self._scroll = ScrollTo(self)
        self._range = ValueRange.AUTOMATIC
        self._curves = (self.loss, self.accuracy)
        self._plots: dict[str, QWidget] = {"Loss": self.loss, "Accuracy": self.accuracy}
        self._plots |= {"Weights": self.weights, "Over time": self.distributions}
        for name, plot in self._plots.items():
            Exporter(plot, name, run_tables(session))
        self._readout = Readout(self._curves, self._followers, self)
        self.lane = EventLane(themes.theme)
        self._lane_of_run = LaneOfRun(self.lane, self._curves, session, health)
        self._layout = PlotLayout(themes, *self._curves, self.lane, self.weights, self.measured, self.distributions)
        texts = {label: plot.toolTip() for label, plot in self._plots.items()}
        self.choice = PlotChoice(texts | {curves.label: curves.help for curves in RUN_CURVES}, SHOWN)
        self.controls = LiveControls(self.choice)
        fixed = FixedRanges({"Loss": self.loss, "Accuracy": self.accuracy}, self.measured)
        self._remembered: tuple[Remembered, ...] = (self.controls, fixed, self.choice, self.distributions, self._layout)
        EscapeFirst(self, self._readout, self._layout)
        self._build()
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluated.connect(self._on_evaluated)
        session.network_changed.connect(self._on_network_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        for part in (*self._curves, self.weights, self._readout, self.distributions, self._lane_of_run):
            frames.add(part.draw_if_changed)

    @Slot(str)
    def show_plot(self, label: str) -> None:
        """Show the plot called ``label`` and scroll to it."""
        self._layout.release()
        self.choice.choose(label)
        self._scroll.show(self._plots.get(label) or self.measured.plot(label))

    def toggle_logarithmic(self) -> None:
        """Switch between linear and logarithmic vertical axes."""
        self.controls.axes.logarithmic_y.toggle()

    def change_smoothing(self, steps: int) -> None:
        """Smooth more or less by ``steps`` of the slider."""
        self.controls.change_smoothing(steps)

    @property
    def is_logarithmic(self) -> bool:
        """Whether the vertical axes are logarithmic."""
        return self.controls.axes.logarithmic_y.isChecked()

    @property
    def smoothing(self) -> float:
        """Over how many epochs the batch curves are smoothed."""
        return self.controls.smoothing

    def save(self, settings: QSettings) -> None:
        """Save the axes, the smoothing, the choice and the sizes of the plots."""
        for part in self._remembered:
            part.save(settings)
        settings.setValue("epochs", self.epochs.section.is_open)

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        for part in self._remembered:
            part.restore(settings)
        self.epochs.section.heading.setChecked(saved_flag(settings, "epochs", False))

    @Slot(bool)
    def set_presented(self, is_presented: bool) -> None:
        """Leave the room to the plots during a presentation."""
        self._layout.set_presented(is_presented)
        self._is_presented = is_presented
        self.result.set_presented(is_presented)
        self._show_around()

    @Slot()
    def _on_enlarged(self) -> None:
        self._show_around()

    def _show_around(self) -> None:
        """Show what stands around the plots, unless the room is theirs."""
        is_enlarged = self._layout.is_held
        for part, is_shown in ((self._above, not is_enlarged), (self.epochs, not (is_enlarged or self._is_presented))):
            with handing_on_focus(part):
                part.setVisible(is_shown)

    @property
    def penalty(self) -> str:
        """The text on the penalty; empty if there is none."""
        return self.controls.penalty

    @Slot()
    def fit(self) -> None:
        """Show the whole run in every plot."""
        for part in (*self._curves, self.measured):
            part.show_all()

    def _build(self) -> None:
        page = QWidget()
        mark(page, "page", True)
        page.setMinimumWidth(1)  # it follows the width of the view, where its own minimum would be cut
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self.result)
        layout.addWidget(self._above)
        layout.addWidget(self.controls)
        layout.addWidget(self._layout, 1)
        layout.addWidget(self.epochs)
        self.lane.pointed.connect(self._readout.point)
        self.lane.chosen.connect(self._readout.keep)
        self._timeline.changed.connect(self._on_timeline_changed)
        self.controls.axes_changed.connect(self._on_axes_changed)
        self.controls.smoothing_changed.connect(self._on_smoothing_changed)
        self.controls.fit_wanted.connect(self.fit)
        self.controls.earlier_cleared.connect(self._on_earlier_cleared)
        self.choice.changed.connect(self._on_choice_changed)
        self._layout.enlarged.connect(self._on_enlarged)
        self.epochs.section.heading.clicked.connect(self._on_epochs_unfolded)
        self._on_choice_changed()

    @Slot()
    def _on_choice_changed(self) -> None:
        self._layout.show_chosen(self.choice.is_chosen)

    def _show_earlier(self, history: History | None) -> None:
        """Draw an earlier run behind the curves, or none."""
        for curve in self._curves:
            curve.ghost.show(history)
            curve.note_change()
        self.controls.offer_to_clear_earlier(history is not None)

    @Slot()
    def _on_earlier_cleared(self) -> None:
        self._show_earlier(None)

    @Slot()
    def _on_axes_changed(self) -> None:
        axis, is_logarithmic = self.controls.axis, self.is_logarithmic
        if axis != self.loss.axis:
            for plot in (*self._curves, *self._followers, self._readout):
                plot.set_axis(axis)
        for curve in self._curves:
            if is_logarithmic != curve.is_logarithmic:
                curve.set_logarithmic(is_logarithmic)
        self.measured.set_logarithmic(is_logarithmic)
        if (value_range := self.controls.axes.value_range) is not self._range:
            self._range = value_range
            for part in (*self._curves, self.measured):
                part.set_range(value_range)
        self._readout.note_change()

    @Slot(float)
    def _on_smoothing_changed(self, window: float) -> None:
        for curve in self._curves:
            curve.set_smoothing(window)
        self._readout.note_change()

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        evaluations = run.history.evaluations
        self.controls.show_penalty(evaluations[-1].penalty if evaluations else 0.0)
        shown = self._shown
        if shown is not None and shown.started.folder != run.started.folder and shown.history.step:
            self._show_earlier(shown.history)
        self._shown = run
        classes = len(run.started.class_names)
        for curve in self._curves:
            curve.set_history(run.history, classes, run.settings.training.loss)
        network = Network(run.started.settings.network, run.started.input_shape, classes)
        names = {index: network.layer_name(index) for index in range(len(network.layers))}
        for plot in self._followers:
            plot.set_history(run.history, names)
        self._readout.set_history(run.history)

    @Slot(object)
    def _on_batches_finished(self, _group: BatchesFinished) -> None:
        self._note_change()

    @Slot(object)
    def _on_evaluated(self, event: Evaluated) -> None:
        self.controls.show_penalty(event.penalty)
        self._note_change()

    def _note_change(self) -> None:
        for each in (*self._curves, self._readout):
            each.note_change()
        for plot in self._followers:
            plot.note_change()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self.weights.show_network(active)

    @Slot()
    def _on_timeline_changed(self) -> None:
        """Point the crosshair at the step whose weights are shown."""
        place = self._timeline.place
        self._readout.point(None if place is None else self._lane_of_run.place(place.position))

    @Slot()
    def _on_epochs_unfolded(self) -> None:
        """Scroll to the table once it has its height; folded, it leaves nothing to scroll to."""
        self._scroll.show(self.epochs)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._layout.fit_zoom()
        self.controls.fit_zoom()
        for curve in self._curves:
            curve.set_theme(theme)
        for plot in self._followers:
            plot.set_theme(theme)
        for part in (self.weights, self.lane):
            part.set_theme(theme)
        self._readout.note_change()
