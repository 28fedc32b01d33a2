"""Paints the parts of the drawn network."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.inspection.activations import Activity, Unit, UnitLayer
from nnstudio.number_text import grouped, percent
from nnstudio.session.lit_picture import NamedPicture
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.inside.connection_lines import ConnectionLines, signed_colors
from nnstudio.ui.inside.folding import FoldedLayer
from nnstudio.ui.inside.network_layout import CAPTION, NetworkLayout
from nnstudio.ui.theme import Theme, caption_font, number_font, scaled

RING = 3


class CanvasPainter:
    """Paints one frame; the places come from a `NetworkLayout`."""

    def __init__(
        self, widget: FocusablePicture, theme: Theme, place: NetworkLayout, folded: Sequence[FoldedLayer]
    ) -> None:
        self._widget, self._theme, self._place, self._folded = widget, theme, place, folded
        self._painter = QPainter(widget)
        self._painter.fillRect(widget.rect(), theme.color("plot_background"))

    def end(self) -> None:
        """Finish the frame."""
        self._painter.end()

    def draw_lines(self, lines: ConnectionLines) -> None:
        """Draw the connections, without antialiasing, which would take ten times as long."""
        lines.draw(self._painter, self._theme)

    def draw_picture(self, picture: NamedPicture | None, shape: Shape) -> None:
        """Draw the network's input, pixel by pixel; a frame alone without a picture."""
        painter, tile = self._painter, self._place.tile
        if picture is not None:
            pixels = np.ascontiguousarray(picture.picture)
            height, width = pixels.shape
            # Paper lets the connections through, so that one sees which pixels they come from.
            image = QImage(pixels.data, width, height, width, QImage.Format.Format_Alpha8)
            inked = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
            inked.fill(self._theme.color("text"))
            inked.setAlphaChannel(image)
            painter.setOpacity(0.8)
            painter.drawImage(tile, inked)
            painter.setOpacity(1)
        painter.setPen(self._theme.color("border_strong"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(tile)
        painter.setFont(caption_font())
        painter.setPen(self._theme.color("plot_text"))
        area = QRectF(0, 0, tile.right() + tile.left(), scaled(CAPTION))
        text = picture.title if picture is not None else "Draw on the pad"
        lines = f"{text}\n{' × '.join(map(str, shape))} = {grouped(math.prod(shape))}"
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, lines)

    def draw_units(self, activity: Activity | None, off: frozenset[Unit], selected: Unit | None) -> None:
        """Draw the units, coloured by their outputs; those that are ``off`` crossed out."""
        painter, side = self._painter, self._place.unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (layer, places) in enumerate(zip(self._folded, self._place.places, strict=True)):
            shown = layer.shown
            is_output = number == len(self._folded) - 1
            if activity is None:
                values: Floats = np.zeros(layer.count)
            else:
                values = activity.probabilities if is_output else activity.layers[number].outputs
            colors = signed_colors(self._theme, values[shown], float(np.abs(values).max(initial=0)))
            crossed = {unit.index for unit in off if unit.layer == number}
            ringed = selected.index if selected is not None and selected.layer == number else None
            painter.setPen(QPen(self._theme.color("border_strong"), 1))
            for color, (x, y) in zip(colors, places.tolist(), strict=True):
                painter.setBrush(color)
                painter.drawEllipse(QPointF(x, y), side / 2, side / 2)
            for index, (x, y) in zip(shown, places.tolist(), strict=True):
                if index in crossed:
                    self._cross_out(x, y, side / 2 + 1)
                if index == ringed:
                    painter.setPen(QPen(self._theme.color("text"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(QPointF(x, y), side / 2 + RING, side / 2 + RING)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def draw_captions(self, layers: Sequence[UnitLayer]) -> None:
        """Draw name and width above each column, and below it how many units are folded."""
        painter = self._painter
        painter.setFont(caption_font())
        metrics = painter.fontMetrics()
        for number, (layer, folded) in enumerate(zip(layers, self._folded, strict=True)):
            area = self._place.captions[number]
            painter.setPen(self._theme.color("plot_text"))
            name = layer.name if metrics.horizontalAdvance(layer.name) < area.width() else layer.name.split()[0]
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
            count = f"{grouped(layer.units)} units" if area.width() > scaled(60) else grouped(layer.units)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{name}\n{count}")
            if folded.pages > 1:
                painter.setPen(self._theme.color("accent"))
                text = f"+{folded.folded} ▸" if area.width() < scaled(80) else f"{folded.folded} more ▸"
                painter.drawText(self._place.folds[number], Qt.AlignmentFlag.AlignCenter, text)

    def draw_classes(self, names: Sequence[str], activity: Activity | None) -> None:
        """Draw the name of each class that has an output here, with its probability."""
        painter, place = self._painter, self._place
        painter.setFont(number_font())
        metrics = painter.fontMetrics()
        left = place.labels_left + 6
        room = self._widget.width() - left - 4
        for index, (_, y) in zip(self._folded[-1].shown, place.places[-1].tolist(), strict=True):
            is_best = activity is not None and index == activity.best
            painter.setPen(self._theme.color("text" if is_best else "plot_text"))
            number = "" if activity is None else percent(float(activity.probabilities[index]))
            width = room - (metrics.horizontalAdvance(percent(1.0)) + 6 if number else 0)
            name = metrics.elidedText(names[index], Qt.TextElideMode.ElideRight, int(width))
            area = QRectF(left, y - metrics.height() / 2, room, metrics.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)

    def draw_focus(self) -> None:
        """Draw the ring that shows the focus, if the widget has it."""
        self._widget.draw_focus(self._painter, self._theme)

    def _cross_out(self, x: float, y: float, reach: float) -> None:
        self._painter.setPen(QPen(self._theme.color("error"), 2))
        self._painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
        self._painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))
