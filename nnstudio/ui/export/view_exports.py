"""Export of the views: each by its context menu, and the one that is shown by File, Export…"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QTabWidget

from nnstudio.runs.tables import batch_table, evaluation_table
from nnstudio.session.session import TrainingSession
from nnstudio.ui.export.exporter import Exporter, Tables


def run_tables(session: TrainingSession) -> Tables:
    """Return the tables of the run that is shown."""
    return {
        "numbers of every epoch": lambda: evaluation_table(session.history),
        "numbers of every batch": lambda: batch_table(session.history),
    }


class ViewExports(QObject):
    """An exporter for each of the ``views``."""

    def __init__(self, views: QTabWidget, session: TrainingSession) -> None:
        super().__init__(views)
        self._views = views
        shown = ((views.widget(index), views.tabText(index).replace("&", "")) for index in range(views.count()))
        self._exporters = [Exporter(view, title, run_tables(session)) for view, title in shown if view is not None]

    @property
    def current(self) -> Exporter:
        """The exporter of the view that is shown."""
        return self._exporters[self._views.currentIndex()]

    @Slot()
    def ask(self) -> None:
        """Ask how to export the view that is shown."""
        self.current.ask()
