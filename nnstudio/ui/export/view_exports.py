"""Export of the views: each by its context menu, and the one that is shown by File, Export…"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.export.run_tables import run_tables
from nnstudio.ui.view_tabs import ViewTabs


class ViewExports(QObject):
    """An exporter for each of the ``views``, as soon as it is built."""

    def __init__(self, views: ViewTabs, session: TrainingSession) -> None:
        super().__init__(views)
        self._views = views
        self._session = session
        self._exporters: dict[QWidget, Exporter] = {}
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

    @Slot(QWidget)
    def _on_view_built(self, view: QWidget) -> None:
        title = self._views.tabText(self._views.indexOf(view)).replace("&", "")
        self._exporters[view] = Exporter(view, title, run_tables(self._session))
