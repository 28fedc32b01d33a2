"""The tags and the notes of one run, to be edited."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from nnstudio.session.run_library import RunLibrary
from nnstudio.ui.theme import mark, scaled

HEIGHT, TAGS_WIDTH = 46, 90
"""In pixels, without zoom."""
NO_RUN = "select one run first"


class RunNotes(QWidget):
    """What is typed is kept when the field is left, or when another run is selected."""

    def __init__(self, library: RunLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._key = ""
        self.tags, self.notes = QLineEdit(), _NotesEdit(self)
        self.tags.setAccessibleName("Tags of the selected run")
        self.notes.setAccessibleName("Notes on the selected run")
        self.tags.setPlaceholderText("none")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for text, field, stretch in (("Tags", self.tags, 1), ("Notes", self.notes, 2)):
            label = QLabel(text)
            mark(label, "role", "caption")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, stretch)
        self.tags.editingFinished.connect(self.keep)
        library.changed.connect(self._show)
        self.fit_zoom()
        self.show_run("")

    def show_run(self, key: str) -> None:
        """Show what is noted about the run, after keeping what was typed about another; none for an empty key."""
        if key != self._key:
            self.keep()
            self._key = key
        self._show()
        for field, hint in (
            (self.tags, "Tags of the selected run, with commas between them"),
            (self.notes, "Your notes on the selected run"),
        ):
            field.setEnabled(bool(key))
            field.setToolTip(hint if key else f"{hint}: {NO_RUN}")

    def fit_zoom(self) -> None:
        """Be as large as the current zoom needs."""
        self.notes.setFixedHeight(scaled(HEIGHT))
        self.tags.setMinimumWidth(scaled(TAGS_WIDTH))

    @Slot()
    def keep(self) -> None:
        """Keep what was typed, if that changes anything."""
        run = self._library.run(self._key)
        if run is None or not (self.tags.isModified() or self.notes.document().isModified()):
            return
        tags, notes = tuple(self.tags.text().split(",")), self.notes.toPlainText()
        self.tags.setModified(False)
        self.notes.document().setModified(False)
        self._library.change([self._key], lambda noted: replace(noted, tags=tags, notes=notes))

    @Slot()
    def _show(self) -> None:
        """Show what is noted, unless something else is being typed."""
        run = self._library.run(self._key)
        tags, notes = (", ".join(run.metadata.tags), run.metadata.notes) if run else ("", "")
        if not self.tags.isModified() and self.tags.text() != tags:
            self.tags.setText(tags)
        if not self.notes.document().isModified() and self.notes.toPlainText() != notes:
            self.notes.setPlainText(notes)


class _NotesEdit(QPlainTextEdit):
    """Keeps what was typed when it is left; Tab leaves it."""

    def __init__(self, owner: RunNotes) -> None:
        super().__init__()
        self._owner = owner
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep the notes."""
        super().focusOutEvent(event)
        self._owner.keep()
