"""The page of the Inside view with the drawn network, a unit, the map of a layer and the sheet of weights."""

from PySide6.QtCore import QElapsedTimer, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from nnstudio.data.dataset import as_inputs
from nnstudio.inspection.activations import ActivationReader, Activity, Unit
from nnstudio.inspection.sample_activity import SampleActivity
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.lit_picture import LitPicture, NamedPicture
from nnstudio.session.network_inspection import Measurement, NetworkInspection
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.inside.edit_texts import NOTHING, edits_text, effect_text
from nnstudio.ui.inside.map_card import MapCard
from nnstudio.ui.inside.network_canvas import DEFAULT_LINES, NetworkCanvas
from nnstudio.ui.inside.unit_card import UnitCard
from nnstudio.ui.inside.weights_card import WeightsCard
from nnstudio.ui.network_view import NetworkView
from nnstudio.ui.theme import Theme, ThemeController, mark

EMPTY = "Your network appears here, unit by unit, as soon as there is one. Press Run to train one."
MOST_LINES = 300
INTERVAL, LEARNING_INTERVAL = 100, 200
"""Minimum time between two updates, in milliseconds: of the unit's card, and of everything for a network that learns.

The drawn network follows the pen in every frame.
"""


class NetworkPage(NetworkView):
    """Shows the active network, lit by one picture."""

    def __init__(
        self,
        session: TrainingSession,
        picture: LitPicture,
        inspection: NetworkInspection,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, picture.changed, themes, frames, EMPTY, parent)
        self._picture, self._inspection = picture, inspection
        self.canvas, self.card = NetworkCanvas(themes.theme), UnitCard(themes.theme)
        self.weights, self.map = WeightsCard(themes.theme), MapCard(inspection.maps, themes.theme)
        self.slider, self.about = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.activity: Activity | None = None
        """The activity of the picture in the network as it was trained."""
        self.edited_activity: Activity | None = None
        """The activity of the picture with the user's edits; it is the one that is shown."""
        self.measurement: Measurement | None = None
        """The measurement that is shown."""
        self._active: ActiveNetwork | None = None
        self._reader: ActivationReader | None = None
        self._edited: ActivationReader | None = None  # with the user's edits
        self._mapped: ActivationReader | None = None
        self._mapped_activity: SampleActivity | None = None
        self._is_card_changed = self._is_measured = False
        self._shown_picture: NamedPicture | None = None
        self._since, self._since_drawn = QElapsedTimer(), QElapsedTimer()
        self.begin(self._build_row(), self.canvas, self.card, self.map, self.weights)
        self._connect()

    def draw(self) -> None:
        """Show what has changed, each part as often as it is worth."""
        if self._reader is None:
            return
        self._inspection.advance()
        self._inspection.maps.advance(self.measurement.activity if self.measurement else None, self.map.layer)
        follows_pen = self._picture.current is not self._shown_picture
        is_recent = self._since_drawn.isValid() and self._since_drawn.elapsed() < LEARNING_INTERVAL
        if self._is_changed and (follows_pen or not is_recent):
            self._is_changed, self._is_card_changed = False, True
            self._shown_picture = self._picture.current
            self._since_drawn.start()
            self.show_activity()
        is_early = self._since.isValid() and self._since.elapsed() < INTERVAL
        if self._is_card_changed and not is_early:
            self._is_card_changed = False
            self._since.start()
            if self._is_measured:
                self._is_measured = False
                self._show_measurement()
            self._show_unit()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while the page was hidden, the newest measurement too."""
        super().showEvent(event)
        self._is_measured = True

    def use_network(self, active: ActiveNetwork) -> None:
        """Draw ``active``."""
        if self._reader is None or self._reader.network is not active.network:
            self._reader = ActivationReader(active.network, active.parameters)
            self.canvas.show_network(self._reader, active.class_names)
            self._is_measured = True
        else:
            self._reader.update(active.parameters)
            if active.detector is not None:  # these weights are final
                self.canvas.rank_units()
        self._active = active
        self.show_page(True)

    def use_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        for part in (self.canvas, self.card, self.weights, self.map.map):
            part.set_theme(theme)
        self._is_card_changed = self._is_measured = True

    def show_activity(self) -> None:
        """Compute what the network does with the picture, and light the network by it."""
        reader, picture, active = self._reader, self._picture.current, self._active
        assert reader is not None
        assert active is not None
        edits = self._inspection.edits.edits
        self._edited = reader
        if edits.weights:
            self._edited = ActivationReader(active.network, edits.applied(active.network, active.parameters))
        self.activity = self.edited_activity = None
        if picture is not None:
            inputs = as_inputs(picture.picture.reshape(-1))
            self.activity = self.edited_activity = reader.read(inputs)
            if edits:
                self.edited_activity = self._edited.read(inputs, edits.silenced(reader.network))
        self.canvas.show_activity(self._edited, self.edited_activity, picture, edits.units)

    def _connect(self) -> None:
        self._inspection.measured.connect(self._on_measured)
        self._inspection.source.changed.connect(self._on_measured)
        self._inspection.preferred_found.connect(self._note_card_change)
        self._inspection.edits.changed.connect(self._on_edits_changed)
        self.canvas.selected.connect(self._on_selected)
        self.canvas.toggled.connect(self._on_toggled)
        self.card.toggle_requested.connect(self._on_toggle_requested)
        self.card.undo_requested.connect(self._inspection.edits.undo)
        self.card.all_back_requested.connect(self._inspection.edits.take_all_back)
        self.card.editor.edited.connect(self._inspection.edits.set_weight)
        self.card.editor.reset_requested.connect(self._inspection.edits.reset_weight)
        self.card.editor.chosen.connect(self._on_weight_chosen)
        self.weights.selected.connect(self._on_selected)
        self.map.layer_changed.connect(self._on_measured)
        self.slider.valueChanged.connect(self._on_lines_changed)

    def _build_row(self) -> QVBoxLayout:
        self.slider.setRange(0, MOST_LINES)
        self.slider.setValue(DEFAULT_LINES)
        self.slider.setPageStep(20)
        self.slider.setMaximumWidth(220)
        self.slider.setAccessibleName("Connections between two layers")
        self.slider.setToolTip("How many connections are drawn between each two layers, the strongest first")
        mark(self.about, "role", "caption")
        self.about.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(QLabel("Connections"))
        row.addWidget(self.slider, 1)
        row.addStretch()
        column = QVBoxLayout()  # below, and not beside, the slider: a narrow view would cut the text
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.about)
        self._show_lines()
        return column

    def _show_unit(self) -> None:
        reader, active, unit = self._reader, self._active, self.canvas.unit
        assert reader is not None
        assert active is not None
        assert unit is not None
        inspection, names = self._inspection, active.class_names
        is_output = unit.layer == len(reader.layers) - 1
        shown = self._edited or reader
        edits = inspection.edits
        title, is_off = self.canvas.description(unit).split(":")[0], unit in edits.edits.units
        self.card.show_sum(shown, unit, self.edited_activity, title, is_off=is_off)
        self.card.show_switch(unit, edits.edits, is_output=is_output, can_undo=edits.can_undo)
        self.card.editor.show_unit(reader, unit, self.activity, edits.edits)
        self.card.show_effect(self._effect(reader, names))
        sample = inspection.source.sample
        description = sample.description if sample else ""
        self._show_unit_picture(reader, unit)
        self.card.show_sample(
            self.measurement, unit, names, f"Which of {description} excite it most:" if sample else self._source
        )
        self.weights.sheet.mark_unit(unit.index if unit.layer == 0 else None)
        self._place_picture()

    def _effect(self, reader: ActivationReader, names: tuple[str, ...]) -> str:
        """Return what is changed and what it does; that edits have ended; or that nothing is changed."""
        edits, picture = self._inspection.edits, self._picture.current
        if not edits.edits:
            return edits.notice or NOTHING
        name = picture.name if picture is not None else ""
        change = self._inspection.accuracy_change()
        effect = effect_text(self.activity, self.edited_activity, change, names, name)
        return f"{edits_text(reader, edits.edits)}. {effect}"

    def _show_unit_picture(self, reader: ActivationReader, unit: Unit) -> None:
        if unit.layer == 0:
            self._inspection.prefer(None)
            weights = reader.weights(0)[:, unit.index].reshape(reader.network.input_shape)
            self.card.show_picture(weights, "Its weights", self._theme, is_weights=True)
            return
        self._inspection.prefer(unit)
        preferred = self._inspection.preferred
        text = "What excites it most" if preferred else "Looking for what excites it"
        picture = preferred.picture if preferred else None
        self.card.show_picture(picture, text, self._theme, is_weights=False)

    def _show_measurement(self) -> None:
        reader, active, measurement = self._reader, self._active, self._inspection.measurement
        assert reader is not None
        assert active is not None
        self.measurement = measurement
        self.weights.show_network(reader, measurement)
        self.map.set_network(reader)
        self.map.show_measurement(measurement, active.class_names, self._source)
        mapped = self.map.activity
        if mapped is None:
            self._mapped = None
        elif self._mapped is None or mapped is not self._mapped_activity:
            self._mapped, self._mapped_activity = ActivationReader(mapped.network, mapped.parameters), mapped

    def _place_picture(self) -> None:
        """Put the picture on the map by the network that the map was made of, which may be a moment older."""
        picture, mapped, activity = self._picture.current, self._mapped, None
        if mapped is not None and picture is not None and picture.picture.shape == mapped.network.input_shape:
            activity = mapped.read(as_inputs(picture.picture.reshape(-1)))
        self.map.show_picture(self.measurement, activity, picture.title if picture is not None else "")

    @property
    def _source(self) -> str:
        """Which pictures are used, or why there are none, as a sentence."""
        source = self._inspection.source
        if source.sample is None:
            return source.problem or "The sample pictures are being read."
        return f"Measured with {source.sample.description}."

    def _show_lines(self) -> None:
        self.about.setText(
            f"The {self.slider.value()} strongest between each two layers, of those that are drawn: blue adds, orange "
            "subtracts; bright where the picture is active."
        )

    @Slot()
    def _on_edits_changed(self) -> None:
        self.note_change()
        self._since_drawn.invalidate()
        self._since.invalidate()

    @Slot()
    def _on_weight_chosen(self) -> None:
        self._is_card_changed = True
        self._since.invalidate()

    @Slot()
    def _note_card_change(self) -> None:
        self._is_card_changed = True

    @Slot()
    def _on_measured(self) -> None:
        self._is_card_changed = self._is_measured = True

    @Slot(object)
    def _on_selected(self, unit: Unit) -> None:
        self.canvas.select(unit)
        self._is_card_changed = True
        self._since.invalidate()

    @Slot(object)
    def _on_toggled(self, unit: Unit) -> None:
        if self._reader is not None and unit.layer < len(self._reader.layers) - 1:
            self._inspection.edits.toggle(unit)

    @Slot()
    def _on_toggle_requested(self) -> None:
        if self.canvas.unit is not None:
            self._on_toggled(self.canvas.unit)

    @Slot()
    def _on_lines_changed(self) -> None:
        self.canvas.set_lines(self.slider.value())
        self._show_lines()
