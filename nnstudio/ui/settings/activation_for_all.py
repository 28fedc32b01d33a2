"""Chooses the activation of all hidden layers at once."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent

from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.hidden_layers import common_activation, has_hidden_layer, with_activation
from nnstudio.session.workspace import Workspace
from nnstudio.ui.forms.add_button import AddButton
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.row import describe
from nnstudio.ui.theme import mark, scaled

LAYERS = "network.layers"
MINIMUM_WIDTH, NARROW = 60, 72
"""In pixels: the least, and the least that has room for the short names of activations."""
PREFIX = "All: "
"""Left out where there is no room for it: the tooltip says it too."""
HELP = "Gives all hidden layers the same activation"
NO_HIDDEN_LAYER = "There is no hidden layer: add a dense layer first"


class ActivationForAll(QuietComboBox):
    """A list of the activations; it shows the one that all hidden layers have, if there is one.

    Where it is narrow, the button ``beside`` it gives it some room.
    """

    def __init__(self, workspace: Workspace, beside: AddButton) -> None:
        super().__init__()
        self._beside = beside
        self._workspace = workspace
        for kind in ACTIVATIONS:
            self.addItem(f"{PREFIX}{kind.label}", kind.key)
        self.setPlaceholderText(f"{PREFIX}mixed")
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

    def text_within(self, width: int) -> str:
        """Return what is chosen; longer than ``width`` pixels it loses the prefix, and then has an ellipsis."""
        text = self.currentText() or self.placeholderText()
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(text) > width:
            text = text.removeprefix(PREFIX)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the room of the word beside it, rather than leave out much of the own text."""
        super().resizeEvent(event)
        taken = 0 if self._beside.text() else self._beside.word_width
        self._beside.set_brief(self.width() - taken < scaled(NARROW))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        activation = ACTIVATIONS[self.itemData(index)]()
        self._workspace.set(LAYERS, with_activation(self._workspace.settings.network.layers, activation))
