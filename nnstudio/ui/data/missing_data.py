"""Brings the Data view to the front when a data set is missing, so that nothing is trained on another one instead."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnstudio.data.dataset import DatasetSource
from nnstudio.data.mnist import Mnist
from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.workspace import Workspace
from nnstudio.ui.view_tabs import ViewTabs

if TYPE_CHECKING:
    from nnstudio.ui.data.data_view import DataView


class MissingData(QObject):
    """Shows how to get the data set that was selected, needed by a run, or asked for."""

    def __init__(self, workspace: Workspace, library: DatasetLibrary, views: ViewTabs, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._library = library
        self._views = views
        self._selected = workspace.settings.data.dataset
        workspace.changed.connect(self._on_settings_changed)

    @property
    def _data_view(self) -> "DataView":
        from nnstudio.ui.data.data_view import DataView  # only now: the window is shown before this view is built

        return self._views.view(DataView)

    @property
    def _is_missing(self) -> bool:
        """Whether the selected data set must be downloaded first."""
        source = self._workspace.settings.data.dataset
        return source.remote is not None and not self._library.is_present(source)

    @Slot()
    def show(self) -> None:
        """Show how to get the selected data set."""
        self._views.setCurrentWidget(self._data_view)

    @Slot()
    def show_how_to_get_mnist(self) -> None:
        """Show how to get MNIST; the selected data set stays selected."""
        self.show_how_to_get(Mnist())

    @Slot(object)
    def show_how_to_get(self, source: DatasetSource) -> None:
        """Show how to get ``source``; the selected data set stays selected."""
        self._data_view.ask_for(source)
        self.show()

    @Slot()
    def _on_settings_changed(self) -> None:
        source = self._workspace.settings.data.dataset
        if source != self._selected:
            self._selected = source
            if self._is_missing:
                self.show()
