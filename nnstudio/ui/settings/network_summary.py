"""The size of the edited network: its shape, its number of parameters and their memory."""

import math
from html import escape

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS, PICTURE_SHAPE
from nnstudio.engine.arrays import Shape
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.number_text import grouped
from nnstudio.ui.settings.network_diagram import NetworkDiagram
from nnstudio.ui.theme import ThemeController, mark, number_font

FLOAT_BYTES = 4


def memory_text(count: int) -> str:
    """Return how much memory ``count`` parameters take, in a unit that leaves up to three digits."""
    size = float(count * FLOAT_BYTES)
    for unit in ("B", "kB", "MB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"


class NetworkSummary(QWidget):
    """A diagram of the network, with its number of parameters below."""

    def __init__(self, theme: ThemeController) -> None:
        super().__init__()
        self._shown: tuple[NetworkSettings, Shape, int] | None = None
        self._diagram = NetworkDiagram(theme)
        self._size = QLabel()
        self._size.setFont(number_font())
        mark(self._size, "role", "number")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._diagram)
        layout.addWidget(self._size)

    @property
    def shape(self) -> str:
        """The widths of the layers as text: 784 → 128 → 64 → 10."""
        return self._diagram.accessibleDescription()

    @property
    def text(self) -> str:
        """The number of parameters and their memory as text."""
        return self._size.text()

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
        self._size.setText(f"{grouped(network.layout.count)} parameters · {memory_text(network.layout.count)}")
        self._size.setToolTip("<p>The number of parameters, and their memory at four bytes each.</p>")


def _layer_table(network: Network) -> str:
    rows = [f"<tr><td>Pixels&nbsp;</td><td align=right>{network.inputs}</td><td></td></tr>"]
    for index, layer in enumerate(network.layers):
        name, outputs = escape(network.layer_name(index)), math.prod(network.shapes[index + 1])
        count = sum(parameter.size for parameter in layer.parameters(network.shapes[index]))
        cells = f"<td>{name}&nbsp;</td><td align=right>{outputs}</td>"
        rows.append(f"<tr>{cells}<td align=right>&nbsp;&nbsp;{grouped(count)} parameters</td></tr>")
    return f"<table>{''.join(rows)}</table>"
