"""The field that finds a setting."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from nnstudio.ui.settings.setting_index import FoundSetting, SettingIndex


class SettingSearch(QLineEdit):
    """Lists the settings that match what is typed; Enter takes the first of them, Escape clears the field."""

    setting_chosen = Signal(str)
    """The path of a setting that was found."""

    def __init__(self, index: Callable[[], SettingIndex]) -> None:
        """Take ``index``, which returns the index of the current settings."""
        super().__init__()
        self._index = index
        self._found: list[FoundSetting] = []
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.setCompleter(completer)
        popup = completer.popup()
        assert popup is not None
        self._list = popup
        self.setPlaceholderText("Find a setting…")
        self.setAccessibleName("Find a setting")
        self.setToolTip("Find a setting by its name or by a word of its help (Ctrl+F). Esc clears the field")
        self.textEdited.connect(self._on_text_edited)
        self.returnPressed.connect(self._on_return_pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the field and close the list with Escape; in an empty one, Escape is left to the window."""
        if Qt.Key(event.key()) == Qt.Key.Key_Escape and self.text():
            self._found = []
            self._list.hide()
            self.clear()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self._found = self._index().find(text)
        self._model.setStringList([str(found) for found in self._found])

    @Slot()
    def _on_return_pressed(self) -> None:
        row = self._list.currentIndex().row() if self._list.isVisible() else -1
        self._choose(max(0, row))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        if row >= len(self._found):
            return
        path = self._found[row].path
        self._found = []
        self._list.hide()
        # The completer writes what was chosen into the field after this signal.
        QTimer.singleShot(0, self, self.clear)
        self.setting_chosen.emit(path)
