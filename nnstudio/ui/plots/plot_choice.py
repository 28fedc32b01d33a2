"""Which plots are shown."""

from collections.abc import Mapping

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from nnstudio.ui.focus import handing_on_focus


class PlotChoice(QPushButton):
    """A button whose menu has a check mark for each of ``plots``; those of ``shown`` are checked at first."""

    changed = Signal()

    def __init__(self, plots: Mapping[str, QWidget], shown: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__("Plots", parent)
        self.setAccessibleName("Plots to show")
        self.setToolTip("Choose what is plotted")
        menu = QMenu(self)
        self.setMenu(menu)
        self._plots = dict(plots)
        self.actions_by_label: dict[str, QAction] = {}
        """The check mark of each plot."""
        for label, plot in self._plots.items():
            action = self.actions_by_label[label] = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(label in shown)
            action.setToolTip(plot.toolTip())
            action.toggled.connect(self._on_toggled)
        menu.setToolTipsVisible(True)
        self._on_toggled()

    def is_chosen(self, label: str) -> bool:
        """Return whether the plot called ``label`` is shown."""
        return self.actions_by_label[label].isChecked()

    def save(self, settings: QSettings) -> None:
        """Save which plots are shown."""
        settings.setValue("plots", [label for label in self._plots if self.is_chosen(label)])

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved; unknown plots are passed over."""
        saved = settings.value("plots")
        labels = [saved] if isinstance(saved, str) else saved
        if isinstance(labels, list) and any(label in self._plots for label in labels):
            for label, action in self.actions_by_label.items():
                action.setChecked(label in labels)

    @Slot()
    def _on_toggled(self) -> None:
        if not any(action.isChecked() for action in self.actions_by_label.values()):
            next(iter(self.actions_by_label.values())).setChecked(True)  # none would leave an empty view
            return
        for label, plot in self._plots.items():
            with handing_on_focus(plot):
                plot.setVisible(self.is_chosen(label))
        self.changed.emit()
