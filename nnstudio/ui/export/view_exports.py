"""Export of the views: each by its context menu, and the one that is shown by File, Export…"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.export.run_tables import run_tables
from nnstudio.ui.view_tabs import ViewTabs

NO_PARTS = "This view is exported as a whole"


class ViewExports(QObject):
    """An exporter for each of the ``views``, as soon as it is built."""

    def __init__(self, views: ViewTabs, session: TrainingSession) -> None:
        super().__init__(views)
        self._views = views
        self._session = session
        self._exporters: dict[QWidget, Exporter] = {}
        self.parts = QMenu("Export or copy a part", views)
        """A menu for each plot or table of the view that is shown; for the keyboard, as these take no focus."""
        self.parts.aboutToShow.connect(self._on_parts_open)
        views.view_built.connect(self._on_view_built)
        for view in views.built:
            self._on_view_built(view)

    @property
    def current(self) -> Exporter:
        """The exporter of the view that is shown."""
        return self._exporters[self._views.currentWidget()]

    @Slot()
    def ask(self) -> None:
        """Ask how to export the view that is shown."""
        self.current.ask()

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture of the view that is shown on the clipboard."""
        self.current.copy_picture()

    @Slot()
    def _on_parts_open(self) -> None:
        self.parts.clear()
        for exporter in self._views.currentWidget().findChildren(Exporter):
            if exporter.is_shown and exporter is not self.current:
                self.parts.addMenu(exporter.menu)
        if self.parts.isEmpty():
            self.parts.addAction(NO_PARTS).setEnabled(False)

    @Slot(QWidget)
    def _on_view_built(self, view: QWidget) -> None:
        title = self._views.tabText(self._views.indexOf(view)).replace("&", "")
        self._exporters[view] = Exporter(view, title, run_tables(self._session))
