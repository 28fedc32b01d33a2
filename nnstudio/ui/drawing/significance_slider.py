"""The slider for the significance level of out-of-distribution detection."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from nnstudio.inspection.novelty import DEFAULT_SIGNIFICANCE
from nnstudio.ui.theme import mark

FRACTIONS = (0.0, 0.001, 0.002, 0.005, 0.01, DEFAULT_SIGNIFICANCE, 0.02, 0.03, 0.05, 0.1, 0.2)
"""Significance levels: the fractions of real, held-out pictures that are refused too; 0 refuses nothing."""


class SignificanceSlider(QWidget):
    """A slider for the fraction of real pictures that may be refused."""

    changed = Signal(float)
    """Emitted with the new fraction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        caption, self._value = QLabel("Refuse"), QLabel()
        mark(caption, "role", "caption")
        mark(self._value, "role", "number")
        self._value.setMinimumWidth(40)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(FRACTIONS) - 1)
        self.slider.setAccessibleName("How readily a drawing is refused")
        self.setToolTip(
            "How readily the pad says that a drawing does not look like a digit: the fraction of real digits, unseen "
            "in training, that it refuses too. It decides only after training"
        )
        caption.setBuddy(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self.slider, 1)
        row.addWidget(self._value)
        self.slider.setValue(FRACTIONS.index(DEFAULT_SIGNIFICANCE))
        self._show()
        self.slider.valueChanged.connect(self._on_moved)

    @property
    def fraction(self) -> float:
        """The fraction of real pictures that may be refused."""
        return FRACTIONS[self.slider.value()]

    def _show(self) -> None:
        self._value.setText(f"{100 * self.fraction:g} %" if self.fraction else "off")

    @Slot()
    def _on_moved(self) -> None:
        self._show()
        self.changed.emit(self.fraction)
