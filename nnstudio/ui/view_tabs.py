"""The tabs of the middle, one for each view, with a key for each."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from nnstudio.session.remembered import saved_text
from nnstudio.ui.models import Models
from nnstudio.ui.theme import mark, scaled
from nnstudio.ui.views import VIEWS

KEYS = 9
"""How many views have a key: Ctrl+1 to Ctrl+9."""

PADDING, CORNER = 28, 40
"""Pixels around the text of a tab, and for the corner beside all tabs."""

Widget = TypeVar("Widget", bound=QWidget)


class ViewTabs(QTabWidget):
    """Builds the views and shows one of them."""

    def __init__(self, models: Models, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setTabBarAutoHide(True)
        self.tabBar().setAccessibleName("Views")
        self.tabBar().setToolTip("The views; Left and Right change between them")
        self.view_actions: list[QAction] = []
        for index, view in enumerate(VIEWS):
            self.addTab(view.build(models), view.title)
            self.view_actions.append(self._action(view.title, index))

    def view(self, kind: type[Widget]) -> Widget:
        """Return the view of type ``kind``; raise LookupError if there is none."""
        for index in range(self.count()):
            widget = self.widget(index)
            if isinstance(widget, kind):
                return widget
        raise LookupError(f"no view is a {kind.__name__}")

    def show_view(self, kind: type[QWidget]) -> None:
        """Bring the view of type ``kind`` to the front; raise LookupError if there is none."""
        self.setCurrentWidget(self.view(kind))

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
