"""The card that shows how a run ended: the metrics of its last and its best weights, and which of them predict now."""

from functools import partial

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.engine.events import Metrics
from nnstudio.engine.validation import ACCURACY, LOSS
from nnstudio.number_text import percent, significant
from nnstudio.runs.events import RunEnded
from nnstudio.runs.result_text import best_by_text, result_text, time_text
from nnstudio.session.session import TrainingSession
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.link_label import LinkLabel
from nnstudio.ui.theme import mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

PREDICTS_NOW = "predicts now"
HINTS = {
    "last": "The weights after the last batch.",
    "best": "The weights of the evaluation with the {}.",
}
BEST_BY = {LOSS: "smallest validation loss", ACCURACY: "highest validation accuracy"}
RESTORED = "They replaced those after the last batch when the run ended."
NOT_EVALUATED = "–"
MAXIMUM_ROWS = 4
"""Training, validation, test, my digits."""
SPACING, NARROWEST_TEXTS, BETWEEN = 24, 192, 8
"""In pixels: between numbers and texts, the least that the texts beside them need, and between two sets of numbers."""
_LEFT = Qt.AlignmentFlag.AlignLeft


class _Column:
    """The metrics of one set of weights in a ``grid``: a heading, a badge, and rows of names, accuracies and losses.

    Columns stand side by side, with the names at the left of the first one, or one below the other.
    """

    def __init__(self, grid: QGridLayout, number: int) -> None:
        self._heading, self._badge = QLabel(), QLabel()
        self._heading.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._title: tuple[str, ...] = ()
        mark(self._badge, "role", "badge")
        self._grid, self._number = grid, number
        self._is_below: bool | None = None
        self.names = [QLabel() for _ in range(MAXIMUM_ROWS)]
        self._cells = [(QLabel(), QLabel()) for _ in range(MAXIMUM_ROWS)]
        for name, cells in zip(self.names, self._cells, strict=True):
            mark(name, "role", "muted")
            for label in cells:
                mark(label, "role", "number")
        self.place(is_below=False)

    def place(self, is_below: bool) -> None:
        """Stand below the column before, or beside it."""
        if is_below == self._is_below:
            return
        self._is_below = is_below
        top = self._number * (2 + MAXIMUM_ROWS) if is_below else 0
        first = 1 if is_below else 1 + 3 * self._number  # a free column separates the two
        for row, label in enumerate((self._heading, self._badge), start=top):
            self._grid.removeWidget(label)
            self._grid.addWidget(label, row, first, 1, 2, Qt.AlignmentFlag.AlignRight)
        for row, (name, cells) in enumerate(zip(self.names, self._cells, strict=True), start=top + 2):
            for column, label in ((0, name), (first, cells[0]), (first + 1, cells[1])):
                self._grid.removeWidget(label)
                if label is not name or is_below or not self._number:
                    self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight if column else _LEFT)
        self._show_names()

    def _show_names(self) -> None:
        """Show the names of the rows that have numbers, unless they stand beside those of another column."""
        for name, cells in zip(self.names, self._cells, strict=True):
            is_named = self._is_below or not self._number
            name.setVisible(bool(is_named and name.text() and cells[0].text()))

    def show(self, ended: RunEnded, name: str) -> None:
        """Show the result of the weights called ``name``; nothing for an empty name."""
        rows = ended.last.rows
        for index, label in enumerate(self.names):
            label.setText(rows[index][0] if index < len(rows) else "")
        result = ended.results[name] if name else None
        best_by = best_by_text(ended, name)
        self._title = (name.capitalize(), f"{best_by},", f" epoch {result.epoch:.4g}") if result else ()
        self.set_narrow(False)
        self._heading.setToolTip(_hint(ended, name))
        measured = [metrics for _, metrics in result.rows] if result else []
        for index, cells in enumerate(self._cells):
            texts = _texts(measured[index]) if index < len(measured) else ("", "")
            for label, text in zip(cells, texts, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
                label.setToolTip("Not evaluated" if text == NOT_EVALUATED else "")
        for label in (self._heading, self._badge):
            label.setVisible(result is not None)
        self._show_names()

    def set_narrow(self, is_narrow: bool) -> None:
        """Write the heading in a line for each of its parts, or in one."""
        parts = filter(None, (part.strip() for part in self._title))
        text = "\n".join(parts) if is_narrow else "".join(self._title)
        if text != self._heading.text():
            self._heading.setText(text)

    def wanted_width(self, is_narrow: bool) -> int:
        """Return the width with the heading in several lines, or in one, in pixels."""
        if not self._title:
            return 0
        spacing, metrics = self._grid.horizontalSpacing(), self._heading.fontMetrics()
        cells = max(sum(label.sizeHint().width() for label in row) + spacing for row in self._cells)
        lines = self._title if is_narrow else ("".join(self._title),)
        return max(cells, self._badge.sizeHint().width(), *map(metrics.horizontalAdvance, lines))

    def set_predicting(self, is_predicting: bool) -> None:
        """Show the badge of the weights that predict now."""
        self._badge.setText(PREDICTS_NOW if is_predicting else "")


class ResultCard(QFrame):
    """Listens to the session; hidden while there is no run that is over."""

    def __init__(self, session: TrainingSession, train_on: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._train_on_menu = train_on
        self._is_presented = False
        self.predicting = ""
        """Which weights predict now: "last", "best" or "last and best"; empty where they are of neither."""
        self._build()
        session.state_changed.connect(self._show)
        session.shown_run_changed.connect(self._show)
        session.run_ended.connect(self._show)
        session.network_changed.connect(self._show_who_predicts)
        self._show()

    @property
    def text(self) -> str:
        """What the card shows, as plain text; empty while it is hidden."""
        return self.accessibleDescription()

    def _build(self) -> None:
        mark(self, "card", True)
        self.setAccessibleName("Result of the run")
        self._explanation, self._time, self._folder = QLabel(), QLabel(), LinkLabel("Open its folder")
        mark(self._explanation, "role", "heading")
        mark(self._time, "role", "caption")
        for label in (self._explanation, self._time):
            label.setWordWrap(True)
        self._folder.setAccessibleName("Open the folder of the run")
        self._folder.linkActivated.connect(self._on_folder)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._captions = QLabel("accuracy,\nloss")
        mark(self._captions, "role", "caption")
        self._grid.addWidget(self._captions, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnMinimumWidth(3, BETWEEN)
        self._columns = tuple(_Column(self._grid, number) for number in range(2))
        self.show_last, self.show_best = QPushButton("Show last"), QPushButton("Show best")
        for button, name in ((self.show_last, "last"), (self.show_best, "best")):
            mark(button, "small", True)
            button.clicked.connect(partial(self._session.show_saved, name))
        self.train_on = QPushButton(self._train_on_menu.title())
        self.train_on.setMenu(self._train_on_menu)
        self._texts = texts = QVBoxLayout()
        texts.setSpacing(4)
        for label in (self._explanation, self._time, self._folder):
            texts.addWidget(label)
        texts.addStretch(1)
        texts.addWidget(WrappingRow((self.train_on, self.show_last, self.show_best), 8))
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        self._layout.setSpacing(SPACING)
        self._layout.addLayout(self._grid)
        self._layout.addLayout(texts, 1)

    def set_presented(self, is_presented: bool) -> None:
        """Hide the card during a presentation, where the plots take its room."""
        self._is_presented = is_presented
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the card for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the texts beside the numbers or, where these would be cut, below them."""
        margins = self._layout.contentsMargins()
        texts = max(scaled(NARROWEST_TEXTS), self._texts.minimumSize().width())
        room = self.width() - margins.left() - margins.right()
        names = max(label.sizeHint().width() for label in (*self._columns[0].names, self._captions))
        between = names + len(self._columns) * self._grid.horizontalSpacing() + BETWEEN
        wide, narrow = (
            between + sum(each.wanted_width(is_narrow) for each in self._columns) for is_narrow in (False, True)
        )
        for column in self._columns:
            column.place(is_below=narrow > room)
            column.set_narrow(wide > room)
        numbers = margins.left() + self._grid.sizeHint().width() + margins.right()
        fits = numbers + SPACING + texts <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._layout.setSpacing(SPACING if fits else 4)

    @Slot()
    def _show(self) -> None:
        run = self._session.shown_run
        ended = run.ended if run is not None and not self._session.is_active else None
        if ended is None or self._is_presented:
            self.setAccessibleDescription("")
            with handing_on_focus(self):
                self.hide()
            return
        self.setAccessibleDescription(result_text(ended))
        self._explanation.setText(f"{ended.explanation[:1].upper()}{ended.explanation[1:]}")
        self._time.setText(time_text(ended))
        self._folder.setToolTip(f"Open {ended.folder}")
        action = self._train_on_menu.menuAction()
        self.train_on.setEnabled(action.isEnabled())
        self.train_on.setToolTip(action.toolTip())
        self._show_table(ended)
        self._show_who_predicts()
        self._arrange()
        self.show()

    def _show_table(self, ended: RunEnded) -> None:
        names = [*ended.results, ""]
        for number, column in enumerate(self._columns):
            column.show(ended, names[number])

    @Slot()
    def _show_who_predicts(self) -> None:
        """Mark the column of the weights that predict now, and disable its button."""
        run, active = self._session.shown_run, self._session.active_network
        if run is None or run.ended is None:
            return
        results = run.ended.results
        self.predicting = ""
        for column, (name, result) in zip(self._columns, results.items(), strict=False):
            is_of_run = active is not None and active.folder == run.started.folder
            is_shown = is_of_run and active is not None and (len(results) == 1 or active.step == result.step)
            column.set_predicting(is_shown)
            if is_shown:
                self.predicting = name
        with handing_on_focus(self, self.show_last, self.show_best):
            for button, name in ((self.show_last, "last"), (self.show_best, "best")):
                button.setVisible(len(results) > 1)
                predicts = self.predicting == name
                button.setEnabled(not predicts)
                button.setToolTip(f"The {name} weights predict now" if predicts else f"Predict with the {name} weights")

    @Slot()
    def _on_folder(self) -> None:
        run = self._session.shown_run
        if run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.started.folder)))


def _hint(ended: RunEnded, name: str) -> str:
    hints = [hint.format(BEST_BY[ended.best_by]) for weights, hint in HINTS.items() if weights in name]
    return "\n".join([*hints, RESTORED] if ended.has_restored_best else hints)


def _texts(metrics: Metrics | None) -> tuple[str, str]:
    if metrics is None:
        return NOT_EVALUATED, NOT_EVALUATED
    return percent(metrics.accuracy, 2), significant(metrics.loss)
