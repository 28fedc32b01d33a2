"""Pictures as points of a plane, each drawn as the name of its class."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.dataset import Pictures
from nnstudio.engine.arrays import Floats
from nnstudio.inspection.sample_activity import SampleActivity
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.theme import Theme, caption_font, scaled

HEIGHT, MARGIN, RING, REACH = 340, 24, 8, 14
TILE = 84
"""Side of the picture that is shown beside a point."""
LETTERS = 2
"""How much of a long name a point shows."""


class ActivationMap(FocusablePicture):
    """Draws the map once as a picture, and what is on it that changes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: Floats = np.empty((0, 2))
        """Where the pictures are in the plane, shape (count, 2)."""
        self.chosen: int | None = None
        """The picture that is pointed at."""
        self.picture: Floats | None = None
        """Where the picture that lights the network is in the plane, shape (2,)."""
        self._title = ""
        self._theme = theme
        self._activity: SampleActivity | None = None
        self._names: Sequence[str] = ()
        self._map: QPixmap | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Map of a layer")
        self.setWhatsThis("Point at a picture to see it; Left and Right go through those that are predicted wrongly.")

    def show_map(self, activity: SampleActivity, points: Floats, names: Sequence[str]) -> None:
        """Show the pictures of ``activity`` at ``points``, shape (count, 2)."""
        self._activity, self.points, self._names, self._map = activity, points, names, None
        if self.chosen is not None and self.chosen >= len(points):
            self.chosen = None
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._activity, self.points, self.chosen, self._map = None, np.empty((0, 2)), None, None
        self.update()

    def show_picture(self, point: Floats | None, title: str = "") -> None:
        """Show the picture called ``title`` at ``point``, shape (2,), or nowhere."""
        if point is not self.picture:
            self.picture, self._title = point, title
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme, self._map = theme, None
        self.updateGeometry()
        self.update()

    def place_of(self, points: Floats) -> Floats:
        """Return ``points`` of the plane, shape (count, 2), in pixels of the widget; one scale for both axes."""
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        room = np.array([self.width(), self.height()]) - 2 * scaled(MARGIN)
        spans = np.maximum(high - low, 1e-12)
        scale = float((room / spans).min()) if (high > low).any() else 1.0
        centred = (points - (low + high) / 2) * scale * np.array([1, -1])
        places: Floats = centred + np.array([self.width(), self.height()]) / 2
        return places

    def sizeHint(self) -> QSize:
        """Return a size for some hundred points."""
        return QSize(scaled(400), scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least width."""
        return QSize(200, scaled(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the map anew."""
        super().resizeEvent(event)
        self._map = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the map, the picture that lights the network, and the one that is pointed at."""
        if self._map is None:
            self._map = self._draw_map()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._map)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.picture is not None and len(self.points):
            self._draw_picture(painter, self.picture)
        if self.chosen is not None:
            self._draw_chosen(painter, self.chosen)
        self.draw_focus(painter, self._theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose the picture that is nearest to the pointer."""
        if not len(self.points):
            return
        position = event.position()
        distances = np.linalg.norm(self.place_of(self.points) - [position.x(), position.y()], axis=1)
        nearest = int(distances.argmin())
        self._choose(nearest if distances[nearest] <= REACH else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the pictures that are predicted wrongly."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        wrong = [] if self._activity is None else np.flatnonzero(~self._activity.is_right).tolist()
        if step is None or not wrong:
            super().keyPressEvent(event)
            return
        place = wrong.index(self.chosen) + step if self.chosen in wrong else 0
        self._choose(wrong[place % len(wrong)])

    def description(self, index: int) -> str:
        """Return the class of a picture, and what is predicted for it where that is another one."""
        assert self._activity is not None
        label, predicted = int(self._activity.samples.labels[index]), int(self._activity.predicted[index])
        name = self._names[label]
        return name if label == predicted else f"{name}, predicted {self._names[predicted]}"

    def _choose(self, index: int | None) -> None:
        if index != self.chosen:
            self.chosen = index
            self.setAccessibleDescription("" if index is None else self.description(index))
            self.update()

    def _draw_map(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.color("plot_background"))
        if self._activity is None:
            return pixmap
        painter = QPainter(pixmap)
        painter.setFont(caption_font())
        colors = [self._theme.series[number % len(self._theme.series)] for number in range(len(self._names))]
        right, labels = self._activity.is_right, self._activity.samples.labels
        for index, (x, y) in enumerate(self.place_of(self.points).tolist()):
            area = QRectF(x - 10, y - 8, 20, 16)
            painter.setPen(colors[int(labels[index])])
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._names[int(labels[index])][:LETTERS])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("error"), 1.5))
        for x, y in self.place_of(self.points)[~right].tolist():
            painter.drawEllipse(QPointF(x, y), RING, RING)
        painter.end()
        return pixmap

    def _draw_picture(self, painter: QPainter, point: Floats) -> None:
        x, y = self.place_of(point[None])[0].tolist()
        x, y = min(max(x, 10), self.width() - 10), min(max(y, 10), self.height() - 10)
        painter.setPen(QPen(self._theme.color("accent_text"), 2))
        painter.setBrush(self._theme.color("text"))
        painter.drawEllipse(QPointF(x, y), 7, 7)
        painter.setPen(self._theme.color("text"))
        text = self._title
        width = painter.fontMetrics().horizontalAdvance(text)
        left = x + 12 if x + 12 + width < self.width() else x - 12 - width
        painter.drawText(QPointF(left, y + 4), text)

    def _draw_chosen(self, painter: QPainter, index: int) -> None:
        assert self._activity is not None
        x, y = self.place_of(self.points[index][None])[0].tolist()
        painter.setPen(QPen(self._theme.color("text"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), RING + 3, RING + 3)
        side = scaled(TILE)
        left = x + 16 if x + 16 + side < self.width() else x - 16 - side
        top = min(max(y - side / 2, 4), self.height() - side - 24)
        area = QRectF(left, top, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(area, _image(self._activity.samples.pictures[index]))
        below = QRectF(left - 20, top + side, side + 40, 18)
        painter.fillRect(below, self._theme.color("raised"))
        painter.setPen(self._theme.color("text"))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.description(index))


def _image(picture: Pictures) -> QImage:
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
