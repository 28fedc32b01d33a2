"""The head of a plot: its title, how far the run is, and the name and value of each curve, always at the same spot."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnstudio.number_text import THIN_SPACE
from nnstudio.runs.quantities import Quantity
from nnstudio.runs.run_unit import EPOCHS, RunUnit
from nnstudio.ui.plots.run_numbers import Reading
from nnstudio.ui.theme import Theme, caption_font, mark

BATCHES = "batch: each batch during training, noisy and with dropout; the line and the value are smoothed."
EVALUATIONS = (
    " train and validation: the whole set at each evaluation, without dropout. my digits: the digits you drew and "
    "labelled."
)
WIDEST = ("▬ my digits 99.99 %", "■ validation 99.99 %")
SPACING = 4
EDGES = " ▲ at the top and ▼ at the bottom: the curve has left the plot there."


class CurveLegend(QWidget):
    """Shows the newest values, or those under the crosshair."""

    def __init__(self, quantity: Quantity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._unit = EPOCHS
        self._title, self._position = QLabel(quantity.label), QLabel()
        mark(self._title, "role", "heading")
        self._values = [QLabel() for _ in range(4)]
        for label in (self._position, *self._values):
            mark(label, "role", "caption")
            # Longer numbers must not push the plots about.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip((BATCHES + EVALUATIONS if quantity.evaluation else BATCHES) + EDGES)
        self._names: tuple[str, ...] = ("{}",) * 4
        self._said: list[str] = []
        self._columns = 0
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(2)
        self._head = head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._position, 1)
        grid.addLayout(head, 0, 0, 1, 2)
        self._shown = self._values if quantity.evaluation else self._values[:1]
        self._arrange()

    @property
    def text(self) -> str:
        """What the legend says, without its symbols."""
        return " ".join(each for each in (self._position.text(), *self._said) if each)

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right end of the first line."""
        self._head.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the values in one column where two would be cut."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        metrics = QFontMetrics(caption_font())
        left, right = (metrics.horizontalAdvance(text) for text in WIDEST)
        columns = 2 if left + SPACING + right <= self.width() else 1
        if columns == self._columns:
            return
        self._columns = columns
        self._grid.setColumnStretch(0, left)
        self._grid.setColumnStretch(1, right if columns == 2 else 0)
        for index, label in enumerate(self._shown):
            self._grid.removeWidget(label)
            self._grid.addWidget(label, 1 + index // columns, index % columns)
        self._close_gap()

    def show_quantity(self, quantity: Quantity) -> None:
        """Name and format another quantity."""
        self._quantity = quantity
        self._title.setText(quantity.label)

    def count_in(self, unit: RunUnit) -> None:
        """Name x in another ``unit``."""
        self._unit = unit

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._arrange()
        train, validation, my_digits = theme.series[:3]
        self._names = tuple(
            f"<span style='color:{color}'>{symbol}</span>{THIN_SPACE}{{}}"
            for color, symbol in ((theme.batch, "▬"), (train, "○"), (my_digits, "▼"), (validation, "■"))
        )

    def show_reading(self, reading: Reading, remark: str = "") -> None:
        """Show the values of ``reading``, and a ``remark`` on its x."""
        text = " · ".join(filter(None, (self._unit.text(reading.x), remark, self._evaluated_at(reading))))
        label = self._position
        label.setText(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, label.width()))
        values = (reading.batch, reading.training, reading.my_digits, reading.validation)
        names = ("batch", "train", "my digits", "validation")
        self._said = [
            "" if value is None else f"{name} {self._quantity.text(value)}"
            for name, value in zip(names, values, strict=True)
        ]
        for label, name, said in zip(self._values, self._names, self._said, strict=True):
            label.setText(name.format(said) if said else "")
        self._close_gap()

    def _evaluated_at(self, reading: Reading) -> str:
        """Return when the sets were evaluated, where that is another epoch."""
        if reading.evaluated_at is None:
            return ""
        place = self._unit.text(reading.evaluated_at)
        return f"evaluated at {place}" if place else "evaluated before training"

    def _close_gap(self) -> None:
        """Hide the value of my digits where it is empty and stands between others; beside them it keeps its spot."""
        self._values[2].setVisible(
            self._quantity.evaluation is not None and (self._columns == 2 or any(self._said[2:3]))
        )
