"""Which plots are shown."""

from collections.abc import Mapping

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class PlotChoice(QPushButton):
    """A button whose menu has a check mark for each plot: ``plots`` are their labels with what they show.

    Those of ``shown`` are checked at first; the last one that is checked stays so.
    """

    changed = Signal()

    def __init__(self, plots: Mapping[str, str], shown: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__("Plots", parent)
        self.setAccessibleName("Plots to show")
        self.setToolTip("Choose what is plotted")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self.actions_by_label: dict[str, QAction] = {}
        """The check mark of each plot."""
        for label, text in plots.items():
            action = self.actions_by_label[label] = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(label in shown)
            action.setToolTip(text)
            action.toggled.connect(self._on_toggled)

    def is_chosen(self, label: str) -> bool:
        """Return whether the plot called ``label`` is shown."""
        return self.actions_by_label[label].isChecked()

    def choose(self, label: str) -> None:
        """Show the plot called ``label``, too."""
        self.actions_by_label[label].setChecked(True)

    def save(self, settings: QSettings) -> None:
        """Save which plots are shown."""
        settings.setValue("plots", [label for label in self.actions_by_label if self.is_chosen(label)])

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved; unknown plots are passed over."""
        saved = settings.value("plots")
        labels = [saved] if isinstance(saved, str) else saved  # a list of one comes back as a text
        if isinstance(labels, list) and any(label in self.actions_by_label for label in labels):
            for is_chosen in (True, False):  # first those that are shown: none would leave an empty view
                for label, action in self.actions_by_label.items():
                    if (label in labels) == is_chosen:
                        action.setChecked(is_chosen)

    @Slot()
    def _on_toggled(self) -> None:
        if any(action.isChecked() for action in self.actions_by_label.values()):
            self.changed.emit()
        else:
            next(iter(self.actions_by_label.values())).setChecked(True)  # none would leave an empty view
