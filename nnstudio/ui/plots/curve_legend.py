"""The line above a plot that names its curves and reads out their values."""

import numpy as np
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnstudio.runs.history import History
from nnstudio.ui.plots.quantity import Quantity
from nnstudio.ui.theme import Theme, mark

EXPLANATION = (
    "batch: each batch as it is trained on, noisy. train and validation: the whole part after each epoch, as the "
    "network predicts. yours: the digits that you drew and labelled."
)
READABLE = 100
"""Milliseconds between two readings of a value that runs; faster and nobody can read it."""


class CurveLegend(QLabel):
    """Reads the newest values, or those under the pointer."""

    def __init__(self, quantity: Quantity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._since = QElapsedTimer()
        mark(self, "role", "caption")
        # Longer numbers must not push the plots about.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(EXPLANATION)

    def read_newest(self, history: History, theme: Theme) -> bool:
        """Read the newest values; return False, and do nothing, while the last reading is too fresh to be read."""
        if self._since.isValid() and self._since.elapsed() < READABLE:
            return False
        self._since.start()
        self._read(history, theme, None)
        return True

    def read_at(self, history: History, theme: Theme, position: float | None) -> None:
        """Read the values at ``position`` on the epoch axis, or the newest."""
        self._read(history, theme, position)

    def _read(self, history: History, theme: Theme, position: float | None) -> None:
        train, validation, my_digits = theme.series[:3]
        where, batch, parts = self._values(history, position)
        yours = f"<br><span style='color:{my_digits}'>▼</span> yours {parts[2]}" if parts[2] else ""
        self.setText(
            f"{where}<span style='color:{train}'>▬</span> batch {batch} &nbsp;"
            f"<span style='color:{train}'>○</span> train {parts[0]} &nbsp;"
            f"<span style='color:{validation}'>■</span> validation {parts[1]}{yours}"
        )

    def _values(self, history: History, position: float | None) -> tuple[str, str, tuple[str, str, str]]:
        """Return where the values are, the batch's value, and those of the parts and one's own digits, in words."""
        positions, epochs, text = history.positions.values, history.evaluations, self._quantity.text
        where, batch = "", ""
        if len(positions):
            number = len(positions) - 1
            if position is not None:
                number = min(int(np.searchsorted(positions, position)), number)
                where = f"epoch {positions[number]:.2f} &nbsp;"
            batch = text(float(self._quantity.batches(history).values[number]))
        if position is not None:
            epochs = [event for event in epochs if event.position <= position + 0.5]
        if not epochs:
            return where, batch, ("", "", "")
        last = epochs[-1]
        parts = (last.training, last.validation, last.extra)
        training, validation, my_digits = (text(self._quantity.epoch(part)) if part else "" for part in parts)
        return where, batch, (training, validation, my_digits)
