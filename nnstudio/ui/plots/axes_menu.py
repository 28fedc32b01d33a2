"""What is seldom chosen about the axes of all plots, in one menu."""

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from nnstudio.session.remembered import saved_flag, saved_text
from nnstudio.ui.plots.value_range import ValueRange

RANGES = {
    ValueRange.AUTOMATIC: (
        "y: what matters",
        "Leave the beginning of a run and spikes out of the plots where they would flatten the rest (▲ ▼ mark them)",
    ),
    ValueRange.FREE: ("y: all that is seen", "Fit every value of the part of the run that is seen, also when zoomed"),
    ValueRange.ZERO: (
        "y: from zero",
        "Begin at zero and end at the highest value of the part of the run that is seen",
    ),
    ValueRange.FIXED: (
        "y: fixed",
        "Keep the values of the vertical axes as they are now, also for the next run; Fit chooses them anew",
    ),
}
"""The entry of each range of values, and its help."""
NO_ZERO = "; a logarithmic axis has none, so it shows what matters"


class AxesMenu(QPushButton):
    """A button whose menu has a check mark for each logarithmic axis, and the ranges of values to choose from."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Axes", parent)
        self.setAccessibleName("Axes of the plots")
        self.setToolTip("Choose how the axes of the plots are divided")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self.logarithmic_x = self._add(
            "Logarithmic x",
            "Draw the course of the run on a logarithmic axis, where its first batches are as visible as the late ones",
        )
        self.logarithmic_y = self._add(
            "Logarithmic y",
            "Draw the loss, the error instead of the accuracy, the learning rate, times and penalties on logarithmic "
            "axes, where late progress is as visible as early progress (L)",
        )

        menu.addSeparator()
        group = QActionGroup(self)
        self.ranges = {kind: self._add(*texts) for kind, texts in RANGES.items()}
        for action in self.ranges.values():
            group.addAction(action)
        self.ranges[ValueRange.AUTOMATIC].setChecked(True)
        self.logarithmic_y.toggled.connect(self._on_logarithmic)
        for action in menu.actions():
            action.toggled.connect(self.changed)

    @property
    def value_range(self) -> ValueRange:
        """How the limits of the vertical axes are chosen."""
        chosen = (kind for kind, action in self.ranges.items() if action.isChecked())
        return next(chosen, ValueRange.AUTOMATIC)

    def save(self, settings: QSettings) -> None:
        """Save the choice."""
        settings.setValue("logarithmic", self.logarithmic_y.isChecked())
        settings.setValue("logarithmic_x", self.logarithmic_x.isChecked())
        settings.setValue("range", str(self.value_range))

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.logarithmic_y.setChecked(saved_flag(settings, "logarithmic", False))
        self.logarithmic_x.setChecked(saved_flag(settings, "logarithmic_x", False))
        saved = {str(kind): action for kind, action in self.ranges.items()}
        saved.get(saved_text(settings, "range"), self.ranges[ValueRange.AUTOMATIC]).setChecked(True)

    def _add(self, label: str, help_text: str) -> QAction:
        action = self.menu().addAction(label)
        action.setCheckable(True)
        action.setToolTip(help_text)
        return action

    @Slot(bool)
    def _on_logarithmic(self, is_logarithmic: bool) -> None:
        _, text = RANGES[ValueRange.ZERO]
        self.ranges[ValueRange.ZERO].setToolTip(text + NO_ZERO if is_logarithmic else text)
