"""The menu bar: every action of the window, with its shortcut."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox

from nnstudio import __version__
from nnstudio.session.workspace import Workspace
from nnstudio.ui.columns import Columns
from nnstudio.ui.export.view_exports import ViewExports
from nnstudio.ui.help.help_actions import HelpActions
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.picture_importer import PictureImporter
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.theme import ThemeController
from nnstudio.ui.view_tabs import ViewTabs

ABOUT = (
    f"NN Studio {__version__}\n\nSee a neural network learn to read digits. Every technique is readable NumPy, "
    "checked against numerical gradients.\n\nMIT licence."
)


class Menus(QObject):
    """Builds the menus of ``window``, and carries out the actions that belong to no other part of it."""

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        run_actions: RunActions,
        columns: Columns,
        views: ViewTabs,
        pad: PadPanel,
        importer: PictureImporter,
        exports: ViewExports,
        themes: ThemeController,
        runs: Path,
        help_actions: HelpActions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._pad = pad
        self._themes = themes
        bar = window.menuBar()
        self._runs = runs
        self._add(
            bar.addMenu("&File"),
            [
                ("Import pictures…", "", importer.choose_file),
                ("Import a folder of pictures…", "", importer.choose_folder),
                ("Export…", "Ctrl+E", exports.ask),
                ("Open runs folder", "", self._on_open_runs),
                ("Quit", "Ctrl+Q", window.close),
            ],
        )
        self._edit = bar.addMenu("&Edit")
        self._add_edit(self._edit, pad)
        bar.addMenu("&Training").addActions(list(run_actions.actions))
        self._add_view(bar.addMenu("&View"), columns, views)
        help_menu = bar.addMenu("&Help")
        help_menu.addActions(help_actions.actions)
        self._add(help_menu, [("&About NN Studio", "", self._on_about)])

    def _add_edit(self, menu: QMenu, pad: PadPanel) -> None:
        self._undo, self._redo, *_ = self._add(
            menu,
            [
                ("Undo", "Ctrl+Z", self._on_undo),
                ("Redo", "Ctrl+Shift+Z", self._on_redo),
                ("Paste image on the pad", "Ctrl+V", pad.canvas.paste),
                ("Open an image on the pad…", "", pad.tools.images.ask),
                ("Eraser", "E", pad.tools.eraser.click),
                ("Clear pad", "C", pad.canvas.clear),
            ],
        )
        menu.addMenu(pad.labels.menu)
        menu.aboutToShow.connect(self._on_edit_opens)
        menu.aboutToHide.connect(self._on_edit_closes)

    def _add_view(self, menu: QMenu, columns: Columns, views: ViewTabs) -> None:
        live = views.view(LiveView)
        menu.addActions(views.view_actions)
        menu.addSeparator()
        menu.addActions([columns.show_settings, columns.show_pad])
        menu.addSeparator()
        self._add(
            menu,
            [
                ("Logarithmic axes", "L", live.toggle_logarithmic),
                ("Smooth less", "[", partial(live.change_smoothing, -1)),
                ("Smooth more", "]", partial(live.change_smoothing, 1)),
                ("Fit the curves", "F", live.fit),
            ],
        )
        menu.addSeparator()
        theme_menu = menu.addMenu("Theme")
        self._theme_group = QActionGroup(self)
        for key, label in self._themes.choices.items():
            action = theme_menu.addAction(label)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == self._themes.choice)
            self._theme_group.addAction(action)
        self._theme_group.triggered.connect(self._on_theme_chosen)

    def _add(self, menu: QMenu, rows: list[tuple[str, str, object]]) -> list[QAction]:
        actions = []
        for label, key, slot in rows:
            # Owned by this object: PySide drops its hold on what a menu creates once the menu's actions were listed.
            action = QAction(label, self)
            menu.addAction(action)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            actions.append(action)
        return actions

    def _is_on_pad(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self._pad or self._pad.isAncestorOf(focus))

    @Slot()
    def _on_undo(self) -> None:
        if self._is_on_pad():
            self._pad.canvas.undo()
        else:
            self._workspace.undo()

    @Slot()
    def _on_redo(self) -> None:
        if self._is_on_pad():
            self._pad.canvas.redo()
        else:
            self._workspace.redo()

    @Slot()
    def _on_edit_opens(self) -> None:
        source = self._pad.canvas if self._is_on_pad() else self._workspace
        self._undo.setEnabled(source.can_undo)
        self._redo.setEnabled(source.can_redo)

    @Slot()
    def _on_edit_closes(self) -> None:
        # A disabled action would swallow its shortcut.
        self._undo.setEnabled(True)
        self._redo.setEnabled(True)

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._themes.choose(action.data())

    @Slot()
    def _on_open_runs(self) -> None:
        self._runs.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._runs)))

    @Slot()
    def _on_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("About NN Studio")
        box.setText(ABOUT)
        box.open()
