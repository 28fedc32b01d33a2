"""The table of all runs with what can be done with them."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data.dataset import Progress
from nnstudio.number_text import grouped
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.run_opener import RunOpener
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.runs.action_button import ActionButton
from nnstudio.ui.runs.filter_bar import FilterBar
from nnstudio.ui.runs.run_commands import RunCommands
from nnstudio.ui.runs.run_looks import Swatches
from nnstudio.ui.runs.run_notes import RunNotes
from nnstudio.ui.runs.runs_model import RunsModel
from nnstudio.ui.runs.runs_table import RunsTable
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

EMPTY = (
    "Every run is kept and listed here, with its settings and how well it did.\n"
    "Press Run, or train with “nnstudio train”, and the first one appears."
)
NONE_FOUND = "No run is like that. Search for other words, or choose another tag."


class RunsPage(QWidget):
    """Follows the runs folder while it is visible."""

    def __init__(
        self,
        library: RunLibrary,
        opener: RunOpener,
        checked: CheckedRuns,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library, self._checked = library, checked
        self._is_behind = False
        self._swatches = Swatches(themes.theme)
        self.model = RunsModel(checked, self._swatches.of)
        self.filters, self.table = FilterBar(), RunsTable(self.model)
        self.commands = RunCommands(self.table, library, opener, checked, session, workspace, run_actions, themes, self)
        self.notes = RunNotes(library)
        self._count, self._problem, self._empty = QLabel(), QLabel(), QLabel(EMPTY)
        self._build()
        self._connect(opener, themes)
        self._show_list()

    @property
    def text(self) -> str:
        """How many runs are shown, or why none is."""
        return self._count.text() if self._stack.currentIndex() else self._empty.text()

    @property
    def problem(self) -> str:
        """What could not be done; empty if all could."""
        return self._problem.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the disk from now on."""
        super().showEvent(event)
        self._library.watch(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow the disk no longer, and keep what was typed."""
        super().hideEvent(event)
        self.notes.keep()
        self._library.watch(self, False)

    def _build(self) -> None:
        for label, role in ((self._count, "caption"), (self._problem, "problem"), (self._empty, "muted")):
            mark(label, "role", role)
            label.setWordWrap(True)
        self._problem.hide()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        commands = self.commands
        shown = (commands.open, commands.again, commands.train_on, commands.compare, commands.delete, commands.undo)
        self.buttons = WrappingRow([ActionButton(action) for action in shown], 8)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(listed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        for widget in (self.filters, self.buttons, self._count, self._problem):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)

    def _connect(self, opener: RunOpener, themes: ThemeController) -> None:
        self.filters.chosen.connect(self._on_filter_chosen)
        self.model.rename_wanted.connect(self._on_rename_wanted)
        self.table.selected_changed.connect(self._show_notes)
        self.table.editing_ended.connect(self._on_editing_ended)
        self.table.customContextMenuRequested.connect(self._on_menu_wanted)
        self._library.changed.connect(self._show_list)
        self._library.progressed.connect(self._on_progressed)
        self._library.failed.connect(self._show_problem)
        self._checked.changed.connect(self.model.refresh)
        opener.failed.connect(self._show_problem)
        opener.opened.connect(self._on_opened)
        themes.theme_changed.connect(self._on_theme_changed)

    @Slot()
    def _show_list(self) -> None:
        if self.table.is_editing:  # a table that is filled anew closes the field of the name
            self._is_behind = True
            return
        self._is_behind = False
        known = self._library.list
        self.filters.offer_tags(tag for run in known.runs for tag in run.metadata.tags)
        self.model.show_list(known)
        self._checked.keep_only(run.key for run in known.runs)
        self._show_count()

    @Slot()
    def _show_count(self) -> None:
        known, shown = len(self._library.list.runs), len(self.model.rows)
        hidden = sum(run.metadata.is_hidden for run in self._library.list.runs)
        text = f"{grouped(known)} {'run' if known == 1 else 'runs'}"
        if shown != known:
            text = f"{grouped(shown)} of {text}"
        if hidden and not self.filters.filter.is_hidden:
            text += f" · {hidden} hidden"
        self._count.setText(text)
        self._count.setVisible(bool(known))
        self._empty.setText(NONE_FOUND if known else EMPTY)
        self._stack.setCurrentIndex(1 if shown else 0)
        self._show_notes()

    @Slot()
    def _show_notes(self) -> None:
        selected = self.table.selected
        self.notes.show_run(selected[0] if len(selected) == 1 else "")

    @Slot(object)
    def _on_filter_chosen(self, chosen: object) -> None:
        self.model.set_filter(self.filters.filter)
        self._show_count()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if not self._library.is_loaded and progress.total:
            self._empty.setText(f"Reading the runs: {grouped(progress.done)} of {grouped(progress.total)} …")

    @Slot(str, str)
    def _on_rename_wanted(self, key: str, name: str) -> None:
        self._library.change([key], lambda noted: replace(noted, name=name))

    @Slot()
    def _on_editing_ended(self) -> None:
        if self._is_behind:
            self._show_list()

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.commands.fill(self.menu)
        self.menu.popup(self.table.viewport().mapToGlobal(place))

    @Slot(object)
    def _on_opened(self, _run: object) -> None:
        self._show_problem("")

    @Slot(str)
    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._swatches.set_theme(theme)
        self.table.fit_zoom()
        self.filters.fit_zoom()
        self.notes.fit_zoom()
        self.model.refresh()
