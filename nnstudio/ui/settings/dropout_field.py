"""The dropout of all hidden layers, in one field."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot

from nnstudio.engine.hidden_layers import common_dropout, has_hidden_layer, with_dropout, without_dropout
from nnstudio.engine.layers import Dropout
from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import Problem
from nnstudio.spec.record import members
from nnstudio.spec.setting import Number
from nnstudio.ui.forms.field import FormContext
from nnstudio.ui.forms.fields import make_field
from nnstudio.ui.forms.number_field import NumberField
from nnstudio.ui.settings.activation_for_all import LAYERS, NO_HIDDEN_LAYER
from nnstudio.ui.theme import ThemeController

DROPOUT = f"{LAYERS}.dropout"
"""Not the path of a setting, but below that of the layers, so that problems vanish when the layers change."""
MIXED = "mixed"
_RATE = members(Dropout)["rate"]
assert isinstance(_RATE, Number)
SETTING = dataclasses.replace(
    _RATE,
    label="Dropout",
    help="The fraction of neurons of every hidden layer that is switched off at random in each batch, against "
    "overfitting. 0.1 to 0.5 is usual. It adds a dropout layer after each hidden layer, or removes it.",
    minimum=0.01,
    zero_means="off",
)


class DropoutField(NumberField):
    """Shows the rate that all hidden layers have in common, and gives all of them the same."""

    def __init__(self, workspace: Workspace, theme: ThemeController) -> None:
        self._workspace = workspace
        super().__init__(FormContext(workspace, theme, make_field), DROPOUT, SETTING, "")
        self._edit.setPlaceholderText(MIXED)
        workspace.changed.connect(self._on_changed)
        workspace.problems_changed.connect(self._on_problems_changed)
        self._on_changed()

    def set_training_active(self, is_active: bool) -> None:
        """Apply typed text only when it is complete while a run is training."""
        self.context.is_training_active = is_active

    def show_state(self, value: Any, running: Any) -> None:
        """Show whether there is dropout; what waits for the next run is shown at the layers."""
        self.row.show_default("off", value != 0)

    def _value_shown(self, value: Any) -> None:
        if value is not None:
            super()._value_shown(value)
            return
        with QSignalBlocker(self._slider):
            self._slider.setValue(0)

    def _write(self, value: Any) -> None:
        if value is not None:
            super()._write(value)
            return
        self._edit.clear()
        self._edit.setModified(False)
        self._before_typing = None

    def _next(self, value: Any, direction: int) -> float:
        return super()._next(value or 0.0, direction)

    def _set(self, value: Any) -> None:
        if value is None:
            return
        layers = self._workspace.settings.network.layers
        self._is_committing = True
        try:
            # A run that is training can change the rate of a dropout layer, but not remove the layer.
            is_off = value == 0 and not self.context.is_training_active
            self._workspace.set(LAYERS, without_dropout(layers) if is_off else with_dropout(layers, value))
        finally:
            self._is_committing = False

    @Slot()
    def _on_reset_requested(self) -> None:
        self._set(0.0)

    @Slot()
    def _on_changed(self) -> None:
        layers = self._workspace.settings.network.layers
        self.show_value(common_dropout(layers) if has_hidden_layer(layers) else 0.0, None)
        self.row.show_reason("" if has_hidden_layer(layers) else NO_HIDDEN_LAYER)
        self._on_problems_changed()

    @Slot()
    def _on_problems_changed(self) -> None:
        problems: Mapping[str, Problem] = self._workspace.problems
        self.show_problems(problems)
