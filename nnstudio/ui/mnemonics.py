"""Underlined letters for the entries of menus, so that each can be chosen by keyboard."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu


def underline_when_opened(menu: QMenu) -> None:
    """Underline a letter of every entry of ``menu`` each time before it opens: entries and their texts change."""
    _Underlining(menu)


class _Underlining(QObject):
    """Belongs to its menu, which it asks for only when it opens: a Python object of a menu may be invalid by then."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        menu.aboutToShow.connect(self._on_opens)

    @Slot()
    def _on_opens(self) -> None:
        menu = self.parent()
        assert isinstance(menu, QMenu)
        entries = [action for action in menu.actions() if not action.isSeparator()]
        taken = {mnemonic for action in entries if (mnemonic := mnemonic_of(action.text()))}
        for action in entries:
            text = action.text()
            index = None if "&" in text else _free_letter(text, taken)
            if index is not None:
                taken.add(text[index].casefold())
                action.setText(f"{text[:index]}&{text[index:]}")


def mnemonic_of(text: str) -> str:
    """Return the underlined letter of ``text``, in lower case, or an empty text."""
    _, found, rest = text.replace("&&", "").partition("&")
    return rest[:1].casefold() if found else ""


def _free_letter(text: str, taken: set[str]) -> int | None:
    """Return the index of the first free letter, those at the start of a word first."""
    letters = [index for index, letter in enumerate(text) if letter.isalnum() and letter.casefold() not in taken]
    starts = [index for index in letters if not index or text[index - 1] == " "]
    return next(iter(starts or letters), None)
