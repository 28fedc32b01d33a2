"""The preprocessing of the drawing step by step, and what each step does to the prediction."""

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.ink.drawing import Preprocessing, PreprocessingStep
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.comparison import PredictionColumn
from nnstudio.ui.drawing.step_picture import StepPicture
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import Theme, ThemeController, mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

EXPLANATION = (
    "MNIST's digits were cropped, scaled until their ink was exactly 20 pixels long, and centred by their mass, by "
    "whole pixels. Your drawing is processed the same way; switch a step off to see what it does."
)
ENDS = {
    PreprocessingStep.SHEET: ("Your ink", "the whole pad"),
    PreprocessingStep.PIXELS: ("28 × 28 pixels", "the network's input"),
}
SWITCHES = {
    PreprocessingStep.BOX: ("crop", "Crop and scale", "ink 20 pixels long", "Off: the whole pad is scaled down"),
    PreprocessingStep.SCALED: (
        "mnist_pen",
        "MNIST's pen",
        "2.3 pixels wide",
        "Off: lines stay as wide as on the screen. The lines of an image are never changed",
    ),
    PreprocessingStep.CENTRED: (
        "centre",
        "Centre by mass",
        "nearest pixel 14",
        "Off: centred by its bounding box, or left where it was drawn if cropping is off",
    ),
}
NAME_HEIGHT = 28
NOTHING_OFF = "All steps are on. Switch one off above."
NO_NETWORK = "Draw a digit and press Run."
NO_INK = "Draw a digit."
SPACING = 8
"""Between two steps, in pixels; five stand in one line of a window of 1280 pixels."""
ALL_ON = "Process your drawing the way MNIST was made"


class StepsCard(DrawingCard):
    """The picture after each step, a switch for each optional step, and the predictions with and without."""

    def __init__(
        self, reader: DrawingReader, themes: ThemeController, frames: FrameTimer, parent: QWidget | None = None
    ) -> None:
        super().__init__("What the network sees, step by step", EXPLANATION, parent)
        self._reader = reader
        self._is_changed = True
        self.pictures = {step: StepPicture(step.capitalize()) for step in PreprocessingStep}
        self.switches: dict[PreprocessingStep, QCheckBox] = {}
        self.all_steps = PredictionColumn("All steps on", themes.theme)
        self.switched = PredictionColumn("As switched", themes.theme)
        self._names: list[QWidget] = []
        self.column.addWidget(WrappingRow([self._step(step) for step in PreprocessingStep], SPACING))
        self._fit_zoom()
        self.column.addWidget(self._build_all_on(), 0, Qt.AlignmentFlag.AlignLeft)
        predictions = QHBoxLayout()
        predictions.setSpacing(32)
        predictions.addWidget(self.all_steps, 1)
        predictions.addWidget(self.switched, 1)
        self.column.addLayout(predictions)
        reader.predicted.connect(self._on_predicted)
        reader.preprocessing_changed.connect(self._on_preprocessing_changed)
        reader.class_names_changed.connect(self._on_class_names_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        frames.add(self.draw_if_changed)

    @Slot()
    def draw_if_changed(self) -> None:
        """Show the drawing and its predictions if they changed and the card is visible."""
        if not (self._is_changed and self.isVisible()):
            return
        self._is_changed = False
        reader, names = self._reader, self._reader.class_names
        for step, picture in reader.drawing.steps(reader.preprocessing).items():
            self.pictures[step].show_picture(picture)
        is_switched = reader.preprocessing.steps_off > 0
        # The pad's own prediction is the one with all steps, unless some are off; drawing it again would delay the pen.
        of_all_steps = reader.predict(reader.drawing.render()) if is_switched else reader.prediction
        no_prediction = NO_INK if reader.has_network else NO_NETWORK
        self.all_steps.show_prediction(of_all_steps, names, no_prediction)
        prediction, otherwise = (reader.prediction, no_prediction) if is_switched else (None, NOTHING_OFF)
        self.switched.show_prediction(prediction, names, otherwise)

    def _step(self, step: PreprocessingStep) -> QWidget:
        """Return the picture after ``step`` with the name or the switch of the step and a note below it."""
        name: QWidget
        if step in SWITCHES:
            name, note = self._switch(step), SWITCHES[step][2]
        else:
            name, note = QLabel(ENDS[step][0]), ENDS[step][1]
        self._names.append(name)
        caption = QLabel(note)
        caption.setWordWrap(True)
        mark(caption, "role", "caption")
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.pictures[step], name, caption):
            column.addWidget(widget)
        return cell

    def _switch(self, step: PreprocessingStep) -> QCheckBox:
        switch = QCheckBox(SWITCHES[step][1])
        switch.setChecked(True)
        switch.setToolTip(SWITCHES[step][3])
        switch.toggled.connect(self._on_switched)
        self.switches[step] = switch
        return switch

    def _build_all_on(self) -> QPushButton:
        self.all_on = QPushButton("Switch all on")
        self._show_all_on(self._reader.preprocessing)
        self.all_on.clicked.connect(self._reader.use_all_steps)
        return self.all_on

    def _show_all_on(self, preprocessing: Preprocessing) -> None:
        self.all_on.setEnabled(preprocessing.steps_off > 0)
        self.all_on.setToolTip(ALL_ON if preprocessing.steps_off else f"{ALL_ON}: all steps are on")

    @Slot()
    def _on_switched(self) -> None:
        chosen = {SWITCHES[step][0]: switch.isChecked() for step, switch in self.switches.items()}
        self._reader.set_preprocessing(replace(Preprocessing(), **chosen))

    @Slot(object)
    def _on_preprocessing_changed(self, preprocessing: Preprocessing) -> None:
        for step, switch in self.switches.items():
            switch.blockSignals(True)
            switch.setChecked(getattr(preprocessing, SWITCHES[step][0]))
            switch.blockSignals(False)
        self._show_all_on(preprocessing)
        self._is_changed = True

    @Slot(object)
    def _on_predicted(self, _prediction: object) -> None:
        self._is_changed = True

    @Slot(object)
    def _on_class_names_changed(self, class_names: tuple[str, ...]) -> None:
        for column in (self.all_steps, self.switched):
            column.bars.set_class_names(class_names)

    def _fit_zoom(self) -> None:
        for picture in self.pictures.values():
            picture.fit_zoom()
        for name in self._names:  # as high as each other, so that the notes below stand in line
            name.setMinimumHeight(scaled(NAME_HEIGHT))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._fit_zoom()
        for column in (self.all_steps, self.switched):
            column.bars.set_theme(theme)
