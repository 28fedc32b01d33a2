"""What a user tries out on the active network, to see what units and weights are good for; no part of training."""

from PySide6.QtCore import QObject, Signal

from nnstudio.engine.network import Network
from nnstudio.inspection.activations import Unit
from nnstudio.inspection.edits import Edits, Weight

NO_EDITS = Edits()
ENDED = "Your changes ended: they do not fit the new network, which has other layers."


class NetworkEdits(QObject):
    """The edits, with undo. They stay while the network keeps its architecture."""

    changed = Signal()
    """`edits` or `notice` is another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edits = NO_EDITS
        self.notice = ""
        """That edits ended with the network that they were made on; empty from the next edit on."""
        self._network: Network | None = None
        self._before: list[Edits] = []
        self._moved: Weight | None = None  # the weight that the last change moved

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._before)

    def follow(self, network: Network) -> None:
        """Take all edits back if ``network`` has another architecture than the one before."""
        before, self._network = self._network, network
        if before is not None and before is not network and _architecture(before) != _architecture(network):
            self._before.clear()
            self.notice = ENDED if self.edits else ""
            self._set(NO_EDITS)

    def toggle(self, unit: Unit) -> None:
        """Switch ``unit`` off, or on again."""
        self._change(self.edits.toggled(unit))

    def set_weight(self, weight: Weight, value: float) -> None:
        """Give ``weight`` another value; several in a row for the same weight are undone together."""
        self._change(self.edits.with_weight(weight, value), weight)

    def reset_weight(self, weight: Weight) -> None:
        """Give ``weight`` the value that it was trained to."""
        self._change(self.edits.without_weight(weight))

    def take_all_back(self) -> None:
        """Take all edits back; this can be undone too."""
        self._change(NO_EDITS)

    def undo(self) -> None:
        """Take the last change back."""
        self._moved = None
        if self._before:
            self._set(self._before.pop())

    def _change(self, edits: Edits, moved: Weight | None = None) -> None:
        if edits == self.edits:
            return
        if moved is None or moved != self._moved:
            self._before.append(self.edits)
        self._moved, self.notice = moved, ""
        self._set(edits)

    def _set(self, edits: Edits) -> None:
        if edits != self.edits:
            self.edits = edits
            self.changed.emit()


def _architecture(network: Network) -> tuple[object, ...]:
    return network.settings.layers, network.settings.output_has_bias, network.input_shape, network.classes
