"""The Errors view: the confusion matrix, the worst mistakes, the numbers of each class, calibration and samples."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.data.dataset import Progress
from nnstudio.ink.drawing import ImageDrawing
from nnstudio.ink.image import squared
from nnstudio.number_text import grouped, percent
from nnstudio.session.judge import Judge
from nnstudio.session.judged_pictures import JudgedPictures, JudgedSet
from nnstudio.session.lit_picture import NamedPicture
from nnstudio.ui.errors.calibration_card import CalibrationCard
from nnstudio.ui.errors.choices import Choices
from nnstudio.ui.errors.class_table import ClassTable
from nnstudio.ui.errors.confused_pairs import ConfusedPairs
from nnstudio.ui.errors.confusion_table import ConfusionTable
from nnstudio.ui.errors.matrix_axes import MatrixAxes
from nnstudio.ui.errors.picture_list import MAX_SHOWN, JudgedPicture, PictureList
from nnstudio.ui.errors.sample_sheet import SampleSheetCard
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.requests import Requests
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

PICTURES_OF = {
    JudgedSet.VALIDATION: "validation pictures",
    JudgedSet.TEST: "test pictures",
    JudgedSet.MY_DIGITS: "of your drawings",
}


class ErrorsView(QWidget):
    """Shows what a `Judge` finds, and lets it judge while the view is visible."""

    def __init__(
        self, judge: Judge, requests: Requests, themes: ThemeController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = themes.theme
        self._judge, self._requests = judge, requests
        self._cell: tuple[int | None, int | None] | None = None
        """The classes whose pictures are shown; None for the worst mistakes."""
        self.choices = Choices(judge)
        self.matrix, self.pairs = ConfusionTable(theme), ConfusedPairs()
        self.pictures, self.classes = PictureList(theme), ClassTable()
        self.calibration, self.samples = CalibrationCard(judge.calibrator, theme), SampleSheetCard(theme)
        self.worst_button = QPushButton("Worst mistakes")
        self.inside_button = QPushButton("Show in Inside")
        self.get_data_button = QPushButton("Show how to get it")
        self._summary, self._heading, self._empty = QLabel(), QLabel(), QLabel()
        self._build()
        self._connect()
        themes.theme_changed.connect(self._on_theme_changed)
        self._show()
        self._show_current()

    @property
    def judged(self) -> JudgedPictures | None:
        """What is shown; None where the view says why there is nothing."""
        return self._judge.judged

    @property
    def text(self) -> str:
        """How many predictions are right, or why nothing is shown."""
        return self._summary.text() if self.judged is not None else self._empty.text()

    @property
    def pictures_text(self) -> str:
        """Which pictures are shown."""
        return self._heading.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Judge from now on; a data set that was missing may be there now."""
        super().showEvent(event)
        self._judge.watch(True)
        self._judge.retry()

    def hideEvent(self, event: QHideEvent) -> None:
        """Judge no longer."""
        super().hideEvent(event)
        self._judge.watch(False)

    def _build(self) -> None:
        for label, role in ((self._summary, "caption"), (self._heading, "heading"), (self._empty, "muted")):
            mark(label, "role", role)
            label.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.worst_button.setToolTip("Show the wrong predictions with the largest loss of all")
        self.get_data_button.setToolTip("Open the Data view, which says how to get this data set")
        page = QWidget()
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(8)
        mistakes = _card("Confusion matrix", MatrixAxes(self.matrix), self.pairs)
        pictures = _card(self._heading, self.pictures, WrappingRow((self.worst_button, self.inside_button), 8))
        for card in (mistakes, pictures, _card("Classes", self.classes), self.calibration, self.samples):
            column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self._build_empty())
        self._stack.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(_indented(self.choices, self._summary))
        layout.addWidget(host, 1)

    def _build_empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 8, 16, 8)
        column.addStretch(1)
        column.addWidget(self._empty)
        column.addWidget(self.get_data_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._exporters = (
            Exporter(self.matrix, "Confusion matrix", {"confusion matrix": self.matrix.cells.table}),
            Exporter(self.classes, "Classes", {"numbers of each class": self.classes.table}),
        )
        self.choices.shown_as.connect(self.matrix.show_as)
        self.matrix.cell_chosen.connect(self._on_cell_chosen)
        self.pairs.pair_chosen.connect(self.matrix.choose)
        self.pictures.picture_chosen.connect(self._on_picture_chosen)
        self.pictures.current_changed.connect(self._show_current)
        self.worst_button.clicked.connect(self._on_worst_wanted)
        self.inside_button.clicked.connect(self._on_inside_wanted)
        self.get_data_button.clicked.connect(self._on_data_wanted)
        self._judge.changed.connect(self._show)
        self._judge.progressed.connect(self._on_progressed)

    @Slot()
    def _show(self) -> None:
        """Show the newest judgement, or why there is none."""
        self.choices.show_which()
        judged = self._judge.judged
        if judged is None:
            self._empty.setText(self._judge.obstacle or "Loading the pictures …")
            self._summary.setText("")
            missing = self._judge.missing
            self.get_data_button.setVisible(missing is not None and missing.remote is not None)
            self._stack.setCurrentIndex(0)
            return
        names, confusion = judged.network.class_names, judged.judgement.confusion
        if names != self.matrix.cells.class_names:
            self._cell = None
        self.matrix.show_confusion(confusion, names)
        self.classes.show_confusion(confusion, names)
        self.pairs.show_pairs(judged)
        self.samples.show_predictions(judged)
        self.calibration.allow_fit(judged.which is JudgedSet.VALIDATION)
        self._summary.setText(_summary_of(judged))
        self._show_pictures()
        self._stack.setCurrentIndex(1)

    def _show_pictures(self) -> None:
        judged = self._judge.judged
        if judged is None:
            return
        indices = judged.judgement.mistakes if self._cell is None else judged.judgement.indices(*self._cell)
        self.pictures.show_pictures(judged, indices)
        title = _title_of(self._cell, judged.network.class_names)
        shown = f", the first {MAX_SHOWN} shown" if len(indices) > MAX_SHOWN else ""
        self._heading.setText(f"{title}: {grouped(len(indices))}{shown}")

    @Slot(object, object)
    def _on_cell_chosen(self, actual: int | None, predicted: int | None) -> None:
        self._cell = actual, predicted
        self._show_pictures()

    @Slot()
    def _on_worst_wanted(self) -> None:
        self._cell = None
        self.matrix.clear_choice()
        self._show_pictures()

    @Slot(object)
    def _on_picture_chosen(self, item: JudgedPicture) -> None:
        self._requests.drawing_wanted_on_pad.emit(ImageDrawing(squared(item.picture), is_prepared=True))

    @Slot()
    def _show_current(self) -> None:
        """Show whether there is a picture to light the network by."""
        is_chosen = self.pictures.current is not None
        with handing_on_focus(self.inside_button, self.pictures):
            self.inside_button.setEnabled(is_chosen)
        hint = "Light the network of the Inside view by the selected picture, which also says its class there"
        self.inside_button.setToolTip(hint if is_chosen else f"{hint}: select a picture first")

    @Slot()
    def _on_inside_wanted(self) -> None:
        item, judged = self.pictures.current, self._judge.judged
        if item is None or judged is None:
            return
        label = judged.network.class_names.index(item.actual)
        name = f"a picture of {item.actual} from the Errors view"
        named = NamedPicture(item.picture, label, f"A {item.actual} of Errors", name)
        self._requests.picture_wanted_inside.emit(named)
        self._requests.view_wanted.emit("Inside")

    @Slot()
    def _on_data_wanted(self) -> None:
        self._requests.data_wanted.emit(self._judge.missing)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._judge.judged is None and not self._judge.obstacle:
            self._empty.setText(f"{progress.what} …")

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for part in (self.matrix, self.pictures, self.calibration, self.samples.sheet):
            part.set_theme(theme)
        self.classes.fit_zoom()


def _summary_of(judged: JudgedPictures) -> str:
    confusion = judged.judgement.confusion
    right = grouped(int(np.trace(confusion.counts)))
    other = judged.source.other
    pictures = PICTURES_OF[judged.which] if other is None else f"pictures of {other.title}"
    of = f"{right} of {grouped(confusion.count)} {pictures} are predicted correctly"
    origin = judged.network.origin
    learned = judged.source.learned
    known = f" It has learned from {grouped(learned)} of your drawings, so it does better here than on new ones."
    summary = f"{origin[:1].upper()}{origin[1:]}: {of}, {percent(confusion.accuracy, 2)}."
    return summary + (known if learned else "")


def _title_of(cell: tuple[int | None, int | None] | None, names: tuple[str, ...]) -> str:
    match cell:
        case None:
            return "Worst mistakes"
        case (None, None):
            return "All pictures"
        case (None, int(predicted)):
            return f"Everything predicted as {names[predicted]}"
        case (int(actual), None):
            return f"Pictures of {names[actual]}"
        case (int(actual), int(predicted)):
            return f"{names[actual]} predicted as {names[predicted]}"
    raise ValueError(cell)


def _card(heading: str | QLabel, *parts: QWidget) -> QFrame:
    card = QFrame()
    mark(card, "card", True)
    title = QLabel(heading) if isinstance(heading, str) else heading
    mark(title, "role", "heading")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(8)
    layout.addWidget(title)
    for part in parts:
        is_button = isinstance(part, QPushButton)
        layout.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if is_button else Qt.AlignmentFlag(0))
    return card


def _indented(*parts: QWidget) -> QWidget:
    host = QWidget()
    column = QVBoxLayout(host)
    column.setContentsMargins(12, 0, 12, 0)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    return host
