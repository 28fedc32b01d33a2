"""What the plots of a run have in common: round axes, cached as pictures, and a crosshair."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from nnstudio.runs.history import History
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.axis_ticks import RoundAxis
from nnstudio.ui.plots.crosshair import Crosshair
from nnstudio.ui.plots.epoch_bands import EpochBands, edges_of_epochs
from nnstudio.ui.plots.plot_style import apply_theme, set_up_plot
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.plots.zoom_box import ZoomBox
from nnstudio.ui.theme import Theme, scaled

CLICK_DISTANCE, PIN_REACH = 4, 6
"""Pixels: a pointer that moves less far clicks, and a click so near a pin lets it go."""
KEY_STEP = 0.01
"""Of the axis, by which a key moves the crosshair."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
FOCUS_WIDTH = 2
BEYOND = 0.1
"""Of the whole run, by which one may look beyond the end of its axis."""
CROSSHAIR_KEYS = (
    "A click pins the crosshair; a click on it, or Escape, lets it go. Left and Right move it, with Shift by a batch, "
    "and Enter pins it."
)
"""What the mouse and the keys do in every plot over a run, for people."""
KEYS = (
    f"{CROSSHAIR_KEYS} A drag zooms to its rectangle; with Shift or the middle button it moves what is seen. A double "
    "click shows the whole run."
)
"""What they do in a plot that zooms."""


