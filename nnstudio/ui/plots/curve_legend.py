"""The line above a plot with the names and values of its curves."""

import numpy as np
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnstudio.runs.history import History
from nnstudio.runs.quantities import Quantity
from nnstudio.ui.theme import Theme, mark

BATCHES = "batch: each batch during training, noisy and with dropout."
EVALUATIONS = (
    " train and validation: the whole set at each evaluation, without dropout. my digits: the digits you drew and "
    "labelled."
)
INTERVAL = 100
"""Milliseconds between two updates; numbers that change faster cannot be read."""


class CurveLegend(QLabel):
    """Shows the newest values, or those under the mouse pointer."""

    def __init__(self, quantity: Quantity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._since = QElapsedTimer()
        mark(self, "role", "caption")
        # Longer numbers must not push the plots about.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(BATCHES + EVALUATIONS if quantity.evaluation else BATCHES)

    def show_newest(self, history: History, theme: Theme) -> bool:
        """Show the newest values; do nothing and return False within `INTERVAL` of the last update."""
        if self._since.isValid() and self._since.elapsed() < INTERVAL:
            return False
        self._since.start()
        self._show(history, theme, None)
        return True

    def show_at(self, history: History, theme: Theme, position: float | None) -> None:
        """Show the values at ``position`` in epochs, or the newest if it is None."""
        self._show(history, theme, position)

    def _show(self, history: History, theme: Theme, position: float | None) -> None:
        train, validation, my_digits = theme.series[:3]
        epoch, batch, values = self._values(history, position)
        text = f"{epoch}<span style='color:{theme.batch}'>▬</span> batch {batch}"
        if self._quantity.evaluation is None:
            self.setText(text)
            return
        third = f"<br><span style='color:{my_digits}'>▼</span> my digits {values[2]}" if values[2] else ""
        self.setText(
            f"{text} &nbsp;"
            f"<span style='color:{train}'>○</span> train {values[0]} &nbsp;"
            f"<span style='color:{validation}'>■</span> validation {values[1]}{third}"
        )

    def _values(self, history: History, position: float | None) -> tuple[str, str, tuple[str, str, str]]:
        """Return the epoch, the batch's value, and the values on training set, validation set and my digits, as text.

        The epoch is empty for the newest values, and a value is empty if there is none.
        """
        positions, text, evaluation = history.positions.values, self._quantity.text, self._quantity.evaluation
        evaluations = history.evaluations
        epoch, batch = "", ""
        if len(positions):
            number = len(positions) - 1
            if position is not None:
                number = min(int(np.searchsorted(positions, position)), number)
                epoch = f"epoch {positions[number]:.2f} &nbsp;"
            batch = text(float(history.series(self._quantity.column).values[number]))
        if position is not None:
            evaluations = [event for event in evaluations if event.position <= position + 0.5]
        if evaluation is None or not evaluations:
            return epoch, batch, ("", "", "")
        last = evaluations[-1]
        metrics = (last.training, last.validation, last.extra)
        training, validation, my_digits = (text(evaluation(each)) if each else "" for each in metrics)
        return epoch, batch, (training, validation, my_digits)
