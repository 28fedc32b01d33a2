"""Gives a weight or the bias of the selected unit another value, to see what it is good for."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from nnstudio.inspection.activations import ActivationReader, Activity, Unit
from nnstudio.inspection.edits import Edits, Weight, has_bias
from nnstudio.inspection.formula_numbers import number
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.number_boxes import QuietDecimalBox, QuietSpinBox
from nnstudio.ui.inside.input_names import input_name
from nnstudio.ui.labelled import labelled
from nnstudio.ui.still_area import StillArea
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

LISTED = 6
"""How many inputs are listed, those with the largest products or weights first."""
STEPS = 100
"""Of the slider, to each side of 0."""
REACH = 2.0
"""How far the slider reaches, in multiples of the largest weight of the layer."""
LARGEST = 1000.0
BIAS = "Bias"
AS_TRAINED = "the weight has the value that it was trained to"


class WeightEditor(QWidget):
    """Shows one weight of the unit, and says which value the user gives it."""

    edited = Signal(object, float)
    """The user gives this `Weight` another value."""
    reset_requested = Signal(object)
    """The user wants this `Weight` as it was trained."""
    chosen = Signal()
    """The user has chosen another weight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weight: Weight | None = None
        """The weight that is shown."""
        self._reader: ActivationReader | None = None
        self._sources: list[int | None] = []
        self._reach = 1.0
        self.choice, self.slider, self.text = QuietComboBox(), QSlider(Qt.Orientation.Horizontal), QLabel()
        self.choice.setAccessibleName("Weight to change")
        self.choice.setToolTip("The inputs that matter most to this unit, and its bias")
        self.choice.setMinimumContentsLength(16)
        self.source = QuietSpinBox("Number of the input", "Any input of the unit, by its number; below 1 is the bias")
        self.source.setSpecialValueText("bias")
        self.value = QuietDecimalBox("Value of the weight", "Another value for this weight, in this view alone")
        self.value.setRange(-LARGEST, LARGEST)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setMinimumWidth(120)
        self.slider.setAccessibleName("Value of the weight, by a slider")
        self.slider.setToolTip("Change the weight and watch the prediction; nothing but this view changes")
        self.reset_button = QPushButton("As trained")
        for part in (self.value, self.slider, self.reset_button):
            part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        mark(self.text, "role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        parts = (
            labelled("Change weight", self.choice),
            labelled("from input", self.source),
            labelled("to", self.value),
            self.slider,
            self.reset_button,
        )
        column.addWidget(WrappingRow(parts, 12))
        column.addWidget(StillArea(self.text))  # it changes with every batch
        self.choice.activated.connect(self._on_listed_chosen)
        self.source.valueChanged.connect(self._on_source_chosen)
        self.value.valueChanged.connect(self._on_value_changed)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.reset_button.clicked.connect(self._on_reset)

    def show_unit(self, reader: ActivationReader, unit: Unit, activity: Activity | None, edits: Edits) -> None:
        """Offer the weights of ``unit`` in the network of ``reader`` as it was trained; the strongest one at first."""
        if self.weight is None or self.weight.unit != unit or self._reader is not reader:
            self._list(reader, unit, activity)
        assert self.weight is not None
        trained = _trained(reader, self.weight)
        value = edits.weights.get(self.weight, trained)
        largest = float(np.nan_to_num(np.abs(reader.weights(unit.layer))).max(initial=0))
        self._reach = max(REACH * largest, abs(value), 0.1)
        self._show_value(value)
        is_edited = self.weight in edits.weights
        self.reset_button.setEnabled(is_edited)
        hint = "Give this weight back the value that it was trained to"
        self.reset_button.setToolTip(hint if is_edited else f"{hint}: {AS_TRAINED}")
        self.text.setText(f"{self._name(self.weight.source)}: trained to {number(trained)}")

    def _list(self, reader: ActivationReader, unit: Unit, activity: Activity | None) -> None:
        """Offer the inputs with the largest products, or the largest weights without a picture."""
        self._reader = reader
        column = np.nan_to_num(reader.weights(unit.layer)[:, unit.index])
        sizes = np.abs(column if activity is None else column * activity.layers[unit.layer].inputs)
        order = sizes.argsort(kind="stable")[::-1][:LISTED].tolist()
        bias = [None] if has_bias(reader.network, unit.layer) else []
        self._sources = [*order, *bias]
        names = [input_name(reader, unit.layer, each) if each is not None else BIAS for each in self._sources]
        self.choice.clear()
        self.choice.addItems(names)
        self.source.blockSignals(True)
        self.source.setRange(0 if bias else 1, len(column))
        self.source.blockSignals(False)
        self._choose(Weight(unit, order[0]))

    def _choose(self, weight: Weight) -> None:
        self.weight = weight
        index = self._sources.index(weight.source) if weight.source in self._sources else -1
        self.choice.setCurrentIndex(index)
        self.source.blockSignals(True)
        self.source.setValue(0 if weight.source is None else weight.source + 1)
        self.source.blockSignals(False)

    def _name(self, source: int | None) -> str:
        if source is None:
            return BIAS
        assert self.weight is not None
        assert self._reader is not None
        return f"From {input_name(self._reader, self.weight.unit.layer, source)}"

    def _show_value(self, value: float) -> None:
        """Show ``value`` without a signal; a field in which someone types is left alone."""
        shown = float(np.nan_to_num(value))
        for box in (self.value, self.slider):
            box.blockSignals(True)
        if not (self.value.hasFocus() and self.value.is_typed):  # also a new step would write the text anew
            self.value.setSingleStep(float(f"{self._reach / STEPS:.0e}"))
            if abs(self.value.value() - shown) > self.value.rounding:
                self.value.setValue(shown)
        self.slider.setValue(round(shown / self._reach * STEPS))
        for box in (self.value, self.slider):
            box.blockSignals(False)

    @Slot(int)
    def _on_listed_chosen(self, index: int) -> None:
        if self.weight is not None:
            self._choose(Weight(self.weight.unit, self._sources[index]))
            self.chosen.emit()

    @Slot(int)
    def _on_source_chosen(self, number: int) -> None:
        if self.weight is not None:
            self._choose(Weight(self.weight.unit, number - 1 if number else None))
            self.chosen.emit()

    @Slot(float)
    def _on_value_changed(self, value: float) -> None:
        if self.weight is not None:
            self.edited.emit(self.weight, value)

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        if self.weight is not None:
            self.edited.emit(self.weight, position / STEPS * self._reach)

    @Slot()
    def _on_reset(self) -> None:
        self.reset_requested.emit(self.weight)


def _trained(reader: ActivationReader, weight: Weight) -> float:
    if weight.source is None:
        return reader.bias(weight.unit)
    return float(reader.weights(weight.unit.layer)[weight.source, weight.unit.index])
