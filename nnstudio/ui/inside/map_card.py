"""The card with the map of a layer."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnstudio.inspection.activations import ActivationReader, Activity
from nnstudio.number_text import percent
from nnstudio.session.network_inspection import Measurement
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.inside.activation_map import ActivationMap
from nnstudio.ui.theme import Theme, mark

EXPLANATION = (
    "Each picture stands where the layer's activations put it, seen from the side from which they differ most "
    "(principal component analysis). Pictures that the layer cannot tell apart stand together. A ring marks a wrong "
    "prediction; the dot is your drawing, or the picture that you chose."
)


class MapCard(DrawingCard):
    """Shows the map of the layer that the user chooses, the last hidden one at first."""

    layer_changed = Signal()
    """Another layer was chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Map of a layer", EXPLANATION, parent)
        self.choice, self.map, self.text = QuietComboBox(), ActivationMap(theme), QLabel()
        self.choice.setAccessibleName("Layer of the map")
        self.choice.setToolTip("The layer whose activations are mapped")
        self.choice.setMinimumContentsLength(12)
        mark(self.text, "role", "caption")
        self.text.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addWidget(self.text, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.map)
        self.choice.currentIndexChanged.connect(self.layer_changed)

    def set_network(self, reader: ActivationReader) -> None:
        """Offer the layers of ``reader``, unless they are the ones that are offered."""
        names = [layer.name for layer in reader.layers]
        if names != [self.choice.itemText(index) for index in range(self.choice.count())]:
            self.choice.blockSignals(True)
            self.choice.clear()
            self.choice.addItems(names)
            self.choice.setCurrentIndex(max(0, len(names) - 2))
            self.choice.blockSignals(False)

    def show_measurement(self, measurement: Measurement | None, names: Sequence[str], source: str) -> None:
        """Show the map of the chosen layer; ``source`` says which pictures these are, or why there are none."""
        layer = self.choice.currentIndex()
        projection = measurement.projections[layer] if measurement is not None and layer >= 0 else None
        if measurement is None or projection is None:
            self.map.clear()
            self.text.setText(source)
            return
        activity = measurement.activity
        self.map.show_map(activity, projection.points(activity.outputs[layer]), names)
        explained = percent(float(projection.fractions.sum()), 0)
        wrong = int((~activity.is_right).sum())
        self.text.setText(f"{source} {wrong} are predicted wrongly. The two axes show {explained} of the variance.")

    def show_picture(self, measurement: Measurement | None, activity: Activity | None, title: str) -> None:
        """Place the picture called ``title``, whose ``activity`` is that of the measured network, on the map."""
        layer = self.choice.currentIndex()
        projection = measurement.projections[layer] if measurement is not None and layer >= 0 else None
        if projection is None or activity is None:
            self.map.show_picture(None)
            return
        outputs = activity.layers[layer].outputs
        self.map.show_picture(projection.points(np.atleast_2d(outputs))[0], title)
