"""The menu bar: every action of the window, with its shortcut."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox

from nnstudio import __version__
from nnstudio.session.workspace import Workspace
from nnstudio.ui.columns import Columns
from nnstudio.ui.display import Display
from nnstudio.ui.export.print_colors import PrintColors
from nnstudio.ui.export.view_exports import ViewExports
from nnstudio.ui.help.help_actions import HelpActions
from nnstudio.ui.mnemonics import underline_when_opened
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.picture_importer import PictureImporter
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.saving import Saving
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
        find_setting: QAction,
        views: ViewTabs,
        pad: PadPanel,
        importer: PictureImporter,
        exports: ViewExports,
        print_colors: PrintColors,
        help_actions: HelpActions,
        saving: Saving,
        display: Display,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._pad = pad
        file_menu = self._menu("&File")
        file_menu.setToolTipsVisible(True)
        self._add(
            file_menu,
            [
                ("Import pictures…", "", importer.choose_file),
                ("Import a folder of pictures…", "", importer.choose_folder),
            ],
        )
        file_menu.addSeparator()
        file_menu.addActions([saving.save_run, saving.save_network, saving.write_report])
        self._add_export(file_menu, exports, print_colors)
        file_menu.addAction(saving.open_runs)
        file_menu.addSeparator()
        self._add(file_menu, [("Quit", "Ctrl+Q", window.close)])
        self._edit = self._menu("&Edit")
        self._add_edit(self._edit, pad)
        self._edit.addSeparator()
        self._edit.addAction(find_setting)
        find_setting.triggered.connect(lambda: columns.show_settings.setChecked(True))
        self._menu("&Training").addActions(list(run_actions.actions))
        underline_when_opened(run_actions.train_on)
        self._add_view(self._menu("&View"), columns, views, display)
        help_menu = self._menu("&Help")
        help_menu.addActions(help_actions.actions)
        self._add(help_menu, [("&About NN Studio", "", self._on_about)])
        self._menu_key = QShortcut(QKeySequence("F10"), window, self._on_menu_key)

    def _add_export(self, menu: QMenu, exports: ViewExports, print_colors: PrintColors) -> None:
        copying = ("Copy picture of the view", "Ctrl+Shift+C", exports.copy_picture)
        self._add(menu, [("Export…", "Ctrl+E", exports.ask), copying])
        menu.addMenu(exports.parts)
        underline_when_opened(exports.parts)
        menu.addAction(print_colors.action)

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        underline_when_opened(menu)
        return menu

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
        underline_when_opened(pad.labels.menu)
        menu.aboutToShow.connect(self._on_edit_opens)
        menu.aboutToHide.connect(self._on_edit_closes)

    def _add_view(self, menu: QMenu, columns: Columns, views: ViewTabs, display: Display) -> None:
        live = views.view(LiveView)
        menu.addActions(views.view_actions)
        menu.addSeparator()
        menu.addActions([columns.show_settings, columns.show_pad])
        menu.addSeparator()
        curves = menu.addMenu("Curves")
        underline_when_opened(curves)
        self._add(
            curves,
            [
                ("Logarithmic axes", "L", live.toggle_logarithmic),
                ("Smooth less", "[", partial(live.change_smoothing, -1)),
                ("Smooth more", "]", partial(live.change_smoothing, 1)),
                ("Fit the curves", "F", live.fit),
            ],
        )
        display.add_to(menu)

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

    @Slot()
    def _on_menu_key(self) -> None:
        bar = self._window.menuBar()
        bar.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bar.setActiveAction(bar.actions()[0])

    @Slot()
    def _on_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("About NN Studio")
        box.setText(ABOUT)
        box.open()
