"""The card with the map of a layer."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nnstudio.inspection.activations import ActivationReader, Activity
from nnstudio.inspection.embedding import MAP_METHODS, PRINCIPAL
from nnstudio.inspection.sample_activity import SampleActivity
from nnstudio.number_text import percent
from nnstudio.session.layer_map import LayerMap
from nnstudio.session.network_inspection import Measurement
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.inside.activation_map import ActivationMap
from nnstudio.ui.theme import Theme, mark
from nnstudio.ui.wrapping_row import WrappingRow

EXPLANATION = (
    "Each picture stands where the layer's activations put it. Pictures that the layer cannot tell apart stand "
    "together. A ring marks a wrong prediction; the dot is your drawing, or the picture that you chose."
)
PRINCIPAL_TEXT = "Seen from the side from which the activations differ most; the two axes show {} of the variance."


class MapCard(DrawingCard):
    """Shows the map of the layer that the user chooses, the last hidden one at first."""

    layer_changed = Signal()
    """Another layer or another method was chosen."""

    def __init__(self, maps: LayerMap, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Map of a layer", EXPLANATION, parent)
        self._maps = maps
        self.activity: SampleActivity | None = None
        """The activity that is mapped; None while there is no map."""
        self.choice, self.method, self.map, self.text = QuietComboBox(), QuietComboBox(), ActivationMap(theme), QLabel()
        self.cancel_button = QPushButton("Cancel the map")
        self.cancel_button.setToolTip("End the computation of the map")
        self.cancel_button.hide()
        self.choice.setAccessibleName("Layer of the map")
        self.choice.setToolTip("The layer whose activations are mapped")
        self.choice.setMinimumContentsLength(12)
        self._offer_methods()
        mark(self.text, "role", "caption")
        self.text.setWordWrap(True)
        self.column.addWidget(WrappingRow((self.choice, self.method, self.cancel_button), 8))
        self.column.addWidget(self.text)
        self.column.addWidget(self.map)
        self.choice.currentIndexChanged.connect(self.layer_changed)
        self.method.activated.connect(self._on_method_chosen)
        self.cancel_button.clicked.connect(maps.cancel)
        maps.changed.connect(self.layer_changed)

    @property
    def layer(self) -> int:
        """The number of the layer of units that is mapped; -1 without a network."""
        return self.choice.currentIndex()

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
        self.cancel_button.setVisible(self._maps.method is not PRINCIPAL and self._maps.is_active)
        if measurement is None or self.layer < 0:
            self._clear(source)
        elif self._maps.method is PRINCIPAL:
            self._show_projection(measurement, names, source)
        else:
            self._show_embedding(names, source)

    def show_picture(self, measurement: Measurement | None, activity: Activity | None, title: str) -> None:
        """Place the picture called ``title``, whose ``activity`` is that of the mapped network, on the map."""
        if activity is None or measurement is None or self.activity is None:
            self.map.show_picture(None)
            return
        outputs = activity.layers[self.layer].outputs
        projection, embedded = measurement.projections[self.layer], self._maps.result_for(self.layer)
        if embedded is not None:
            self.map.show_picture(embedded.embedding.place(outputs), title)
        elif projection is not None:
            self.map.show_picture(projection.points(np.atleast_2d(outputs))[0], title)

    def _offer_methods(self) -> None:
        self.method.addItems([method.label for method in MAP_METHODS])
        self.method.setAccessibleName("Method of the map")
        self.method.setMinimumContentsLength(15)
        model = self.method.model()
        assert isinstance(model, QStandardItemModel)
        reasons = []
        for index, method in enumerate(MAP_METHODS):
            if method.obstacle:
                model.item(index).setEnabled(False)
                reasons.append(f"{method.label}: {method.obstacle}")
                self.method.setItemData(index, reasons[-1], Qt.ItemDataRole.ToolTipRole)
        self.method.setToolTip(". ".join(("How activations become points of a plane", *reasons)))

    def _show_projection(self, measurement: Measurement, names: Sequence[str], source: str) -> None:
        projection, activity = measurement.projections[self.layer], measurement.activity
        if projection is None:
            self._clear(source)
            return
        self.activity = activity
        self.map.show_map(activity, projection.points(activity.outputs[self.layer]), names)
        explained = PRINCIPAL_TEXT.format(percent(float(projection.fractions.sum()), 0))
        self.text.setText(f"{source} {_wrong(activity)} {explained}")

    def _show_embedding(self, names: Sequence[str], source: str) -> None:
        embedded, method = self._maps.result_for(self.layer), self._maps.method
        if embedded is None:
            self._clear(self._maps.problem or f"{source} The map by {method.label} is being computed.")
            return
        self.activity = embedded.activity
        self.map.show_map(embedded.activity, embedded.embedding.points, names)
        self.text.setText(f"{source} {_wrong(embedded.activity)} {method.explanation}")

    def _clear(self, text: str) -> None:
        self.activity = None
        self.map.clear()
        self.text.setText(text)

    @Slot(int)
    def _on_method_chosen(self, index: int) -> None:
        self._maps.choose(MAP_METHODS[index])


def _wrong(activity: SampleActivity) -> str:
    return f"{int((~activity.is_right).sum())} are predicted wrongly."
