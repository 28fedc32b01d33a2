"""The runs that are checked to be compared, each with a look that stays with it."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class CheckedRuns(QObject):
    """Keys of runs in the order in which they were checked.

    A run keeps its look, a number of a colour and a style, also while it is not checked, until all others are taken.
    """

    changed = Signal()
    """Other runs are checked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._looks: dict[str, int] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The checked runs."""
        return tuple(self._keys)

    def look_of(self, key: str) -> int:
        """Return the number of the look of a run that is or was checked; the first is 0."""
        return self._looks.get(key, 0)

    def set_checked(self, keys: Iterable[str], is_checked: bool) -> None:
        """Check the runs, or uncheck them."""
        before = self.keys
        for key in keys:
            if is_checked and key not in self._keys:
                self._keys.append(key)
                self._give_look(key)
            elif not is_checked and key in self._keys:
                self._keys.remove(key)
        if self.keys != before:
            self.changed.emit()

    def clear(self) -> None:
        """Check none."""
        self.set_checked(self.keys, False)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Uncheck runs that are not among ``keys``: they are gone."""
        known = set(keys)
        self.set_checked([key for key in self.keys if key not in known], False)

    def _give_look(self, key: str) -> None:
        taken = {self._looks[other] for other in self._keys if other != key}
        if key in self._looks and self._looks[key] not in taken:
            return
        unused = _lowest_not_in(set(self._looks.values()))
        # Looks of runs that were unchecked are given away once new ones would no longer differ well.
        self._looks[key] = unused if unused < GOOD_LOOKS else _lowest_not_in(taken)


GOOD_LOOKS = 6
"""How many looks differ in their colour."""


def _lowest_not_in(numbers: set[int]) -> int:
    return next(number for number in range(len(numbers) + 1) if number not in numbers)
