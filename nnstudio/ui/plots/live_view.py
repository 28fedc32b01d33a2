"""The live view: loss, accuracy and weights while the network learns."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QSplitter, QVBoxLayout, QWidget

from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished
from nnstudio.runs.quantities import ACCURACY, LOSS
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.curve_plot import DEFAULT_SMOOTHING, CurvePlot
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.results.result_card import ResultCard
from nnstudio.ui.theme import Theme, ThemeController, mark


class LiveView(QWidget):
    """Listens to the session and draws on the frame timer."""

    def __init__(
        self, session: TrainingSession, themes: ThemeController, frames: FrameTimer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.loss = CurvePlot(LOSS, themes.theme)
        self.accuracy = CurvePlot(ACCURACY, themes.theme)
        self.weights = HistogramGrid(themes.theme)
        self.result = ResultCard(session)
        self._curves = (self.loss, self.accuracy)
        self._build()
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluated.connect(self._on_evaluated)
        session.network_changed.connect(self._on_network_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        for plot in (*self._curves, self.weights):
            frames.add(plot.draw_if_changed)

    def toggle_logarithmic(self) -> None:
        """Switch the loss between a linear and a logarithmic axis."""
        self._logarithmic.toggle()

    def change_smoothing(self, steps: int) -> None:
        """Smooth more or less by ``steps`` of 0.05."""
        self._smoothing.setValue(self._smoothing.value() + 5 * steps)

    @property
    def penalty(self) -> str:
        """The text on the penalty; empty if there is none."""
        return self._penalty.text()

    @Slot()
    def fit(self) -> None:
        """Show the whole run in every plot."""
        for curve in self._curves:
            curve.show_all()

    def _build(self) -> None:
        curves, splitter = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        for curve in self._curves:
            curves.addWidget(curve)
        for widget in (curves, self.weights):
            splitter.addWidget(widget)
        for each in (curves, splitter):
            each.setChildrenCollapsible(False)
            each.setHandleWidth(16)
        splitter.setSizes([360, 240])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.result)
        layout.addLayout(self._build_controls())
        layout.addWidget(splitter, 1)

    def _build_controls(self) -> QHBoxLayout:
        self._logarithmic = QCheckBox("Logarithmic loss axis")
        self._logarithmic.setToolTip(
            "Draw the loss on a logarithmic axis, where late progress is as visible as early progress (L)"
        )
        self._logarithmic.toggled.connect(self._on_logarithmic_toggled)
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setRange(0, 99)
        self._smoothing.setFixedWidth(120)
        self._smoothing.setToolTip(
            "How much the batch curve is smoothed; the raw curve stays visible behind it ([ less, ] more)"
        )
        self._smoothing.valueChanged.connect(self._on_smoothing_changed)
        self._smoothing_text = QLabel()
        mark(self._smoothing_text, "role", "number")
        self._smoothing_text.setMinimumWidth(32)
        self._smoothing.setValue(round(100 * DEFAULT_SMOOTHING))
        self._penalty = QLabel()
        mark(self._penalty, "role", "caption")
        self._penalty.setToolTip(
            "The penalty on the weights, not included in the loss shown; training lowers their sum"
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._logarithmic)
        row.addWidget(self._penalty)
        row.addStretch(1)
        label = QLabel("Smoothing")
        label.setBuddy(self._smoothing)
        row.addWidget(label)
        row.addWidget(self._smoothing)
        row.addWidget(self._smoothing_text)
        return row

    def _show_penalty(self, penalty: float) -> None:
        self._penalty.setText(f"L1/L2 penalty: {penalty:.4f}" if penalty else "")

    @Slot(bool)
    def _on_logarithmic_toggled(self, is_logarithmic: bool) -> None:
        self.loss.set_logarithmic(is_logarithmic)

    @Slot(int)
    def _on_smoothing_changed(self, hundredths: int) -> None:
        self._smoothing_text.setText(f"{hundredths / 100:.2f}")
        for curve in self._curves:
            curve.set_smoothing(hundredths / 100)

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        evaluations = run.history.evaluations
        self._show_penalty(evaluations[-1].penalty if evaluations else 0.0)
        for curve in self._curves:
            curve.set_history(run.history, len(run.started.class_names))

    @Slot(object)
    def _on_batches_finished(self, _group: BatchesFinished) -> None:
        for curve in self._curves:
            curve.note_change()

    @Slot(object)
    def _on_evaluated(self, event: Evaluated) -> None:
        self._show_penalty(event.penalty)
        for curve in self._curves:
            curve.note_change()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self.weights.show_network(active)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for curve in self._curves:
            curve.set_theme(theme)
        self.weights.set_theme(theme)
