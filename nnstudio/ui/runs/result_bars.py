"""Final accuracies as bars, with the standard deviation over seeds as whiskers."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.number_text import percent
from nnstudio.runs.store.comparison import Spread
from nnstudio.ui.runs.run_looks import color_of
from nnstudio.ui.theme import Theme, caption_font, scaled

ROW, BAR, GAP, MARGIN = 26, 14, 10, 0.15
"""Heights and a gap in pixels, without zoom; the fraction of the values' span that is left free below them."""
NAME_FRACTION = 0.4


@dataclass(frozen=True)
class ResultBar:
    """The accuracy of a run, or its mean over seeds; None where it is not known."""

    name: str
    look: int
    spread: Spread | None


class ResultBars(QWidget):
    """One bar below the other. They begin at a round percentage below the smallest, so that differences are seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[ResultBar, ...] = ()
        self.setAccessibleName("Accuracies of the compared runs")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_bars((), "test")

    @property
    def text(self) -> str:
        """What the bars say."""
        return str(self.accessibleDescription())

    def show_bars(self, bars: tuple[ResultBar, ...], of: str) -> None:
        """Show these accuracies on the ``of`` set."""
        self._bars = bars
        said = (f"{bar.name} {bar.spread.text if bar.spread else 'not known'}" for bar in bars)
        self.setAccessibleDescription(", ".join(said))
        self.setToolTip(
            f"Accuracy on the {of} set. The bars begin at {percent(self._low, 0)}, so that differences are seen; a "
            "line on a bar is one standard deviation over seeds to either side"
        )
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of all bars."""
        return QSize(scaled(320), max(1, len(self._bars)) * scaled(ROW))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the names are shortened where there is little room."""
        return QSize(scaled(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars with their names and values."""
        painter = QPainter(self)
        painter.setFont(caption_font())
        metrics, gap = painter.fontMetrics(), scaled(GAP)
        value_width = max((metrics.horizontalAdvance(self._value(bar)) for bar in self._bars), default=0)
        names = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        name_width = min(names + gap, round(NAME_FRACTION * self.width()))
        room = self.width() - name_width - value_width - gap
        for row, bar in enumerate(self._bars):
            top = row * scaled(ROW)
            painter.setPen(self._theme.color("text"))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, name_width - gap // 2)
            vertical = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, name_width, scaled(ROW)), vertical, name)
            painter.drawText(
                QRectF(self.width() - value_width, top, value_width, scaled(ROW)), vertical, self._value(bar)
            )
            if bar.spread is not None and room > 0:
                self._draw_bar(painter, bar, QRectF(name_width, top, room, scaled(ROW)))
        painter.end()

    def _draw_bar(self, painter: QPainter, bar: ResultBar, area: QRectF) -> None:
        assert bar.spread is not None

        def x(value: float) -> float:
            return area.left() + area.width() * min(1.0, max(0.0, (value - self._low) / (self._high - self._low)))

        height, middle = scaled(BAR), area.center().y()
        color = color_of(bar.look, self._theme)
        painter.fillRect(QRectF(area.left(), middle - height / 2, x(bar.spread.mean) - area.left(), height), color)
        if bar.spread.count > 1:
            left, right = x(bar.spread.mean - bar.spread.deviation), x(bar.spread.mean + bar.spread.deviation)
            painter.setPen(QPen(self._theme.color("text"), 2))
            painter.drawLine(round(left), round(middle), round(right), round(middle))
            for end in (left, right):
                painter.drawLine(round(end), round(middle - height / 4), round(end), round(middle + height / 4))

    def _value(self, bar: ResultBar) -> str:
        return bar.spread.text if bar.spread else "–"

    @property
    def _known(self) -> list[float]:
        spreads = [bar.spread for bar in self._bars if bar.spread is not None]
        below = [each.mean - (each.deviation if each.count > 1 else 0.0) for each in spreads]
        return below + [each.mean + (each.deviation if each.count > 1 else 0.0) for each in spreads]

    @property
    def _low(self) -> float:
        """Where the bars begin: a round percentage some way below the smallest value."""
        known = self._known
        if not known:
            return 0.0
        span = max(known) - min(known) or 0.1
        step = 10.0 ** math.floor(math.log10(span))
        return max(0.0, math.floor((min(known) - MARGIN * span - step / 2) / step) * step)

    @property
    def _high(self) -> float:
        known = self._known
        return max(max(known), self._low + 1e-3) if known else 1.0
