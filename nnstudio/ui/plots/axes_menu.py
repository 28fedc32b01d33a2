"""What is seldom chosen about the axes of all plots, in one menu."""

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from nnstudio.session.remembered import saved_flag


class AxesMenu(QPushButton):
    """A button whose menu has a check mark for each logarithmic axis."""

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
            "Draw the loss, and the error instead of the accuracy, on logarithmic axes, where late progress is as "
            "visible as early progress (L)",
        )

    def save(self, settings: QSettings) -> None:
        """Save the choice."""
        settings.setValue("logarithmic", self.logarithmic_y.isChecked())
        settings.setValue("logarithmic_x", self.logarithmic_x.isChecked())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.logarithmic_y.setChecked(saved_flag(settings, "logarithmic", False))
        self.logarithmic_x.setChecked(saved_flag(settings, "logarithmic_x", False))

    def _add(self, label: str, help_text: str) -> QAction:
        action = self.menu().addAction(label)
        action.setCheckable(True)
        action.setToolTip(help_text)
        action.toggled.connect(self.changed)
        return action
