"""Importing pictures in the window: choosing a file or a folder, progress, and the result."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QWidget

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.data.importing.data_import import ImportReport
from nnstudio.data.importing.found import UnreadablePicturesError
from nnstudio.number_text import grouped
from nnstudio.session.picture_import import ImportFailed, PictureImport
from nnstudio.session.workspace import Workspace

FILES = "Pictures and tables (*.npz *.csv *.tsv *.arff *.parquet *.pq *.jsonl *.gz *-ubyte *.idx*-ubyte);;All files (*)"
DIALOG_DELAY = 400
"""Milliseconds before the progress dialog appears; a shorter import needs none."""


class PictureImporter(QObject):
    """Asks what to import, imports it in the background, and selects it as the data set of the next run."""

    def __init__(self, window: QWidget, workspace: Workspace, folders: DataFolders) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self.work = PictureImport(folders, self)
        self._progress: QProgressDialog | None = None
        self._unreadable: UnreadablePicturesError | None = None
        self.work.progressed.connect(self._on_progressed)
        self.work.imported.connect(self._on_imported)
        self.work.failed.connect(self._on_failed)
        self.work.cancelled.connect(self._end_progress)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file, then import it."""
        self._choose(QFileDialog.FileMode.ExistingFile, "Import pictures")

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder, then import it."""
        self._choose(QFileDialog.FileMode.Directory, "Import a folder of pictures, one subfolder for each class")

    @Slot(str)
    def take(self, path: str) -> None:
        """Import the file or folder ``path``, unless another import is going on."""
        if not self.work.is_busy:
            self._show_progress(Path(path))
            self.work.start(Path(path))

    def _show_progress(self, path: Path) -> None:
        dialog = QProgressDialog(f"Importing {path.name}", "Cancel", 0, 0, self._window)
        dialog.setWindowTitle("Import pictures")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(DIALOG_DELAY)
        dialog.setMinimumWidth(360)
        dialog.setAutoReset(False)
        dialog.setAutoClose(False)
        dialog.canceled.connect(self._on_cancelled)
        self._progress = dialog

    def close(self) -> None:
        """Cancel the import that is going on, if any."""
        self.work.close()
        self._end_progress()

    def _choose(self, mode: QFileDialog.FileMode, title: str) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.setNameFilter(FILES)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def _show_message(self, icon: QMessageBox.Icon, text: str, more: str = "", details: str = "") -> QMessageBox:
        box = QMessageBox(icon, "Import pictures", text, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setInformativeText(more)
        if details:
            box.setDetailedText(details)
        box.open()
        return box

    @Slot()
    def _on_cancelled(self) -> None:
        self.work.cancel()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress.setLabelText(progress.what)
            self._progress.setMaximum(progress.total)
            self._progress.setValue(progress.done)

    @Slot(object)
    def _on_imported(self, report: ImportReport) -> None:
        self._end_progress()
        settings = self._workspace.settings
        self._workspace.replace_all(replace(settings, data=settings.data.with_dataset(Imported(report.name))))
        headline = (
            f"{report.name}: {grouped(sum(report.training_counts))} training and {grouped(sum(report.test_counts))} "
            f"test pictures of {len(report.class_names)} classes"
        )
        skipped = [f"{len(report.skipped)} files or folders were skipped; see the details."] if report.skipped else []
        notes = [*report.notes, *skipped, "The next run trains on these pictures."]
        self._show_message(QMessageBox.Icon.Information, headline, "\n\n".join(notes), "\n".join(report.skipped))

    @Slot(object)
    def _on_failed(self, failure: ImportFailed) -> None:
        self._end_progress()
        box = self._show_message(QMessageBox.Icon.Warning, "Nothing was imported.", failure.message, failure.details)
        self._unreadable = failure.unreadable
        if failure.unreadable is not None:
            text = f"Import the other {grouped(failure.unreadable.readable_count)}"
            others = box.addButton(text, QMessageBox.ButtonRole.AcceptRole)
            others.clicked.connect(self._on_others_wanted)
            box.addButton(QMessageBox.StandardButton.Cancel)

    @Slot()
    def _on_others_wanted(self) -> None:
        unreadable, self._unreadable = self._unreadable, None
        if unreadable is not None and not self.work.is_busy:
            self._show_progress(unreadable.path)
            self.work.start_readable(unreadable)

    @Slot()
    def _end_progress(self) -> None:
        dialog, self._progress = self._progress, None
        if dialog is not None:
            dialog.canceled.disconnect(self._on_cancelled)
            dialog.reset()
            dialog.deleteLater()
