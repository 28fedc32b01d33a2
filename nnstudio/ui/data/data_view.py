"""The Data view: the data set the network learns from, or how to get it."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.number_text import megabytes
from nnstudio.runs.settings import RunSettings
from nnstudio.session.dataset_library import DatasetDownload, DatasetLibrary, LoadedData
from nnstudio.session.workspace import Workspace
from nnstudio.ui.data.data_notice import DataNotice
from nnstudio.ui.data.data_pictures import DataPictures
from nnstudio.ui.data.offer import PRESENT, LoadingCancelled, Offer, offer_for
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import Theme, ThemeController

FILES = "Files of MNIST's format (*ubyte *ubyte.gz);;All files (*)"


class DataView(QWidget):
    """Shows the data set selected in the settings; loads it only while the view is visible."""

    def __init__(
        self, workspace: Workspace, library: DatasetLibrary, themes: ThemeController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._library = library
        self._wanted: RunSettings | None = None
        self._end: Exception | None = None
        self._asked: DatasetSource | None = None
        self._selected = workspace.settings.data.dataset
        self.notice = DataNotice()
        self.pictures = DataPictures(themes.theme)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self.pictures)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(host)
        themes.theme_changed.connect(self._on_theme_changed)
        workspace.changed.connect(self._on_settings_changed)
        library.loading_progressed.connect(self._on_loading_progressed)
        library.loaded.connect(self._on_loaded)
        library.loading_failed.connect(self._on_loading_failed)
        library.loading_cancelled.connect(self._on_loading_cancelled)
        library.download_changed.connect(self._on_download_changed)
        self.notice.accepted.connect(self._on_accepted)
        self.notice.cancelled.connect(self._on_cancelled)
        self.notice.files_wanted.connect(self._on_files_wanted)
        self.notice.alternative_wanted.connect(self._on_alternative_wanted)

    @property
    def shows_pictures(self) -> bool:
        """Whether the data set is loaded and shown."""
        return self._stack.currentWidget() is self.pictures

    def showEvent(self, event: QShowEvent) -> None:
        """Load the selected data set; its files may have been added while the view was hidden."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no longer for a data set that has arrived: the next time the view is about the selected one."""
        super().hideEvent(event)
        if self._asked is not None and self._library.is_present(self._asked):
            self._asked = None

    def ask_for(self, source: DatasetSource) -> None:
        """Show how to get ``source``, without selecting it, until it is there or another data set is selected."""
        self._asked = None if source == self._selected else source
        self._refresh()

    @property
    def _source(self) -> DatasetSource:
        """The data set that the view is about: the selected one, unless another one was asked for."""
        return self._asked or self._workspace.settings.data.dataset

    @property
    def _download(self) -> DatasetDownload | None:
        return self._library.download(self._source.key) if self._library.remote(self._source.key) else None

    def _refresh(self) -> None:
        """Show the data set, its progress or the notice; load the data set if it is present but not loaded."""
        if not self.isVisible():
            return
        settings, shown = self._workspace.settings, self.pictures.loaded
        download = self._download
        if self._asked is not None and not (download is not None and download.is_active):
            self._show_asked(self._asked, download)
        elif self._asked is None and shown is not None and shown.is_of(settings):
            with handing_on_focus(self.notice):
                self._stack.setCurrentWidget(self.pictures)
        elif download is not None and download.is_active:
            self._show_download(download)
        elif self._end is None and (download is None or self._library.is_present(self._source)):
            self._load(settings)
        else:
            self.notice.offer(self._source.label, offer_for(self._source, download, self._end, self._alternative))
            self._stack.setCurrentWidget(self.notice)

    def _show_asked(self, source: DatasetSource, download: DatasetDownload | None) -> None:
        if self._library.is_present(source):
            offer = Offer(PRESENT.format(label=source.label), f"Use {source.label}", alternative=self._alternative)
        else:
            offer = offer_for(source, download, None, self._alternative)
        self.notice.offer(source.label, offer)
        self._stack.setCurrentWidget(self.notice)

    @property
    def _alternative(self) -> str:
        """The label of the button for doing without the data set that the view is about; empty if there is none."""
        if self._asked is not None:
            return "Not now"
        return "" if self._source == BuiltInHandwriting() else "Use built-in"

    def _load(self, settings: RunSettings) -> None:
        if self.pictures.loaded is None:
            self._show_progress(Progress(f"Reading {self._source.label}", 0, 1))
        if self._wanted is not None and _same_splits(self._wanted, settings):
            return
        self._wanted = settings
        self._library.load(settings)

    def _show_download(self, download: DatasetDownload) -> None:
        assert download.progress is not None
        progress = download.progress
        amount = f"{megabytes(progress.done)} of {megabytes(progress.total)}"
        text = "You can keep working meanwhile. Every file is checked before it is used."
        self.notice.show_progress(progress.what, text, progress.done / progress.total, amount)
        self._stack.setCurrentWidget(self.notice)

    def _show_progress(self, progress: Progress) -> None:
        fraction = progress.done / progress.total if progress.total else 0.0
        self.notice.show_progress(self._source.label, f"{progress.what} …", fraction, f"{round(100 * fraction)} %")
        self._stack.setCurrentWidget(self.notice)

    @Slot()
    def _on_settings_changed(self) -> None:
        settings, shown = self._workspace.settings, self.pictures.loaded
        if settings.data.dataset != self._selected:
            self._selected = settings.data.dataset
            self._asked = None
        if self._wanted is not None and not _same_splits(self._wanted, settings):
            self._wanted = None
            self._library.cancel_loading()
        self.pictures.show_augmentation(settings.data.augmentation)
        if shown is not None and shown.is_of(settings):
            return
        self._end = None
        if shown is not None and shown.settings.dataset != settings.data.dataset:
            self.pictures.release()
        self._refresh()

    @Slot(object)
    def _on_loading_progressed(self, progress: Progress) -> None:
        if self._wanted is not None and self.pictures.loaded is None and self._asked is None:
            self._show_progress(progress)

    @Slot(object)
    def _on_loaded(self, loaded: LoadedData) -> None:
        if self._wanted is None or not loaded.is_of(self._wanted):
            return
        self._wanted = None
        self.pictures.show_augmentation(self._workspace.settings.data.augmentation)
        self.pictures.show_data(loaded)
        self._refresh()

    @Slot(object)
    def _on_loading_failed(self, error: Exception) -> None:
        self._end_loading(error)

    @Slot()
    def _on_loading_cancelled(self) -> None:
        if self._wanted is not None:
            self._end_loading(LoadingCancelled())

    def _end_loading(self, end: Exception) -> None:
        self._wanted = None
        self._end = end
        self.pictures.release()
        self._refresh()

    @Slot(str)
    def _on_download_changed(self, key: str) -> None:
        if key == self._source.key:
            self._end = None
            self._refresh()

    @Slot()
    def _on_accepted(self) -> None:
        if self._asked is not None and self._library.is_present(self._asked):
            key, self._asked = self._asked.key, None
            self._workspace.choose("data.dataset", key)
            self._refresh()
            return
        download, was_cancelled = self._download, isinstance(self._end, LoadingCancelled)
        self._end = None
        if download is not None and not was_cancelled:
            download.start()
        self._refresh()

    @Slot()
    def _on_alternative_wanted(self) -> None:
        if self._asked is not None:
            self._asked = None
            self._refresh()
        else:
            self._workspace.choose("data.dataset", BuiltInHandwriting.key)

    @Slot()
    def _on_files_wanted(self) -> None:
        dialog = QFileDialog(self, f"Choose the files of {self._source.label}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(FILES)
        dialog.filesSelected.connect(self._on_files_chosen)
        dialog.open()

    @Slot(list)
    def _on_files_chosen(self, files: list[str]) -> None:
        download = self._download
        if download is not None and files:
            self._end = None
            download.copy([Path(file) for file in files])

    @Slot()
    def _on_cancelled(self) -> None:
        download = self._download
        if download is not None and download.is_active:
            download.cancel()
        else:
            self._library.cancel_loading()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.pictures.set_theme(theme)


def _same_splits(one: RunSettings, other: RunSettings) -> bool:
    return (one.data.of_splits, one.seed) == (other.data.of_splits, other.seed)
