"""The network as a drawing: the picture, its units in columns, and the strongest connections between them."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.engine.arrays import Floats
from nnstudio.inspection.activations import ActivationReader, Activity, Unit
from nnstudio.number_text import grouped, percent, significant
from nnstudio.session.lit_picture import NamedPicture
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.inside.canvas_painter import CanvasPainter
from nnstudio.ui.inside.connection_lines import ConnectionLines, Ends
from nnstudio.ui.inside.folding import FoldedLayer
from nnstudio.ui.inside.network_layout import NetworkLayout
from nnstudio.ui.theme import Theme, scaled

HEIGHT = 360
SMALLEST_WIDTH = 420
DEFAULT_LINES = 60
STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class NetworkCanvas(FocusablePicture):
    """Draws one network, lit by one activity; a click or the arrow keys select a unit, Enter switches it off."""

    selected = Signal(object)
    """The user has selected a `Unit`."""
    toggled = Signal(object)
    """The user wants to switch a `Unit` off, or on again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit: Unit | None = None
        """The unit that is selected."""
        self.folded: tuple[FoldedLayer, ...] = ()
        """Which units of each layer are drawn."""
        self.lines = ConnectionLines()
        self.place: NetworkLayout | None = None
        """Where everything stands; None without a network."""
        self._reader: ActivationReader | None = None
        self._activity: Activity | None = None
        self._picture: NamedPicture | None = None
        self._is_chosen = False  # by the user
        self._off: frozenset[Unit] = frozenset()
        self._class_names: tuple[str, ...] = ()
        self._lines_per_gap = DEFAULT_LINES
        self._theme = theme
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The network, unit by unit")
        self.setWhatsThis(
            "Click a unit, or use the arrow keys, to see its numbers. Enter switches it off or on. Page Up and Page "
            "Down, or a click below a column, show other units of a wide layer."
        )

    def show_network(self, reader: ActivationReader, class_names: tuple[str, ...]) -> None:
        """Draw the network of ``reader``, whose parameters may change; select the strongest unit."""
        self._reader, self._class_names, self._activity = reader, class_names, None
        self.folded = tuple(FoldedLayer(each) for each in _strengths(reader))
        self.unit, self._is_chosen = Unit(0, self.folded[0].strongest), False
        self._arrange()

    def show_activity(
        self,
        reader: ActivationReader,
        activity: Activity | None,
        picture: NamedPicture | None,
        off: frozenset[Unit],
    ) -> None:
        """Draw the weights of ``reader``, of the same network, and light it by ``activity``, None without a picture.

        It is that of ``picture`` with the units ``off``.
        """
        self._reader = reader
        self._activity, self._picture, self._off = activity, picture, off
        self._connect_units()

    def rank_units(self) -> None:
        """Put the units that are most connected now on the first pages."""
        if self._reader is None:
            return
        for layer, strengths in zip(self.folded, _strengths(self._reader), strict=True):
            layer.rank(strengths)
        if self.unit is not None:
            self.unit = self.unit if self._is_chosen else Unit(0, self.folded[0].strongest)
            self.folded[self.unit.layer].show(self.unit.index)
        self._arrange()

    def select(self, unit: Unit) -> None:
        """Select ``unit``, and show the page that it is on."""
        self.unit, self._is_chosen = unit, True
        if unit.index not in self.folded[unit.layer].shown:
            self.folded[unit.layer].show(unit.index)
            self._arrange()
        self.setAccessibleDescription(self.description(unit))
        self.update()

    def set_lines(self, count: int) -> None:
        """Draw the ``count`` strongest connections between each two layers."""
        self._lines_per_gap = count
        self._connect_units()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self._arrange()

    def description(self, unit: Unit) -> str:
        """Return ``unit`` in words, with its sum and its output."""
        if self._reader is None:
            return ""
        layer = self._reader.layers[unit.layer]
        name = f"{layer.name}, unit {unit.index + 1} of {grouped(layer.units)}"
        if unit.layer == len(self._reader.layers) - 1:
            name = f"Output for {self._class_names[unit.index]}"
        if self._activity is None:
            return name
        values = self._activity.layers[unit.layer]
        text = f"{name}: z = {significant(float(values.sums[unit.index]))}"
        if layer is self._reader.layers[-1]:
            return f"{text}, {percent(float(self._activity.probabilities[unit.index]))}"
        is_off = ", switched off" if unit in self._off else ""
        return f"{text}, a = {significant(float(values.outputs[unit.index]))}{is_off}"

    def sizeHint(self) -> QSize:
        """Return the size that shows 32 units of a layer."""
        return QSize(scaled(SMALLEST_WIDTH), scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return a size at which columns can still be told apart."""
        return QSize(200, scaled(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw connections, then units, then texts."""
        if self._reader is None or self.place is None:
            return
        painter = CanvasPainter(self, self._theme, self.place, self.folded)
        painter.draw_lines(self.lines)
        painter.draw_picture(self._picture, self._reader.network.input_shape)
        painter.draw_units(self._activity, self._off, self.unit)
        painter.draw_captions(self._reader.layers)
        painter.draw_classes(self._class_names, self._activity)
        painter.draw_focus()
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a unit, or turn the pages of a layer."""
        if event.button() != Qt.MouseButton.LeftButton or self.place is None:
            return
        unit = self._unit_at(event.position())
        fold = self.place.find_fold(event.position())
        if unit is not None:
            self._choose(unit)
        elif fold is not None:
            self._turn(fold, 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be clicked."""
        fold = self.place.find_fold(event.position()) if self.place else None
        is_active = self._unit_at(event.position()) is not None or (fold is not None and self.folded[fold].pages > 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_active else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection, turn pages, or switch the unit off."""
        key, unit = Qt.Key(event.key()), self.unit
        if unit is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in STEPS:
            self._step(unit, *STEPS[key])
        elif key in PAGES:
            self._turn(unit.layer, PAGES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit(unit)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of the unit below the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            unit = self._unit_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.description(unit) if unit else "", self)
            return True
        return super().event(event)

    def position_of(self, unit: Unit) -> QPoint:
        """Return where ``unit``, which is drawn, stands."""
        assert self.place is not None
        x, y = self.place.places[unit.layer][self.folded[unit.layer].shown.index(unit.index)]
        return QPoint(round(x), round(y))

    def _unit_at(self, position: QPointF) -> Unit | None:
        found = self.place.find(position) if self.place else None
        return None if found is None else Unit(found[0], self.folded[found[0]].shown[found[1]])

    def _choose(self, unit: Unit) -> None:
        self.select(unit)
        self.selected.emit(unit)

    def _step(self, unit: Unit, layers: int, units: int) -> None:
        layer = min(max(unit.layer + layers, 0), len(self.folded) - 1)
        before, shown = self.folded[unit.layer].shown, self.folded[layer].shown
        place = before.index(unit.index) + units
        if layer != unit.layer:  # as high as before
            place = round((place + 0.5) / len(before) * len(shown) - 0.5)
        self._choose(Unit(layer, shown[min(max(place, 0), len(shown) - 1)]))

    def _turn(self, layer: int, by: int) -> None:
        if self.folded[layer].pages > 1:
            self.folded[layer].turn(by)
            self._arrange()
            self._choose(Unit(layer, self.folded[layer].shown[0]))

    def _arrange(self) -> None:
        if self._reader is None or self.width() < 1:
            return
        self.place = NetworkLayout(self.size().toSizeF(), _plane(self._reader.network.input_shape), self.folded)
        self._connect_units()

    def _connect_units(self) -> None:
        """Choose the connections anew: among the units that are drawn, the strongest between each two layers."""
        self.lines.clear()
        reader, place, activity = self._reader, self.place, self._activity
        if reader is None or place is None:
            return
        before = np.arange(reader.layers[0].inputs)
        places = place.pixel_places(_plane(reader.network.input_shape))
        for number, layer in enumerate(self.folded):
            shown = np.array(layer.shown)
            lit = None if activity is None else activity.layers[number].inputs[before]
            weights: Floats = reader.weights(number)[before][:, shown] if number else reader.weights(0)[:, shown]
            if len(places) == len(before):
                self.lines.add(weights, Ends(places, lit), Ends(place.places[number]), self._lines_per_gap)
            before, places = shown, place.places[number]
        self.update()


def _plane(input_shape: tuple[int, ...]) -> tuple[int, int]:
    """Return ``input_shape`` as height and width."""
    height, width = input_shape if len(input_shape) == 2 else (1, int(np.prod(input_shape)))
    return height, width


def _strengths(reader: ActivationReader) -> list[Floats]:
    """Return the length of each unit's weights to the next layer; outputs stay in the order of the classes."""
    following = [reader.weights(number) for number in range(1, len(reader.layers))]
    lengths: list[Floats] = [np.nan_to_num(np.linalg.norm(weights, axis=1)) for weights in following]
    return [*lengths, -np.arange(reader.layers[-1].units, dtype=np.float64) + reader.layers[-1].units]
