"""The card about calibration: the reliability diagram, its error, and the temperature."""

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from nnstudio.inspection.calibration import HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE
from nnstudio.number_text import percent, significant
from nnstudio.session.calibrator import Calibrator
from nnstudio.ui.errors.reliability_diagram import ReliabilityDiagram
from nnstudio.ui.theme import Theme, mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

STEPS = 100
"""Of the slider in a factor of ten."""
CONTROLS = 240
"""The narrowest width of the controls beside the diagram, in pixels."""
EXPLANATION = (
    "A network that is 80 % sure should be right in 80 % of such cases. Bars below the dashed line mean that it is too "
    "sure. The orange tick at each bar says how sure it was on average. Dividing all logits by a temperature above 1 "
    "makes it less sure, and changes no prediction."
)
FIT = "Find the temperature with the smallest loss on the validation set"
ONLY_ON_VALIDATION = "only on the validation set, so that the other sets still test it"


class CalibrationCard(QFrame):
    """Shows what a `Calibrator` computes, and sets its temperature."""

    def __init__(self, calibrator: Calibrator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self._calibrator = calibrator
        self.diagram = ReliabilityDiagram(theme)
        self.figures, self._value = QLabel(), QLabel()
        self.figures.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(
            round(STEPS * math.log10(LOWEST_TEMPERATURE)), round(STEPS * math.log10(HIGHEST_TEMPERATURE))
        )
        self.slider.setPageStep(STEPS // 10)
        self.slider.setAccessibleName("Temperature")
        self.slider.setToolTip("Temperature: what all logits are divided by. 1 is the network as it is")
        self.fit_button, self.reset_button = QPushButton("Fit temperature"), QPushButton("Back to 1")
        self.reset_button.setAccessibleName("Temperature back to 1")
        self.reset_button.setToolTip("Show the network as it is")
        self._build()
        self.slider.valueChanged.connect(self._on_moved)
        self.fit_button.clicked.connect(calibrator.fit)
        self.reset_button.clicked.connect(self._on_reset)
        calibrator.changed.connect(self._show)
        calibrator.temperature_fitted.connect(self._on_fitted)
        self.allow_fit(True)
        self._show_temperature()

    def allow_fit(self, is_validation: bool) -> None:
        """Allow fitting, if the pictures are those of the validation set."""
        self.fit_button.setEnabled(is_validation)
        self.fit_button.setToolTip(FIT if is_validation else f"{FIT}: {ONLY_ON_VALIDATION}")

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and sizes of ``theme``."""
        self.diagram.set_theme(theme)

    def _build(self) -> None:
        heading, explanation, caption = QLabel("Calibration"), QLabel(EXPLANATION), QLabel("Temperature")
        mark(heading, "role", "heading")
        mark(explanation, "role", "caption")
        mark(self._value, "role", "number")
        explanation.setWordWrap(True)
        caption.setBuddy(self.slider)
        temperature = QHBoxLayout()
        temperature.addWidget(caption)
        temperature.addWidget(self._value, 1, Qt.AlignmentFlag.AlignRight)
        controls = QWidget()
        controls.setMinimumWidth(scaled(CONTROLS))
        side = QVBoxLayout(controls)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(self.figures)
        side.addLayout(temperature)
        side.addWidget(self.slider)
        side.addWidget(self.fit_button)
        side.addWidget(self.reset_button)
        side.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        for part in (heading, explanation):
            layout.addWidget(part)
        layout.addWidget(WrappingRow((self.diagram, controls), 16))

    @Slot()
    def _show(self) -> None:
        shown, before = self._calibrator.reliability, self._calibrator.uncalibrated
        self.diagram.show_reliability(shown)
        if shown is None or before is None:
            self.figures.setText("")
            return
        lines = [f"Expected calibration error {percent(shown.error)}", f"Loss {significant(shown.loss)}"]
        if shown is not before:
            lines[0] += f" ({percent(before.error)} at temperature 1)"
            lines[1] += f" ({significant(before.loss)} at temperature 1)"
        self.figures.setText("\n".join(lines))

    def _show_temperature(self) -> None:
        self._value.setText(f"{self._calibrator.temperature:.2f}")
        is_one = self._calibrator.temperature == 1
        self.reset_button.setEnabled(not is_one)
        hint = "Show the network as it is"
        self.reset_button.setToolTip(f"{hint}: the temperature is 1 already" if is_one else hint)

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        self._calibrator.set_temperature(10 ** (step / STEPS))
        self._show_temperature()

    @Slot(float)
    def _on_fitted(self, temperature: float) -> None:
        self.slider.blockSignals(True)  # the slider has fewer steps than a temperature
        self.slider.setValue(round(STEPS * math.log10(temperature)))
        self.slider.blockSignals(False)
        self._show_temperature()

    @Slot()
    def _on_reset(self) -> None:
        if self.slider.value():
            self.slider.setValue(0)
        else:  # a fitted temperature that is nearly 1
            self._on_moved(0)
