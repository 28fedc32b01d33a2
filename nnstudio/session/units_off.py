"""Which hidden units are switched off to see what they are good for: a record of its own, no part of training."""

from PySide6.QtCore import QObject, Signal

from nnstudio.engine.network import Network
from nnstudio.engine.workspace import Silenced
from nnstudio.inspection.activations import Unit, silenced_columns, unit_layers


class UnitsOff(QObject):
    """The units that are switched off, with undo. They stay off while the network keeps its architecture."""

    changed = Signal()
    """`units` is another set."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.units: frozenset[Unit] = frozenset()
        self._network: Network | None = None
        self._before: list[frozenset[Unit]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._before)

    def silenced(self, network: Network) -> Silenced:
        """Return what to silence in ``network`` so that the units are off."""
        return silenced_columns(unit_layers(network), self.units)

    def follow(self, network: Network) -> None:
        """Switch all units on if ``network`` has another architecture than the one before."""
        before, self._network = self._network, network
        if before is not None and before is not network and _architecture(before) != _architecture(network):
            self._before.clear()
            self._set(frozenset())

    def toggle(self, unit: Unit) -> None:
        """Switch ``unit`` off, or on again."""
        self._change(self.units ^ {unit})

    def switch_all_on(self) -> None:
        """Switch all units on; this can be undone too."""
        self._change(frozenset())

    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self._set(self._before.pop())

    def _change(self, units: frozenset[Unit]) -> None:
        if units != self.units:
            self._before.append(self.units)
            self._set(units)

    def _set(self, units: frozenset[Unit]) -> None:
        if units != self.units:
            self.units = units
            self.changed.emit()


def _architecture(network: Network) -> tuple[object, ...]:
    return network.settings.layers, network.input_shape, network.classes
