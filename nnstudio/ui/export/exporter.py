"""Saves or copies what a widget shows, from its context menu or by an action."""

import errno
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QMessageBox, QWidget

from nnstudio.atomic_file import write_atomically
from nnstudio.runs.tables import Table
from nnstudio.ui.export.picture import copy_picture, save_picture
from nnstudio.ui.export.print_colors import PrintColors, colors_for_export
from nnstudio.ui.mnemonics import underline_when_opened

PICTURES = ("PNG picture (*.png)", "SVG picture, for print (*.svg)", "PDF page, for print (*.pdf)")
TABLE = "(*.csv)"
CONFIRMATION_MILLISECONDS = 5000
Tables = Mapping[str, Callable[[], Table]]
"""Tables by their names; they are made when wanted."""


class Exporter(QObject):
    """Exports the picture of ``widget``, its parent, and its ``tables``; ``name`` is the proposed name of the file."""

    def __init__(self, widget: QWidget, name: str, tables: Tables) -> None:
        super().__init__(widget)
        self._widget = widget
        self.name = name
        self._tables = tables
        self._has_colors = False
        self.menu = QMenu(name, widget)
        self.menu.setToolTipsVisible(True)
        underline_when_opened(self.menu)
        self.menu.addAction("Export…", self.ask)
        self.menu.addAction("Copy picture", self.copy_picture)
        for title in tables:
            self.menu.addAction(f"Copy {title}", partial(self.copy_table, title))
        self.menu.aboutToShow.connect(self._on_menu_opens)
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(self._on_menu_requested)

    @property
    def is_shown(self) -> bool:
        """Whether the widget can be seen."""
        return self._widget.isVisible()

    @property
    def filters(self) -> list[str]:
        """The kinds of file to choose from."""
        return [*PICTURES, *(f"{title[:1].upper()}{title[1:]} {TABLE}" for title in self._tables)]

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        with colors_for_export(self._widget):
            copy_picture(self._widget)

    def copy_table(self, title: str) -> None:
        """Put a table on the clipboard, with tabs between its cells."""
        QGuiApplication.clipboard().setText(self._tables[title]().tab_separated())

    def save_picture(self, path: Path) -> None:
        """Save the picture as PNG, SVG or PDF, according to the suffix of ``path``; raise OSError if it fails."""
        with colors_for_export(self._widget):
            save_picture(self._widget, path)

    def save_csv(self, title: str, path: Path) -> None:
        """Save the table called ``title``; raise OSError if it fails."""
        write_atomically(path, self._tables[title]().write_csv)

    @Slot()
    def ask(self) -> None:
        """Ask for a file and its kind, then save it."""
        dialog = QFileDialog(self._widget.window(), f"Export {self.name}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(self.filters)
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(partial(_adopt_suffix, dialog))
        dialog.setDirectory(QDir.homePath())
        dialog.selectFile(self.name)
        dialog.fileSelected.connect(lambda path: self.save(Path(path), dialog.selectedNameFilter()))
        dialog.open()

    def save(self, chosen: Path, kind: str) -> None:
        """Save what the suffix of ``chosen`` names, and say where, or why not.

        Without such a suffix, that of ``kind``, one of `filters`, is added; of several tables, ``kind`` decides.
        """
        is_known = chosen.suffix.lower() in map(_suffix, self.filters)
        path = chosen if is_known else chosen.with_name(chosen.name + _suffix(kind))
        try:
            if path != chosen and path.exists():  # the dialog did not ask whether to replace it
                raise FileExistsError(errno.EEXIST, "There is such a file already")
            if path.suffix.lower() == _suffix(TABLE):
                index = self.filters.index(kind) - len(PICTURES)
                self.save_csv(list(self._tables)[max(0, index)], path)
            else:
                self.save_picture(path)
        except OSError as error:
            text = f"{path.name} was not saved."
            box = QMessageBox(QMessageBox.Icon.Warning, "Export", text, parent=self._widget.window())
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setInformativeText(f"{path}: {error.strerror or error}.")
            box.open()
        else:
            self._confirm(path)

    def _confirm(self, path: Path) -> None:
        window = self._widget.window()
        if isinstance(window, QMainWindow):
            window.statusBar().showMessage(f"Saved as {path}", CONFIRMATION_MILLISECONDS)

    @Slot()
    def _on_menu_opens(self) -> None:
        """Offer the colours for print that the window has, once."""
        colors = self._widget.window().findChild(PrintColors)
        if colors is not None and not self._has_colors:
            self._has_colors = True
            self.menu.addSeparator()
            self.menu.addAction(colors.action)

    @Slot(QPoint)
    def _on_menu_requested(self, position: QPoint) -> None:
        self.menu.popup(self._widget.mapToGlobal(position))


def _adopt_suffix(dialog: QFileDialog, kind: str) -> None:
    dialog.setDefaultSuffix(_suffix(kind))


def _suffix(kind: str) -> str:
    """Return the suffix, with its dot, of the ``kind`` of file."""
    return kind.rpartition("*")[2].rstrip(")")
