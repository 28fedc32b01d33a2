"""Which runs the table shows: words to search for, and a tag, those with a star or the hidden ones."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.runs.runs_model import RunFilter
from nnstudio.ui.theme import scaled
from nnstudio.ui.wrapping_row import WrappingRow

ALL, STARRED, HIDDEN = "all", "★ starred", "hidden"
OWN = 3
"""Index of the first tag that the user has made."""
DELAY = 150
"""Milliseconds after the last key until runs are searched."""
SEARCH_WIDTH = 160


class FilterBar(QWidget):
    """Emits each other `RunFilter` that is chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search, self.tags = QLineEdit(), QuietComboBox()
        self.search.setPlaceholderText("Search runs")
        self.search.setAccessibleName("Search runs")
        self.search.setClearButtonEnabled(True)
        self.search.setToolTip("Shows only runs with all these words in their name, data, network, settings or notes")
        self.tags.setAccessibleName("Tag")
        self.tags.setToolTip("Shows only runs with this tag, those with a star, or those that are hidden otherwise")
        self.tags.setMinimumContentsLength(8)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._emit)
        self.row = WrappingRow((self.search, labelled("Tag", self.tags)), 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)
        self.offer_tags(())
        self.search.textChanged.connect(self._on_typed)
        self.tags.currentIndexChanged.connect(self._emit)
        self.fit_zoom()

    @property
    def filter(self) -> RunFilter:
        """What is chosen."""
        index = self.tags.currentIndex()
        return RunFilter(
            words=tuple(self.search.text().lower().split()),
            tag=self.tags.currentText() if index >= OWN else "",
            is_starred=index == 1,
            is_hidden=index == 2,
        )

    def offer_tags(self, tags: Iterable[str]) -> None:
        """Offer these ``tags``; one that is chosen stays so while there are runs with it."""
        items = [ALL, STARRED, HIDDEN, *sorted(set(tags))]
        if items == [self.tags.itemText(index) for index in range(self.tags.count())]:
            return
        before, index = self.tags.currentText(), self.tags.currentIndex()
        self.tags.blockSignals(True)
        self.tags.clear()
        self.tags.addItems(items)
        self.tags.setCurrentIndex(items.index(before) if before in items else 0)
        self.tags.blockSignals(False)
        if index > 0 and self.tags.currentIndex() == 0:
            self._emit()

    def fit_zoom(self) -> None:
        """Be wide enough at the current zoom."""
        self.search.setMinimumWidth(scaled(SEARCH_WIDTH))

    @Slot()
    def _on_typed(self) -> None:
        self._timer.start(DELAY)

    @Slot()
    def _emit(self) -> None:
        self._timer.stop()
        self.chosen.emit(self.filter)
