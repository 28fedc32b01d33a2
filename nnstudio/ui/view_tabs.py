"""The tabs of the middle, one for each view, with a key for each."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QSettings, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from nnstudio.session.remembered import saved_text
from nnstudio.ui.models import Models
from nnstudio.ui.theme import mark, scaled
from nnstudio.ui.views import VIEWS

KEYS = 9
"""How many views have a key: Ctrl+1 to Ctrl+9."""

PADDING, CORNER = 28, 40
"""Pixels around the text of a tab, and for the corner beside all tabs."""

FIRST_FRAME = 50
"""Milliseconds after which the other views are built: the window can be drawn before."""

Widget = TypeVar("Widget", bound=QWidget)


class ViewTabs(QTabWidget):
    """Builds the views and shows one of them.

    The first is built at once; the others when they are asked for, or one by one after the window is shown.
    """

    view_built = Signal(QWidget)
    network_in_front = Signal(bool)
    """Whether the view that is in front now shows the network of a run, and has its timeline."""
    completed = Signal()
    """All views are built, some time after the window is shown."""

    def __init__(self, models: Models, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._places = [QWidget() for _ in VIEWS]
        """What stands where a view is not built yet, then the view."""
        self._is_completed = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._build_next)
        self.setDocumentMode(True)
        self.setTabBarAutoHide(True)
        self.tabBar().setAccessibleName("Views")
        self.tabBar().setToolTip("The views; Left and Right change between them")
        self.view_actions: list[QAction] = []
        for index, view in enumerate(VIEWS):
            self.addTab(self._places[index], view.title)
            self.view_actions.append(self._action(view.title, index))
        self._waiting = list(range(len(VIEWS)))
        self._build(0)
        self.currentChanged.connect(self._build)
        self.currentChanged.connect(self._on_view_changed)

    @property
    def built(self) -> list[QWidget]:
        """The views that are built."""
        return [place for index, place in enumerate(self._places) if index not in self._waiting]

    def view(self, kind: type[Widget]) -> Widget:
        """Return the view of type ``kind``, built if it was not; raise LookupError if there is none."""
        for view in self.built:
            if isinstance(view, kind):
                return view
        while self._waiting:
            view = self._build(self._waiting[0])
            if isinstance(view, kind):
                return view
        raise LookupError(f"no view is a {kind.__name__}")

    @Slot(str)
    def show_view(self, title: str) -> None:
        """Bring the view with this ``title`` to the front."""
        self.setCurrentIndex([view.title for view in VIEWS].index(title))

    def complete(self) -> None:
        """Build all views now: what they listen to is about to change."""
        while self._waiting:
            self._build(self._waiting[0])

    def showEvent(self, event: QShowEvent) -> None:
        """Build the other views soon."""
        super().showEvent(event)
        if not self._is_completed:
            self._next.start(FIRST_FRAME)

    @Slot(int)
    def _on_view_changed(self, index: int) -> None:
        self.network_in_front.emit(VIEWS[index].has_timeline)

    @Slot()
    def _build_next(self) -> None:
        """Build one view, then let the window draw and answer before the next."""
        if self._waiting:
            self._build(self._waiting[0])
            self._next.start(0)
        else:
            self._is_completed = True
            self.completed.emit()

    @Slot(int)
    def _build(self, index: int) -> QWidget:
        """Return the view at ``index``, built if it was not."""
        if index in self._waiting:
            self._waiting.remove(index)
            place, view = self._places[index], VIEWS[index].build(self._models)
            self._places[index] = view
            self._put_in_place_of(place, view, index)
            self.view_built.emit(view)
        return self._places[index]

    def _put_in_place_of(self, place: QWidget, view: QWidget, index: int) -> None:
        tip, is_shown = self.tabToolTip(index), self.currentIndex() == index
        self.blockSignals(True)  # the same tab stays shown
        self.insertTab(index, view, VIEWS[index].title)
        self.setTabToolTip(index, tip)
        if is_shown:
            self.setCurrentIndex(index)
        self.removeTab(index + 1)
        self.blockSignals(False)
        place.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tabs closer together where they would leave no room for what stands beside them."""
        super().resizeEvent(event)
        self._fit_tabs()

    def changeEvent(self, event: QEvent) -> None:
        """Do the same at another zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_tabs()

    def _fit_tabs(self) -> None:
        bar = self.tabBar()
        texts = sum(bar.fontMetrics().horizontalAdvance(self.tabText(index)) for index in range(self.count()))
        mark(bar, "narrow", self.width() < texts + scaled(PADDING) * self.count() + scaled(CORNER))

    def save(self, settings: QSettings) -> None:
        """Save which view is shown."""
        settings.setValue("shown", self.tabText(self.currentIndex()))

    def restore(self, settings: QSettings) -> None:
        """Show the view that was shown, if there is still such a view."""
        titles = [self.tabText(index) for index in range(self.count())]
        title = saved_text(settings, "shown")
        if title in titles:
            self.setCurrentIndex(titles.index(title))

    def _action(self, title: str, index: int) -> QAction:
        action = QAction(title, self)
        if index < KEYS:
            key = f"Ctrl+{index + 1}"
            action.setShortcut(QKeySequence(key))
            self.setTabToolTip(index, f"{title} ({key})")
        action.triggered.connect(partial(self.setCurrentIndex, index))
        return action