class PlotCanvas(pg.PlotWidget):
    """A plot over the course of a run, whose vertical axis formats values with ``tick``.

    Its coordinates are those of ``axis`` and, where the vertical axis ``is_logarithmic``, log10 of values. Every other
    epoch is shaded if it ``has_bands``.
    """

    is_time_level = True
    """Whether time runs along the horizontal axis; otherwise it runs downwards."""
    pointer_moved = Signal(object)
    """The pointer is at this coordinate of the horizontal axis; None when it has left the plot."""
    clicked = Signal(float, float)
    """The left button was clicked at this horizontal coordinate, without a drag; what is so near counts as the same."""
    double_clicked = Signal()
    stepped = Signal(float)
    """The keys move the crosshair by this distance on the horizontal axis."""
    batch_stepped = Signal(int)
    """The keys move the crosshair by a batch, 1 or -1."""
    pin_pressed = Signal()
    zoomed = Signal()
    """The user zoomed or panned; the canvas follows the run no longer."""

    def __init__(
        self, tick: Callable[[float], str], axis_width: int, is_logarithmic: bool = False, has_bands: bool = True
    ) -> None:
        self.left, self.bottom = RoundAxis("left", tick), RoundAxis("bottom", "{:g}".format)
        self.left.format_with(tick, is_logarithmic)
        self._box = ZoomBox()
        super().__init__(enableMenu=False, viewBox=self._box, axisItems={"left": self.left, "bottom": self.bottom})
        self.axis = RunAxis()
        self._axis_width = axis_width
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        switch_off_index(self)
        plot = self.getPlotItem()
        set_up_plot(plot)
        plot.disableAutoRange()
        plot.layout.setContentsMargins(0, 8, 12, 0)  # for the labels at the ends of the axes
        for side in (self.left, self.bottom):
            side.enableAutoSIPrefix(False)
        self.axis.set_up(self.bottom)
        self.bands = EpochBands(plot) if has_bands else None
        self._crosshair = Crosshair(plot, is_level=not self.is_time_level)
        self._is_following = True
        self._pressed: QPoint | None = None
        self._shows_focus = False
        self.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._box.sigRangeChangedManually.connect(self._on_zoomed)

    @property
    def is_following(self) -> bool:
        """Whether the axes may follow the run: the user has neither zoomed nor panned since `follow`."""
        return self._is_following

    @property
    def limits(self) -> tuple[Limits, Limits]:
        """The coordinates of the ends of the horizontal and the vertical axis."""
        horizontal, vertical = self._box.viewRange()
        return (horizontal[0], horizontal[1]), (vertical[0], vertical[1])

    @property
    def crosshair(self) -> float | None:
        """The coordinate of the crosshair on the axis of time, None where there is none."""
        return self._crosshair.x

    @property
    def is_selecting(self) -> bool:
        """Whether the rectangle to zoom to is being dragged; what is below it should not move."""
        return self._box.is_selecting

    @property
    def is_pinned(self) -> bool:
        """Whether the crosshair looks pinned."""
        return self._crosshair.is_pinned

    def follow(self) -> None:
        """Let the axes follow the run again."""
        self._is_following = True

    def let_zoom(self, is_vertical: bool) -> None:
        """Let the mouse zoom along the run and, if ``is_vertical``, to values: it would fight those that fit."""
        self.getPlotItem().setMouseEnabled(x=True, y=is_vertical)

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis`` from now on."""
        self.axis = axis
        axis.set_up(self.bottom)

    def change_axis(self, axis: RunAxis, history: History) -> None:
        """Draw over another horizontal ``axis``; the part of ``history`` that is seen stays the same."""
        before, (horizontal, vertical) = self.axis, self.limits
        self.set_axis(axis)
        self.keep_within(axis.limits(history, history.step))
        self.set_limits(axis.converted(history, horizontal, before), vertical)

    def keep_within(self, whole: Limits) -> None:
        """Let nobody pan or zoom to before the start of the run, whose limits are ``whole``, or far beyond its end."""
        left, right = whole[0], whole[1] + BEYOND * (whole[1] - whole[0])
        if list(self._box.state["limits"]["xLimits"]) != [left, right]:
            self._box.setLimits(xMin=left, xMax=right)

    def keep_values_within(self, lowest: float | None, highest: float | None) -> None:
        """Let nobody pan or zoom to values below ``lowest`` or above ``highest``; None is no limit."""
        self._box.setLimits(yMin=lowest, yMax=highest)

    def set_limits(self, horizontal: Limits, vertical: Limits) -> None:
        """Show these parts of the axes; if they are shown already, the axes are not drawn again."""
        if (horizontal, vertical) != self.limits:
            self._box.setRange(xRange=horizontal, yRange=vertical, padding=0)

    def bring_into_view(self, x: float) -> None:
        """Move the horizontal axis so that the coordinate ``x`` is in its middle, unless it can be seen already."""
        (left, right), vertical = self.limits
        if not left <= x <= right:
            half = (right - left) / 2
            self.set_limits((x - half, x + half), vertical)
            self._on_zoomed()

    def draw_bands(self, history: History) -> None:
        """Shade the epochs of ``history`` within the limits."""
        if self.bands is not None:
            horizontal, vertical = self.limits
            self.bands.draw(horizontal, vertical, *edges_of_epochs(self.axis, history, horizontal))

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a vertical line at the coordinate ``x``, or none."""
        self._crosshair.show(x, is_pinned)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``, and its current zoom."""
        self.setBackground(theme.color("plot_background"))
        apply_theme(self.getPlotItem(), theme)
        self.left.setWidth(scaled(self._axis_width))
        if self.bands is not None:
            self.bands.set_theme(theme)
        self._crosshair.set_theme(theme)
        self._box.set_theme(theme)
        self._accent = theme.color("accent")

    @Slot()
    def _on_zoomed(self) -> None:
        self._is_following = False
        self.zoomed.emit()

    @Slot(object)
    def _on_pointer_moved(self, scene_position: QPointF) -> None:
        box = self._box
        is_inside = box.sceneBoundingRect().contains(scene_position)
        self.pointer_moved.emit(box.mapSceneToView(scene_position).x() if is_inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer has left."""
        super().leaveEvent(event)
        self.pointer_moved.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, or a click."""
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag on, unless the button was released where the plot did not see it, such as over a dialog."""
        if not event.buttons():
            self._box.cancel()
        super().mouseMoveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End a drag, whose end a hidden plot would not see."""
        super().hideEvent(event)
        self._box.cancel()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report a click: the pointer has not moved since the button was pressed."""
        super().mouseReleaseEvent(event)
        start, self._pressed = self._pressed, None
        place = event.position().toPoint()
        box = self._box
        is_inside = box.sceneBoundingRect().contains(self.mapToScene(place))
        if start is not None and is_inside and (place - start).manhattanLength() < CLICK_DISTANCE:
            reach = abs(self._coordinate(place + QPoint(PIN_REACH, 0)) - self._coordinate(place))
            self.clicked.emit(self._coordinate(place), reach)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report it instead of beginning to drag."""
        self._pressed = None
        event.accept()
        self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair, with Shift by a batch, or pin it; all other keys are the window's."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_fine = modifiers == Qt.KeyboardModifier.ShiftModifier
        if key in STEPS and is_fine:
            self.batch_stepped.emit(STEPS[key])
        elif key in STEPS and not modifiers:
            left, right = self.limits[0]
            self.stepped.emit(STEPS[key] * KEY_STEP * (right - left))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            self.pin_pressed.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if it came by the keyboard: the mouse has its pointer."""
        self._shows_focus = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the focus no longer."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring around the plot while it has the focus."""
        super().paintEvent(event)
        if self._shows_focus and self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._accent, FOCUS_WIDTH))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def _coordinate(self, place: QPoint) -> float:
        """Return the horizontal coordinate of ``place``, in pixels of the widget."""
        return float(self._box.mapSceneToView(self.mapToScene(place)).x())
