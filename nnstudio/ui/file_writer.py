"""Writes reports, and networks for other programs, to where the user wants them."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.session.background_task import BackgroundTask

Steps = Generator[Progress, None, None]


class FileWriter(QObject):
    """Asks for a file and fills it in the background; one at a time."""

    said = Signal(str)
    """What has been written, or why nothing was: a message for the user."""

    def __init__(self, window: QWidget, folders: DataFolders) -> None:
        super().__init__(window)
        self._window, self._folders = window, folders
        self._steps_to: Callable[[Path], Steps] = lambda _target: _report((), Path(), folders)
        self._endings: dict[str, str] = {}
        self._target = Path()
        self._task = BackgroundTask("writing a file", self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)

    def ask_report(self, sources: Sequence[Path], name: str) -> None:
        """Ask where to write a report on the runs or experiments ``sources``; ``name`` is what its file is called."""
        self._steps_to = lambda target: _report(sources, target, self._folders)
        self._ask("Write report", {"HTML file (*.html)": ".html"}, name)

    def ask_network(self, run: Path) -> None:
        """Ask where to write the network of the folder ``run``, and in which format."""
        from nnstudio.runs.formats import FORMATS  # only now: the window opens without them

        formats = [each for each in FORMATS.values() if each.is_of_network]
        self._steps_to = lambda target: _network(run, target)
        self._ask("Save network", {f"{each.label} (*{each.ending})": each.ending for each in formats}, run.name)

    def close(self) -> None:
        """Write no longer, and wait until that has ended."""
        self._task.close()

    def _ask(self, title: str, endings: dict[str, str], name: str) -> None:
        self._endings = endings
        self.dialog = QFileDialog(self._window, title, str(Path.home()))
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setNameFilters(list(endings))
        self.dialog.selectFile(f"{name}{next(iter(endings.values()))}")
        self.dialog.filterSelected.connect(self._on_filter_selected)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.fileSelected.connect(self.write)
        self.dialog.open()

    @Slot(str)
    def write(self, target: str) -> None:
        """Write what was asked for to the file ``target``."""
        self._target = Path(target)
        if self._target.suffix.lower() not in self._endings.values():
            self._target = self._target.with_name(self._target.name + next(iter(self._endings.values())))
        self.said.emit(f"Writing {self._target.name} …")
        self._task.start(self._steps_to(self._target))

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        self.dialog.setDefaultSuffix(self._endings.get(chosen, ""))
        selected = self.dialog.selectedFiles()
        if selected:
            self.dialog.selectFile(Path(selected[0]).with_suffix(self._endings.get(chosen, "")).name)

    @Slot(object)
    def _on_succeeded(self, _result: object) -> None:
        self.said.emit(f"Written: {self._target}")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.said.emit(f"Nothing was written: {error}")


def _report(sources: Sequence[Path], target: Path, folders: DataFolders) -> Steps:
    from nnstudio.runs.report.report import write_report  # only now: the window opens without it

    yield from write_report(sources, target, folders)


def _network(run: Path, target: Path) -> Steps:
    from nnstudio.runs.formats import FORMATS
    from nnstudio.runs.formats.format import Exported
    from nnstudio.runs.formats.open_model import open_model

    yield Progress("Reading the network", 0, 1)
    chosen = next(each for each in FORMATS.values() if each.ending == target.suffix.lower())
    chosen.export(Exported(open_model(run)), target)
