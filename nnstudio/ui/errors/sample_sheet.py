"""A sheet of sample predictions, right ones and wrong ones, to be saved."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.number_text import grouped, percent
from nnstudio.runs.tables import Table
from nnstudio.session.judged_pictures import JudgedPictures
from nnstudio.ui.errors.picture_list import JudgedPicture, cell_size, draw_picture, judged_picture
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.theme import Theme, heading_font, mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

LINES, HEADING = 2, 24
"""Lines of pictures for the right ones and as many for the wrong ones; the height of a heading in pixels."""
MOST = 60
"""Pictures kept for each half, enough for the widest screen."""


class SampleSheet(QWidget):
    """Draws as many right and wrong predictions as fit in two lines each, with their numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._halves: tuple[tuple[str, list[JudgedPicture]], ...] = ()
        self.setAccessibleName("Sample predictions")
        self.setWhatsThis(
            "Pictures drawn at random, with their class, the prediction where it is wrong, and its probability"
        )
        self.fit_zoom()

    @property
    def halves(self) -> list[list[JudgedPicture]]:
        """The right and the wrong predictions that fit."""
        return [pictures[: LINES * self.columns] for _, pictures in self._halves]

    @property
    def columns(self) -> int:
        """Number of pictures in a line."""
        return max(1, self.width() // cell_size().width())

    def show_predictions(self, judged: JudgedPictures, order: NDArray[np.intp]) -> None:
        """Show those pictures of ``judged`` that come first in ``order``, shape (count,)."""
        is_right = judged.judgement.is_right
        halves = []
        for title, is_in in (("Right", is_right), ("Wrong", ~is_right)):
            pictures = [judged_picture(judged, int(index)) for index in order[is_in[order]][:MOST]]
            number, total = grouped(int(is_in.sum())), grouped(judged.judgement.count)
            halves.append((f"{title}: {number} of {total}", pictures))
        self._halves = tuple(halves)
        self.setAccessibleDescription("; ".join(title for title, _ in halves))
        self.update()

    def table(self) -> Table:
        """Return what is shown as a table."""
        shown = [each for half in self.halves for each in half]
        rows = [(each.actual, each.predicted, each.confidence, each.loss) for each in shown]
        return Table(("actual", "predicted", "probability", "loss"), rows)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and sizes of ``theme``."""
        self._theme = theme
        self.fit_zoom()
        self.update()

    def fit_zoom(self) -> None:
        """Take the height of both halves at the current zoom."""
        self.setFixedHeight(2 * (scaled(HEADING) + LINES * cell_size().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the size of lines of three pictures."""
        return QSize(3 * cell_size().width(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both halves."""
        painter = QPainter(self)
        cell = cell_size()
        top = 0
        for (title, _), pictures in zip(self._halves, self.halves, strict=True):
            painter.setFont(heading_font())
            painter.setPen(self._theme.color("text"))
            painter.drawText(QRect(0, top, self.width(), scaled(HEADING)), Qt.AlignmentFlag.AlignVCenter, title)
            top += scaled(HEADING)
            for index, picture in enumerate(pictures):
                line, column = divmod(index, self.columns)
                place = QRect(column * cell.width(), top + line * cell.height(), cell.width(), cell.height())
                draw_picture(painter, place, picture, percent(picture.confidence), self._theme)
            top += LINES * cell.height()


class SampleSheetCard(QFrame):
    """The sheet with buttons to draw other samples and to save it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self._judged: JudgedPictures | None = None
        self._seed = 0
        self.sheet = SampleSheet(theme)
        self.exporter = Exporter(self.sheet, "Sample predictions", {"sample predictions": self.sheet.table})
        self.others_button, self.save_button = QPushButton("Other samples"), QPushButton("Save sheet…")
        self.others_button.setToolTip("Show other right and wrong predictions, drawn at random")
        self.save_button.setToolTip("Save the sheet as a picture, or its numbers as a table")
        self.others_button.clicked.connect(self.show_others)
        self.save_button.clicked.connect(self.exporter.ask)
        heading = QLabel("Sample predictions")
        mark(heading, "role", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(WrappingRow((self.others_button, self.save_button), 8))
        layout.addWidget(self.sheet)

    def show_predictions(self, judged: JudgedPictures) -> None:
        """Show samples of ``judged``: the same pictures as before, as far as they are right or wrong as before."""
        self._judged = judged
        order = np.random.default_rng(self._seed).permutation(judged.judgement.count)
        self.sheet.show_predictions(judged, order)

    @Slot()
    def show_others(self) -> None:
        """Show other samples."""
        self._seed += 1
        if self._judged is not None:
            self.show_predictions(self._judged)
