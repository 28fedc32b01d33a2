"""The card with the weights of the first layer, sorted by use."""

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from nnstudio.inspection.activations import ActivationReader, Unit
from nnstudio.number_text import grouped, significant
from nnstudio.session.network_inspection import Measurement
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.inside.weights_sheet import WeightsSheet
from nnstudio.ui.theme import Theme, mark

EXPLANATION = (
    "What each unit of the first layer looks for: blue where ink excites it, orange where ink inhibits it, all tiles "
    "on one scale. Use is how much a unit's output varies over the pictures, times the length of its weights to the "
    "next layer. A crossed-out unit is dead: its output is the same for every picture."
)
FEW, MOST = 96, 1024
"""How many tiles are shown at first, and how many at most, as they are sorted."""
BY_USE, BY_NUMBER = "Most used first", "By number"


class WeightsCard(DrawingCard):
    """Shows the sheet of the active network."""

    selected = Signal(object)
    """The user has selected a `Unit` of the first layer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Weights of the first layer", EXPLANATION, parent)
        self.sorting, self.sheet, self.text = QuietComboBox(), WeightsSheet(theme), QLabel()
        self.sorting.addItems([BY_USE, BY_NUMBER])
        self.sorting.setAccessibleName("Order of the tiles")
        self.sorting.setToolTip("Which units come first")
        self.sorting.setMinimumContentsLength(14)
        self.all_tiles = QCheckBox("Show all")
        self.all_tiles.setToolTip(f"Show up to {MOST} units, not only the first {FEW} of this order")
        self.all_tiles.hide()
        mark(self.text, "role", "caption")
        self.text.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.sorting)
        row.addWidget(self.all_tiles)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.text)
        self.column.addWidget(self.sheet)
        self._shown: tuple[ActivationReader, Measurement | None] | None = None
        self.sorting.currentIndexChanged.connect(self._on_order_changed)
        self.all_tiles.toggled.connect(self._on_order_changed)
        self.sheet.selected.connect(self._on_selected)

    def show_network(self, reader: ActivationReader, measurement: Measurement | None) -> None:
        """Show the weights of ``reader``; without a ``measurement`` in order of number, and none marked."""
        self._shown = reader, measurement
        weights, count = reader.weights(0), reader.layers[0].units
        has_use = measurement is not None and len(reader.layers) > 1
        order, dead = list(range(count)), frozenset[int]()
        if measurement is not None and has_use:
            dead = frozenset(np.flatnonzero(measurement.activity.dead(0)).tolist())
            if self.sorting.currentText() == BY_USE:
                order = np.argsort(-np.nan_to_num(measurement.activity.use(0)), kind="stable").tolist()
        self.all_tiles.setVisible(count > FEW)
        order = order[: MOST if self.all_tiles.isChecked() else FEW]
        self.sheet.show_weights(weights, reader.network.input_shape, order, dead)
        self.text.setText(self._summary(count, len(dead), has_use=has_use))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self.sheet.set_theme(theme)
        self._on_order_changed()

    def _summary(self, count: int, dead: int, *, has_use: bool) -> str:
        shown = len(self.sheet.order)
        parts = [f"{grouped(count)} units" if shown == count else f"{shown} of {grouped(count)} units"]
        if has_use:
            parts.append(f"{dead} dead")
        return ", ".join(parts) + f". The full colour is a weight of ±{significant(self.sheet.largest, 3)}."

    @Slot()
    def _on_order_changed(self) -> None:
        if self._shown is not None:
            self.show_network(*self._shown)

    @Slot(int)
    def _on_selected(self, index: int) -> None:
        self.selected.emit(Unit(0, index))
