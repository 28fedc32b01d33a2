"""The row of controls above the plots of the live view."""

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from nnstudio.number_text import THIN_SPACE, significant
from nnstudio.session.remembered import saved_flag, saved_number
from nnstudio.ui.elided_label import ElidedLabel
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.plots.curve_plot import DEFAULT_SMOOTHING
from nnstudio.ui.plots.plot_choice import PlotChoice
from nnstudio.ui.theme import mark, scaled

WINDOWS = (0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
"""The smoothings to choose from, in epochs."""
SMOOTHING_WIDTHS = 24, 80


class LiveControls(QWidget):
    """Axes, fitting, choice of plots, the earlier run, the penalty and the smoothing."""

    logarithmic_toggled = Signal(bool)
    smoothing_changed = Signal(float)
    """How many epochs are averaged now."""
    fit_wanted = Signal()
    earlier_cleared = Signal()
    """The user wants the earlier run removed."""

    def __init__(self, choice: PlotChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.logarithmic = QCheckBox("Logarithmic")
        self.logarithmic.setToolTip(
            "Draw the loss, and the error instead of the accuracy, on logarithmic axes, where late progress is as "
            "visible as early progress (L)"
        )
        self.logarithmic.toggled.connect(self.logarithmic_toggled)
        self._build_smoothing()
        self._penalty = ElidedLabel("caption")
        self._penalty.setToolTip(
            "The penalty on the weights, not included in the loss shown; training lowers their sum"
        )
        fit = QPushButton("Fit")
        mark(fit, "small", True)
        fit.setToolTip("Show the whole run in every plot (F, or double-click in a plot)")
        fit.clicked.connect(self.fit_wanted)
        self._earlier = QPushButton("Earlier ✕")
        mark(self._earlier, "small", True)
        self._earlier.setAccessibleName("Remove the earlier run")
        self._earlier.setToolTip("Remove the earlier run: the grey curves, its batches and, dashed, its validation set")
        self._earlier.clicked.connect(self.earlier_cleared)
        self._earlier.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.logarithmic)
        row.addWidget(fit)
        row.addWidget(choice)
        row.addWidget(self._earlier)
        row.addWidget(self._penalty, 1)
        row.addWidget(self._smoothing_text)
        row.addWidget(self._smoothing)
        self.fit_zoom()

    @property
    def smoothing(self) -> float:
        """Over how many epochs the batch curves are smoothed."""
        return WINDOWS[self._smoothing.value()]

    @property
    def penalty(self) -> str:
        """The text on the penalty; empty if there is none."""
        return self._penalty.text()

    def change_smoothing(self, steps: int) -> None:
        """Smooth more or less by ``steps`` of the slider."""
        self._smoothing.setValue(self._smoothing.value() + steps)

    def show_penalty(self, penalty: float) -> None:
        """Show the ``penalty`` on the weights, or nothing if it is 0."""
        self._penalty.setText(f"L1/L2 penalty: {significant(penalty)}" if penalty else "")

    def offer_to_clear_earlier(self, is_shown: bool) -> None:
        """Show the button that removes the earlier run, or not."""
        with handing_on_focus(self._earlier):
            self._earlier.setVisible(is_shown)

    def fit_zoom(self) -> None:
        """Use the current zoom."""
        self._smoothing.setMinimumWidth(scaled(SMOOTHING_WIDTHS[0]))
        self._smoothing.setMaximumWidth(scaled(SMOOTHING_WIDTHS[1]))

    def save(self, settings: QSettings) -> None:
        """Save the axes and the smoothing."""
        settings.setValue("logarithmic", self.logarithmic.isChecked())
        settings.setValue("smoothing", self._smoothing.value())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.logarithmic.setChecked(saved_flag(settings, "logarithmic", False))
        self._smoothing.setValue(saved_number(settings, "smoothing", WINDOWS.index(DEFAULT_SMOOTHING)))

    def _build_smoothing(self) -> None:
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

    @Slot(int)
    def _on_smoothing_changed(self, index: int) -> None:
        self._smoothing_text.setText(f"Smoothing {_window_text(WINDOWS[index])}")
        self.smoothing_changed.emit(WINDOWS[index])


def _window_text(window: float) -> str:
    if not window:
        return "off"
    return f"{100 * window:g}{THIN_SPACE}%" if window < 1 else f"{window:g} epoch" + ("s" if window > 1 else "")
