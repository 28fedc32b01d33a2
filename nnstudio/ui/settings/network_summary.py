"""The size of the edited network: its shape, its number of parameters and their memory, as a whole and by layer."""

import math
from dataclasses import dataclass
from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS, PICTURE_SHAPE
from nnstudio.engine.arrays import Shape
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.number_text import grouped, rounded
from nnstudio.ui.settings.network_diagram import NetworkDiagram
from nnstudio.ui.theme import ThemeController

FLOAT_BYTES = 4


def memory_text(count: int) -> str:
    """Return how much memory ``count`` parameters take, in a unit that leaves up to three digits."""
    size = float(count * FLOAT_BYTES)
    for unit in ("B", "kB", "MB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"


@dataclass(frozen=True)
class LayerNote:
    """What a layer of the settings amounts to: in the few letters that a line has room for, and in full."""

    short: str
    full: str


class NetworkSummary(QWidget):
    """A diagram of the network; its size as texts for others to show."""

    def __init__(self, theme: ThemeController) -> None:
        super().__init__()
        self._shown: tuple[NetworkSettings, Shape, int] | None = None
        self._diagram = NetworkDiagram(theme)
        self._text = ""
        self._notes: tuple[LayerNote, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._diagram)

    @property
    def shape(self) -> str:
        """The widths of the layers as text: 784 → 128 → 64 → 10."""
        return self._diagram.accessibleDescription()

    @property
    def text(self) -> str:
        """The number of parameters and their memory as text."""
        return self._text

    @property
    def notes(self) -> tuple[LayerNote, ...]:
        """A note for each layer of the settings."""
        return self._notes

    def show_settings(
        self, settings: NetworkSettings, input_shape: Shape = PICTURE_SHAPE, classes: int = len(DIGITS)
    ) -> None:
        """Show the network of ``settings`` for samples of ``input_shape``, with an output for each of ``classes``."""
        if (settings, input_shape, classes) == self._shown:
            return
        self._shown = settings, input_shape, classes
        network = Network(settings, input_shape, classes)
        self._diagram.show_network(network)
        self._diagram.setAccessibleName("Network")
        self._diagram.setAccessibleDescription(" → ".join(str(math.prod(shape)) for shape in network.shapes))
        self._diagram.setToolTip(_layer_table(network))
        self._text = f"{grouped(network.layout.count)} parameters · {memory_text(network.layout.count)}"
        first = len(network.layers) - 1 - len(settings.layers)
        self._notes = tuple(_note(network, index) for index in range(first, len(network.layers) - 1))


def _parameter_count(network: Network, index: int) -> int:
    return sum(parameter.size for parameter in network.layers[index].parameters(network.shapes[index]))


def _note(network: Network, index: int) -> LayerNote:
    count = _parameter_count(network, index)
    inputs, outputs = math.prod(network.shapes[index]), math.prod(network.shapes[index + 1])
    return LayerNote(rounded(count) if count else "", f"{inputs} → {outputs}, {grouped(count)} parameters")


def _layer_table(network: Network) -> str:
    rows = [f"<tr><td>Pixels&nbsp;</td><td align=right>{network.inputs}</td><td></td></tr>"]
    for index in range(len(network.layers)):
        name, outputs = escape(network.layer_name(index)), math.prod(network.shapes[index + 1])
        count = _parameter_count(network, index)
        cells = f"<td>{name}&nbsp;</td><td align=right>{outputs}</td>"
        rows.append(f"<tr>{cells}<td align=right>&nbsp;&nbsp;{grouped(count)} parameters</td></tr>")
    return f"<table>{''.join(rows)}</table>"
