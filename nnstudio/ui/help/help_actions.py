"""F1, "What's this?" and the guide, as actions for the menu."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QCursor, QHelpEvent
from PySide6.QtWidgets import QApplication, QTabWidget, QWhatsThis, QWidget

from nnstudio.ui.help.explanations import Explanations
from nnstudio.ui.help.help_window import HelpWindow
from nnstudio.ui.new_action import new_action
from nnstudio.ui.views import VIEWS

FIRST_PAGE, ASSIGNMENT_PAGE = "first-steps", "your-assignment"


class HelpActions(QObject):
    """Explains what is under the pointer, or opens the page of the panel or the view."""

    tour_requested = Signal()

    def __init__(
        self, window: QWidget, views: QTabWidget, explanations: Explanations, pages: Mapping[QWidget, str]
    ) -> None:
        """Explain controls by ``explanations``; ``pages`` has the page of each panel that is no view."""
        super().__init__(window)
        self._panel_pages = pages
        self._application = QApplication.instance() or QApplication()
        self._views = views
        self._explanations = explanations
        self._window = window
        self._pages: HelpWindow | None = None
        self.explain = new_action(self, "&Explain", "F1", self._on_explain)
        self.whats_this = new_action(self, "&What's this?", "Shift+F1", self._on_whats_this)
        self.guide = new_action(self, "&Guide", "", self._on_guide)
        self.first_steps = new_action(self, "&First steps", "", lambda: self.pages.show_page(FIRST_PAGE))
        self.assignment = new_action(self, "&Your assignment", "", lambda: self.pages.show_page(ASSIGNMENT_PAGE))
        self.tour = new_action(self, "&Tour of the window", "", self.tour_requested.emit)

    @property
    def pages(self) -> HelpWindow:
        """The guide's window, made at its first use."""
        if self._pages is None:
            self._pages = HelpWindow(self._window)
        return self._pages

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menu."""
        return (self.explain, self.whats_this, self.guide, self.first_steps, self.assignment, self.tour)

    def explain_at(self, widget: QWidget | None, position: QPoint) -> None:
        """Explain ``widget`` in a note at the global ``position``; without an explanation, open the page about it."""
        text = self._explanations.of(widget)
        if text:
            QWhatsThis.showText(position, text, widget)
        else:
            self.pages.show_page(self._page_about(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While "What's this?" is on, explain the clicked widget; Qt alone would know only its own texts."""
        kind = event.type()
        if kind == QEvent.Type.LeaveWhatsThisMode:
            self._application.removeEventFilter(self)
        elif kind == QEvent.Type.QueryWhatsThis and isinstance(watched, QWidget):
            event.setAccepted(bool(self._explanations.of(watched)))
            return True
        elif kind == QEvent.Type.WhatsThis and isinstance(watched, QWidget) and isinstance(event, QHelpEvent):
            self.explain_at(watched, event.globalPos())
            return True
        return False

    def _page_about(self, widget: QWidget | None) -> str:
        for panel, page in self._panel_pages.items():
            if widget is not None and (panel is widget or panel.isAncestorOf(widget)):
                return page
        return VIEWS[self._views.currentIndex()].help_page

    @Slot()
    def _on_explain(self) -> None:
        position = QCursor.pos()
        self.explain_at(QApplication.widgetAt(position), position)

    @Slot()
    def _on_whats_this(self) -> None:
        # Only while it is on: a filter of all events in Python would delay every one of them.
        self._application.installEventFilter(self)
        QWhatsThis.enterWhatsThisMode()

    @Slot()
    def _on_guide(self) -> None:
        self.pages.show_page(self._page_about(None))
