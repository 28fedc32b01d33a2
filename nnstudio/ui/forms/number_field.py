"""The field of a real number, with a slider and a line edit."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot

from nnstudio.spec.setting import Number
from nnstudio.ui.forms.controls import ValueSlider
from nnstudio.ui.forms.field import FormContext
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.forms.scale import scale_of
from nnstudio.ui.forms.typed_field import TypedField
from nnstudio.ui.theme import scaled

EDIT_WIDTH = 64


class NumberField(TypedField):
    """A slider over round values, and a line edit for any allowed value."""

    def __init__(self, context: FormContext, path: str, setting: Number, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._scale = scale_of(setting)
        self._slider = ValueSlider(self._scale)
        self._slider.setToolTip(tooltip(setting))
        self._slider.setAccessibleName(f"{setting.label} slider")
        self._slider.valueChanged.connect(self._on_slider_moved)
        context.theme.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.row.add(self._edit)
        self.row.add(self._slider, 1)
        if setting.unit:
            self.row.add_unit(setting.unit)

    def _value_shown(self, value: Any) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(self._scale.nearest(value))

    def _next(self, value: Any, direction: int) -> float:
        return self._scale.next_after(value, direction)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._edit.setFixedWidth(scaled(EDIT_WIDTH))

    @Slot(int)
    def _on_slider_moved(self, index: int) -> None:
        self._set(self._scale.stops[index])
        self._write(self._value)
