"""Save the run that is shown to another place, and show where runs are kept."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from nnstudio.runs.folder import RunFolderError, copy_run
from nnstudio.session.session import TrainingSession
from nnstudio.ui.file_writer import FileWriter
from nnstudio.ui.new_action import new_action

SAVE_TIP = "Copy the run that is shown, with its network, to a folder of your choice (Ctrl+S)"
NETWORK_TIP = "Write the network that is shown as one file for NumPy or other programs"
REPORT_TIP = "Write settings, results, curves, confusion matrix and mistakes of this run as one HTML file"
NO_RUN, RUN_ACTIVE = "there is no run yet", "wait until the run is over, or stop it"
WHERE_RUNS_ARE = "Your runs are in this folder. No program opened it, so here is its path:"


class Saving(QObject):
    """Holds the actions of the File menu that write files."""

    def __init__(self, window: QMainWindow, session: TrainingSession, writer: FileWriter) -> None:
        super().__init__(window)
        self._writer = writer
        self._window = window
        self._session = session
        self.save_run = new_action(self, "Save run…", "Ctrl+S", self._on_save_run)
        self.save_network = new_action(self, "Save network…", "", self._on_save_network)
        self.write_report = new_action(self, "Write report…", "", self._on_write_report)
        self.open_runs = new_action(self, "Open runs folder", "", self._on_open_runs)
        writer.said.connect(self._on_said)
        session.state_changed.connect(self._show_state)
        session.shown_run_changed.connect(self._show_state)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        reason = RUN_ACTIVE if self._session.is_active else "" if self._session.shown_run else NO_RUN
        actions = {self.save_run: SAVE_TIP, self.save_network: NETWORK_TIP, self.write_report: REPORT_TIP}
        for action, tip in actions.items():
            action.setEnabled(not reason)
            action.setToolTip(f"{action.text().removesuffix('…')}: {reason}" if reason else tip)

    @Slot()
    def _on_save_run(self) -> None:
        run = self._session.shown_run
        if run is None:
            return
        dialog = QFileDialog(self._window, "Save run", str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(run.started.folder.name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(self._save_run_as)
        dialog.open()

    @Slot(str)
    def _save_run_as(self, target: str) -> None:
        run = self._session.shown_run
        if run is None:
            return
        try:
            copy_run(run.started.folder, Path(target))
        except RunFolderError as error:
            self._show("Save run", str(error))
        else:
            self._window.statusBar().showMessage(f"Saved in {target}")

    @Slot()
    def _on_save_network(self) -> None:
        if (run := self._session.shown_run) is not None:
            self._writer.ask_network(run.started.folder)

    @Slot()
    def _on_write_report(self) -> None:
        if (run := self._session.shown_run) is not None:
            self._writer.ask_report([run.started.folder], run.started.folder.name)

    @Slot(str)
    def _on_said(self, text: str) -> None:
        self._window.statusBar().showMessage(text)

    @Slot()
    def _on_open_runs(self) -> None:
        runs = self._session.runs
        runs.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(runs))):
            self.show_runs_path()

    def show_runs_path(self) -> None:
        """Show where runs are kept, with a button that copies the path."""
        box = self._show("Runs folder", WHERE_RUNS_ARE)
        box.setInformativeText(str(self._session.runs))
        copy = box.addButton("Copy path", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy_path)
        box.addButton(QMessageBox.StandardButton.Close)

    @Slot()
    def _on_copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._session.runs))

    def _show(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setText(text)
        box.finished.connect(box.deleteLater)
        box.open()
        return box
