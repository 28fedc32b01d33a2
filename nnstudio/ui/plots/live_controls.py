"""The row of controls above the plots of the live view."""

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from nnstudio.number_text import THIN_SPACE, significant
from nnstudio.runs.run_unit import RUN_UNITS
from nnstudio.session.remembered import saved_number, saved_text
from nnstudio.ui.arranging import ArrangingWidget
from nnstudio.ui.elided_label import ElidedLabel
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.plots.axes_menu import AxesMenu
from nnstudio.ui.plots.curve_plot import DEFAULT_SMOOTHING
from nnstudio.ui.plots.plot_choice import PlotChoice
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

WINDOWS = (0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
"""The smoothings to choose from, in epochs."""
SMOOTHING_WIDTHS = 24, 80
SPACING = 8
WIDEST = 8
"""Letters X that are as wide as the longest unit."""


class LiveControls(ArrangingWidget):
    """Axes, fitting, choice of plots, the earlier run, the penalty and the smoothing."""

    axes_changed = Signal()
    """The unit of the horizontal axes, or what is chosen in the menu, is another."""
    smoothing_changed = Signal(float)
    """How many epochs are averaged now."""
    fit_wanted = Signal()
    earlier_cleared = Signal()
    """The user wants the earlier run removed."""

    def __init__(self, choice: PlotChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axes = AxesMenu()
        self.axes.changed.connect(self.axes_changed)
        self._build_units()
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
        self._buttons = (self.units, self.axes, fit, choice, self._earlier)
        self._right = _side_by_side(self._penalty, self._smoothing_text, self._smoothing)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING)
        self._left = WrappingRow(self._buttons, SPACING)
        self._row.addWidget(self._left)
        self._row.addWidget(self._right, 1)
        self.fit_zoom()

    @property
    def axis(self) -> RunAxis:
        """The horizontal axis that is chosen for all plots."""
        return RunAxis(RUN_UNITS[self.units.currentIndex()], self.axes.logarithmic_x.isChecked())

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

    def arrange(self) -> None:
        """Continue on a second line where there is no room for all."""
        shown = [button for button in self._buttons if not button.isHidden()]
        left = sum(button.minimumSizeHint().width() + SPACING for button in shown)
        has_room = left + self._right.minimumSizeHint().width() <= self.width()
        self._left.setMinimumWidth(left if has_room else 0)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if has_room else QBoxLayout.Direction.TopToBottom)

    def fit_zoom(self) -> None:
        """Use the current zoom."""
        self._smoothing.setMinimumWidth(scaled(SMOOTHING_WIDTHS[0]))
        self._smoothing.setMaximumWidth(scaled(SMOOTHING_WIDTHS[1]))

    def save(self, settings: QSettings) -> None:
        """Save the axes and the smoothing."""
        self.axes.save(settings)
        settings.setValue("smoothing", self._smoothing.value())
        settings.setValue("unit", self.axis.unit.key)

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.axes.restore(settings)
        self._smoothing.setValue(saved_number(settings, "smoothing", WINDOWS.index(DEFAULT_SMOOTHING)))
        keys = [unit.key for unit in RUN_UNITS]
        if (key := saved_text(settings, "unit")) in keys:
            self.units.setCurrentIndex(keys.index(key))

    def _build_units(self) -> None:
        self.units = QuietComboBox()
        self.units.setAccessibleName("Horizontal axis")
        self.units.setToolTip(
            "What the horizontal axes of all plots count: epochs, batches, samples, or active time, which is the time "
            "of training without pauses"
        )
        for unit in RUN_UNITS:
            self.units.addItem(f"x: {unit.label}", unit.key)
        self.units.setMinimumContentsLength(WIDEST)
        self.units.currentIndexChanged.connect(self.axes_changed)

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


def _side_by_side(*widgets: QWidget) -> QWidget:
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACING)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, ElidedLabel) else 0)
    return host


def _window_text(window: float) -> str:
    if not window:
        return "off"
    return f"{100 * window:g}{THIN_SPACE}%" if window < 1 else f"{window:g} epoch" + ("s" if window > 1 else "")
