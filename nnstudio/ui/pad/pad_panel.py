"""The right panel: the pad, the picture the network sees, and its prediction."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.ink.drawing import Preprocessing
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.label_row import LabelRow
from nnstudio.ui.pad.pad_tools import PadTools
from nnstudio.ui.pad.preview import PREVIEW_SIDE, SCALES
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.pad.verdict import Verdict
from nnstudio.ui.still_area import StillArea
from nnstudio.ui.theme import Theme, ThemeController, mark

MARGIN = 16
PAD_FIRST, BARS_NEXT, GAP_LAST = 10_000, 100, 1
"""Who gets the height that is left over: the pad until it is as wide as the panel, then the bars, then empty space."""
NARROWEST = 264
HEADING_HEIGHT = 660
"""Height of the panel in pixels from which there is room for a heading."""
PREVIEW_ROOM = 6
"""The preview takes at most this fraction of the panel's height, as its inverse, and half the panel's width."""


class PadPanel(QFrame):
    """Passes the drawing to the reader and shows the reader's prediction.

    The pad takes the room there is; where there is little, the bars, the heading and the preview give way to it.
    """

    def __init__(
        self,
        reader: DrawingReader,
        pinned: PinnedDrawing,
        my_digits: MyDigits,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._pinned = pinned
        self.canvas = Canvas(themes.theme)
        self.tools = PadTools(self.canvas, themes)
        self.verdict = Verdict(themes.theme)
        self.preview = self.verdict.preview
        self.labels = LabelRow(self.canvas, my_digits)
        self.bars = ProbabilityBars(themes.theme)
        self._build()
        self.canvas.ink_changed.connect(self._on_ink_changed)
        self.tools.pin.toggled.connect(self._on_pin_toggled)
        reader.class_names_changed.connect(self.bars.set_class_names)
        reader.class_names_changed.connect(my_digits.use_classes)
        reader.predicted.connect(self._on_predicted)
        reader.verdict_changed.connect(self._show_prediction)
        reader.preprocessing_changed.connect(self._on_preprocessing_changed)
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """The verdict on the drawing."""
        return self.verdict.text

    @property
    def source(self) -> str:
        """Where the network that reads the drawing comes from; empty if that is not said."""
        return self._source.text()

    @property
    def steps_off_text(self) -> str:
        """The warning that preprocessing steps are off; empty if all are on."""
        return "" if self._steps_off_row.isHidden() else self._steps_off.text()

    def show_source(self, text: str) -> None:
        """Show ``text``, which says where the network that reads the drawing comes from."""
        self._source.setText(text)
        self._source.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pad be as high as it is wide, and the preview as large as fits beside the rest."""
        super().resizeEvent(event)
        self.canvas.setMaximumHeight(max(0, self.width() - 2 * MARGIN))  # a hidden column has no width
        self._heading.setVisible(self.height() >= HEADING_HEIGHT)
        room = min(self.width() // 2 - MARGIN, self.height() // PREVIEW_ROOM)
        fitting = [scale for scale in SCALES if scale * PREVIEW_SIDE <= room]
        self.verdict.set_scale(fitting[-1] if fitting else SCALES[0])

    def _build(self) -> None:
        mark(self, "panel", True)
        self._heading, self._source = QLabel("What the network sees"), QLabel()
        mark(self._heading, "role", "heading")
        mark(self._source, "role", "caption")
        self._source.setWordWrap(True)
        self._source.hide()
        about_drawing = QHBoxLayout()
        about_drawing.setSpacing(4)
        about_drawing.addWidget(self.labels, 1)
        for button in (self.tools.open, self.tools.pin):
            about_drawing.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 8)
        layout.setSpacing(8)
        layout.addWidget(self.canvas, PAD_FIRST)
        layout.addWidget(self.tools)
        layout.addLayout(about_drawing)
        for part in (self._heading, self._build_steps_off(), StillArea(self.verdict), self._source):
            layout.addWidget(part)
        layout.addWidget(self.bars, BARS_NEXT)
        layout.addStretch(GAP_LAST)

    def sizeHint(self) -> QSize:
        """Return the size the panel is designed for."""
        return QSize(max(296, self.minimumSizeHint().width()), 640)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which no tool is cut."""
        hint = super().minimumSizeHint()
        return QSize(max(NARROWEST, hint.width()), hint.height())

    def _build_steps_off(self) -> QWidget:
        self._steps_off_row, self._steps_off = QWidget(), QLabel()
        mark(self._steps_off, "role", "warning")
        button = QPushButton("Switch all on")
        mark(button, "flat", True)
        button.setToolTip("Process your drawing the way MNIST was made. The switches are in the Drawing view")
        button.clicked.connect(self._reader.use_all_steps)
        row = QHBoxLayout(self._steps_off_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._steps_off, 1)
        row.addWidget(button)
        self._steps_off_row.hide()
        return self._steps_off_row

    @Slot()
    def _show_prediction(self) -> None:
        reader, prediction = self._reader, self._reader.prediction
        self.bars.show_probabilities(prediction.probabilities if prediction else None)
        self.bars.set_muted(reader.is_novel)
        if prediction is None:
            self.verdict.show_no_prediction(reader.drawing, reader.has_network)
        elif reader.is_novel:
            self.verdict.show_novel(prediction, reader.class_names)
        else:
            self.verdict.show_prediction(prediction, reader.class_names)

    @Slot()
    def _on_ink_changed(self) -> None:
        self._reader.set_drawing(self.canvas.drawing)

    @Slot(object)
    def _on_predicted(self, _prediction: object) -> None:
        self.show_source(f"Read by {self._reader.origin}" if self._reader.origin else "")
        self.verdict.show_rendering(self._reader.rendering)
        self._show_prediction()

    @Slot(object)
    def _on_preprocessing_changed(self, preprocessing: Preprocessing) -> None:
        count = preprocessing.steps_off
        self._steps_off.setText("1 step is off" if count == 1 else f"{count} steps are off")
        self._steps_off_row.setVisible(count > 0)

    @Slot(bool)
    def _on_pin_toggled(self, is_pinned: bool) -> None:
        self._pinned.pin(self.canvas.drawing if is_pinned else None)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.canvas.set_theme(theme)
        self.verdict.answer.set_theme(theme)
        self.bars.set_theme(theme)
