"""Which weight a page of one step shows in numbers: its layer, its unit and its input."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.inspection.one_step import OneStep
from nnstudio.inspection.step_lines import Chosen
from nnstudio.inspection.step_pages import Stage
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.number_boxes import QuietSpinBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.wrapping_row import WrappingRow

BIAS = "bias"


class StepChoice(QWidget):
    """Shows and changes what is `Chosen`; only the last page asks for a layer, the others are about one."""

    chosen = Signal(object)
    """The user has chosen another weight: a `Chosen`."""
    layer_chosen = Signal(int)
    """The user has chosen another layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Chosen | None = None
        self.layer = QuietComboBox()
        self.layer.setAccessibleName("Layer of the weight")
        self.layer.setToolTip("In which layer the weight is that is updated")
        self.layer.setMinimumContentsLength(9)
        self.unit = QuietSpinBox("Unit in numbers", "Which unit of the layer is shown in numbers")
        self.source = QuietSpinBox(
            "Weight in numbers", "From which input the weight comes that is shown in numbers; below 1 is the bias"
        )
        self.source.setSpecialValueText(BIAS)
        self._layer_part, self._unit_part = labelled("Layer", self.layer), labelled("Unit", self.unit)
        self._source_part = labelled("Weight from input", self.source)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(WrappingRow((self._layer_part, self._unit_part, self._source_part), 16))
        self.layer.activated.connect(self.layer_chosen)
        self.unit.valueChanged.connect(self._on_changed)
        self.source.valueChanged.connect(self._on_changed)

    def show_choice(self, step: OneStep, chosen: Chosen, stage: Stage, names: Sequence[str]) -> None:
        """Show ``chosen`` with an output's class of these ``names``, as far as a page about ``stage`` depends on it."""
        self._shown = chosen
        is_about_unit = stage in (Stage.FORWARD, Stage.BACKWARD, Stage.UPDATE)
        self.setVisible(is_about_unit or stage is Stage.INPUTS)
        self._layer_part.setVisible(stage is Stage.UPDATE)
        self._unit_part.setVisible(is_about_unit)
        layers = [layer.name for layer in step.layers]
        if layers != [self.layer.itemText(index) for index in range(self.layer.count())]:
            self.layer.clear()
            self.layer.addItems(layers)
        self.layer.setCurrentIndex(chosen.layer)
        layer = step.layers[chosen.layer]
        for box, lowest, highest, value in (
            (self.unit, 1, layer.units, chosen.unit + 1),
            (self.source, 0, layer.inputs, 0 if chosen.source is None else chosen.source + 1),
        ):
            box.blockSignals(True)
            box.setRange(lowest, highest)
            box.setValue(value)
            box.blockSignals(False)
        is_output = chosen.layer == len(step.layers) - 1
        self.unit.setSuffix(f", for {names[chosen.unit]}" if is_output else "")

    @Slot()
    def _on_changed(self) -> None:
        if self._shown is not None:
            source = self.source.value() - 1
            shown = self._shown
            self.chosen.emit(Chosen(shown.sample, shown.layer, self.unit.value() - 1, None if source < 0 else source))
