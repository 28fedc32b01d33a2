"""Chooses the activation of all hidden layers at once."""

from PySide6.QtCore import Slot

from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.hidden_layers import common_activation, has_hidden_layer, with_activation
from nnstudio.session.workspace import Workspace
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.row import describe
from nnstudio.ui.theme import mark

LAYERS = "network.layers"
MINIMUM_WIDTH = 60
HELP = "Gives all hidden layers the same activation"
NO_HIDDEN_LAYER = "There is no hidden layer: add a dense layer first"


class ActivationForAll(QuietComboBox):
    """A list of the activations; it shows the one that all hidden layers have, if there is one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        for kind in ACTIVATIONS:
            self.addItem(f"All: {kind.label}", kind.key)
        self.setPlaceholderText("All: mixed")
        self.setMinimumWidth(MINIMUM_WIDTH)
        mark(self, "narrow", True)
        self.setAccessibleName("Activation of all layers")
        self.activated.connect(self._on_activated)
        workspace.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        layers = self._workspace.settings.network.layers
        activation = common_activation(layers)
        self.setCurrentIndex(-1 if activation is None else self.findData(activation.key))
        self.setEnabled(has_hidden_layer(layers))
        self.setToolTip(HELP if self.isEnabled() else NO_HIDDEN_LAYER)
        describe(self)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        activation = ACTIVATIONS[self.itemData(index)]()
        self._workspace.set(LAYERS, with_activation(self._workspace.settings.network.layers, activation))
