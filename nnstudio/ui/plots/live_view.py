"""The live view: loss, accuracy and weights while the network learns."""

from PySide6.QtCore import QSettings, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnstudio.engine.events import Evaluated
from nnstudio.number_text import THIN_SPACE, significant
from nnstudio.runs.events import BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY, LOSS
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.remembered import saved_bytes, saved_flag, saved_number
from nnstudio.session.session import TrainingSession
from nnstudio.ui.elided_label import ElidedLabel
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.export.view_exports import run_tables
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.curve_plot import DEFAULT_SMOOTHING, CurvePlot
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.readout import Readout
from nnstudio.ui.results.epochs_table import EpochsTable
from nnstudio.ui.results.result_card import ResultCard
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.theme import Theme, ThemeController, mark, scaled

WINDOWS = (0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
"""The smoothings to choose from, in epochs."""
HANDLE_WIDTH = 9
LOWEST_PLOTS = 340
"""Minimum height of all plots in pixels; lower ones show no more than their axes."""
SMOOTHING_WIDTHS = 24, 80


class LiveView(QScrollArea):
    """Listens to the session and draws on the frame timer; it scrolls in a low window."""

    def __init__(
        self,
        session: TrainingSession,
        run_actions: RunActions,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.loss = CurvePlot(LOSS, themes.theme)
        self.accuracy = CurvePlot(ACCURACY, themes.theme)
        self.weights = HistogramGrid(themes.theme)
        self.result = ResultCard(session, run_actions.train_on)
        self.epochs = EpochsTable(session, themes)
        self._shown: ShownRun | None = None
        self._is_presented = False
        self._curves = (self.loss, self.accuracy)
        for plot, name in ((self.loss, "Loss"), (self.accuracy, "Accuracy"), (self.weights, "Weights")):
            Exporter(plot, name, run_tables(session))
        self._readout = Readout(self._curves, self)
        self._build()
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluated.connect(self._on_evaluated)
        session.network_changed.connect(self._on_network_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        for part in (*self._curves, self.weights, self._readout):
            frames.add(part.draw_if_changed)

    def toggle_logarithmic(self) -> None:
        """Switch between linear and logarithmic axes."""
        self._logarithmic.toggle()

    def change_smoothing(self, steps: int) -> None:
        """Smooth more or less by ``steps`` of the slider."""
        self._smoothing.setValue(self._smoothing.value() + steps)

    @property
    def is_logarithmic(self) -> bool:
        """Whether the axes are logarithmic."""
        return self._logarithmic.isChecked()

    @property
    def smoothing(self) -> float:
        """Over how many epochs the batch curves are smoothed."""
        return WINDOWS[self._smoothing.value()]

    def save(self, settings: QSettings) -> None:
        """Save the axes, the smoothing and the sizes of the plots."""
        settings.setValue("logarithmic", self._logarithmic.isChecked())
        settings.setValue("smoothing", self._smoothing.value())
        settings.setValue("columns", self._columns.saveState())
        settings.setValue("rows", self._rows.saveState())
        settings.setValue("epochs", self.epochs.section.is_open)

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self._logarithmic.setChecked(saved_flag(settings, "logarithmic", False))
        self._smoothing.setValue(saved_number(settings, "smoothing", WINDOWS.index(DEFAULT_SMOOTHING)))
        self._columns.restoreState(saved_bytes(settings, "columns"))
        self._rows.restoreState(saved_bytes(settings, "rows"))
        self._set_up_splitters()
        self.epochs.section.heading.setChecked(saved_flag(settings, "epochs", False))

    @Slot(bool)
    def set_presented(self, is_presented: bool) -> None:
        """Leave the room to the plots during a presentation."""
        self._is_presented = is_presented
        self._fit_zoom()
        self.result.set_presented(is_presented)
        with handing_on_focus(self.epochs):
            self.epochs.setVisible(not is_presented)

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
        self._columns, self._rows = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        for curve in self._curves:
            self._columns.addWidget(curve)
        for widget in (self._columns, self.weights):
            self._rows.addWidget(widget)
        self._rows.setSizes([360, 240])
        self._rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._set_up_splitters()
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
        layout.addWidget(self.result)
        layout.addLayout(self._build_controls())
        layout.addWidget(self._rows, 1)
        layout.addWidget(self.epochs)
        self.epochs.section.heading.clicked.connect(self._on_epochs_unfolded)
        self._fit_zoom()

    def _fit_zoom(self) -> None:
        # A presentation shows all plots at once rather than a part of them larger.
        self._rows.setMinimumHeight(LOWEST_PLOTS if self._is_presented else scaled(LOWEST_PLOTS))
        self._smoothing.setMinimumWidth(scaled(SMOOTHING_WIDTHS[0]))
        self._smoothing.setMaximumWidth(scaled(SMOOTHING_WIDTHS[1]))

    def _set_up_splitters(self) -> None:
        for each in (self._columns, self._rows):
            each.setChildrenCollapsible(False)
            each.setHandleWidth(HANDLE_WIDTH)

    def _build_controls(self) -> QHBoxLayout:
        self._logarithmic = QCheckBox("Logarithmic")
        self._logarithmic.setToolTip(
            "Draw the loss, and the error instead of the accuracy, on logarithmic axes, where late progress is as "
            "visible as early progress (L)"
        )
        self._logarithmic.toggled.connect(self._on_logarithmic_toggled)
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setRange(0, len(WINDOWS) - 1)
        self._smoothing.setPageStep(1)
        self._smoothing.setAccessibleName("Smoothing")
        self._smoothing.setToolTip(
            "Over how much of an epoch the batch curve is averaged; the raw curve stays visible behind it "
            "([ less, ] more)"
        )
        self._smoothing.valueChanged.connect(self._on_smoothing_changed)
        self._smoothing_text = QLabel()
        self._smoothing_text.setBuddy(self._smoothing)
        mark(self._smoothing_text, "role", "number")
        self._smoothing_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._smoothing.setValue(WINDOWS.index(DEFAULT_SMOOTHING))
        self._penalty = ElidedLabel("caption")
        self._penalty.setToolTip(
            "The penalty on the weights, not included in the loss shown; training lowers their sum"
        )
        fit = QPushButton("Fit")
        mark(fit, "small", True)
        fit.setToolTip("Show the whole run in every plot (F, or double-click in a plot)")
        fit.clicked.connect(self.fit)
        self._earlier = QPushButton("Earlier ✕")
        mark(self._earlier, "small", True)
        self._earlier.setAccessibleName("Remove the earlier run")
        self._earlier.setToolTip("Remove the earlier run: the grey curves, its batches and, dashed, its validation set")
        self._earlier.clicked.connect(self._on_earlier_cleared)
        self._earlier.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._logarithmic)
        row.addWidget(fit)
        row.addWidget(self._earlier)
        row.addWidget(self._penalty, 1)
        row.addWidget(self._smoothing_text)
        row.addWidget(self._smoothing)
        return row

    def _show_earlier(self, history: History | None) -> None:
        """Draw an earlier run behind the curves, or none."""
        for curve in self._curves:
            curve.ghost.show(history)
            curve.note_change()
        with handing_on_focus(self._earlier):
            self._earlier.setVisible(history is not None)

    @Slot()
    def _on_earlier_cleared(self) -> None:
        self._show_earlier(None)

    def _show_penalty(self, penalty: float) -> None:
        self._penalty.setText(f"L1/L2 penalty: {significant(penalty)}" if penalty else "")

    @Slot(bool)
    def _on_logarithmic_toggled(self, is_logarithmic: bool) -> None:
        for curve in self._curves:
            curve.set_logarithmic(is_logarithmic)
        self._readout.note_change()

    @Slot(int)
    def _on_smoothing_changed(self, index: int) -> None:
        window = WINDOWS[index]
        self._smoothing_text.setText(f"Smoothing {_window_text(window)}")
        for curve in self._curves:
            curve.set_smoothing(window)
        self._readout.note_change()

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        evaluations = run.history.evaluations
        self._show_penalty(evaluations[-1].penalty if evaluations else 0.0)
        shown = self._shown
        if shown is not None and shown.started.folder != run.started.folder and shown.history.step:
            self._show_earlier(shown.history)
        self._shown = run
        for curve in self._curves:
            curve.set_history(run.history, len(run.started.class_names), run.settings.training.loss)
        self._readout.set_history(run.history)

    @Slot(object)
    def _on_batches_finished(self, _group: BatchesFinished) -> None:
        self._note_change()

    @Slot(object)
    def _on_evaluated(self, event: Evaluated) -> None:
        self._show_penalty(event.penalty)
        self._note_change()

    def _note_change(self) -> None:
        for each in (*self._curves, self._readout):
            each.note_change()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self.weights.show_network(active)

    @Slot()
    def _on_epochs_unfolded(self) -> None:
        """Scroll to the table once it has its height; folded, it leaves nothing to scroll to."""
        QTimer.singleShot(0, self, self._show_epochs)

    @Slot()
    def _show_epochs(self) -> None:
        self.ensureWidgetVisible(self.epochs, 0, 0)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._fit_zoom()
        for curve in self._curves:
            curve.set_theme(theme)
        self.weights.set_theme(theme)
        self._readout.note_change()


def _window_text(window: float) -> str:
    if not window:
        return "off"
    return f"{100 * window:g}{THIN_SPACE}%" if window < 1 else f"{window:g} epoch" + ("s" if window > 1 else "")
