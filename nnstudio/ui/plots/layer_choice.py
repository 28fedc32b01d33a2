"""Which layers are shown."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class LayerChoice(QPushButton):
    """A button whose menu has a check mark for each layer; hidden while there are only two or fewer."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Layers", parent)
        self.setAccessibleName("Layers to show")
        self.setToolTip("Choose the layers whose histograms are shown")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._all = self._menu.addAction("All layers")
        self._all.triggered.connect(self._on_all)
        self._menu.addSeparator()
        self._layers: list[QAction] = []
        self.hide()

    @property
    def layers(self) -> list[QAction]:
        """The check mark of each layer."""
        return [action for action in self._layers if action.isVisible()]

    def offer(self, titles: Sequence[str]) -> None:
        """Offer other layers, all of them shown; nothing changes if they are called as before."""
        if list(titles) == [action.text() for action in self.layers]:
            return
        while len(self._layers) < len(titles):
            action = self._menu.addAction("")
            action.setCheckable(True)
            action.toggled.connect(self._on_toggled)
            self._layers.append(action)
        for index, action in enumerate(self._layers):
            action.setVisible(index < len(titles))
            action.setText(titles[index] if index < len(titles) else "")
        self._on_all()
        self.setVisible(len(titles) > 2)

    def is_chosen(self, index: int) -> bool:
        """Return whether the layer at ``index`` is shown."""
        return self._layers[index].isChecked()

    @Slot()
    def _on_all(self) -> None:
        for action in self._layers:
            action.setChecked(True)

    @Slot(bool)
    def _on_toggled(self, is_checked: bool) -> None:
        if not is_checked and not any(action.isChecked() for action in self.layers):
            self._all.trigger()  # none would leave an empty grid
        self.changed.emit()
