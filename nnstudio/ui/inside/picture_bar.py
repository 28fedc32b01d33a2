"""Says by what the Inside view is lit, and lets one choose a picture of the data set instead of the drawing."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.number_text import grouped
from nnstudio.session.lit_picture import LitPicture, NamedPicture
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.session import TrainingSession
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.number_boxes import QuietSpinBox
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

ALL_CLASSES = "All classes"
NO_PICTURES = "the pictures of this network are not read yet; they are once there is a network and this view is shown"
FOLLOWED = "your drawing is shown already, until you choose a picture"
NO_MISTAKE = "No picture of this choice is predicted wrongly."
LOOKING = "Looking for pictures that are predicted wrongly."


class PictureBar(QWidget):
    """Chooses pictures of the sample's whole set for a `LitPicture`: by number, the next one, or the next mistake."""

    def __init__(
        self,
        session: TrainingSession,
        picture: LitPicture,
        inspection: NetworkInspection,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._picture, self._inspection = session, picture, inspection
        self._is_mistake_wanted = self._has_no_mistake = False
        self._shown: tuple[object, ...] = ()
        self.text, self.classes = QLabel(), QuietComboBox()
        mark(self.text, "role", "badge")
        self.text.setWordWrap(True)
        self.classes.setAccessibleName("Class of the pictures")
        self.classes.setMinimumContentsLength(7)
        self.number = QuietSpinBox("Number of the picture", "Show this picture instead of your drawing")
        self.next_button, self.mistake_button = QPushButton("Next one"), QPushButton("Next wrong")
        self.drawing_button = QPushButton("Drawing")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(4)
        column.addWidget(self.text)
        buttons = self.next_button, self.mistake_button, self.drawing_button
        for button in buttons:
            mark(button, "small", True)
        for control in (self.number, *buttons):
            control.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column.addWidget(WrappingRow((self.number, self.classes, *buttons), 6))
        self.number.valueChanged.connect(self._on_number_chosen)
        self.next_button.clicked.connect(self._on_next)
        self.mistake_button.clicked.connect(self._on_next_mistake)
        self.drawing_button.clicked.connect(picture.follow_drawing)
        picture.changed.connect(self._show)
        session.network_changed.connect(self._on_network_changed)
        inspection.source.changed.connect(self._show)
        inspection.measured.connect(self._on_measured)
        frames.add(self._advance)
        self._show()

    @property
    def index(self) -> int | None:
        """The index of the picture that is shown, in all pictures; None for the drawing, and for any other picture."""
        current = self._picture.current
        return current.index if current is not None and not self._picture.is_drawing else None

    def _show(self) -> None:
        """Show by what the network is lit, and what can be chosen."""
        sample = self._inspection.source.sample
        active, current = self._session.active_network, self._picture.current
        flags = self._picture.is_drawing, self._is_mistake_wanted, self._has_no_mistake
        shown = (sample, active.class_names if active is not None else None, current, *flags)
        if shown == self._shown:  # asked for whenever a network that learns has newer parameters
            return
        self._shown = shown
        names = list(active.class_names) if active is not None else []
        if [ALL_CLASSES, *names] != [self.classes.itemText(index) for index in range(self.classes.count())]:
            self.classes.clear()
            self.classes.addItems([ALL_CLASSES, *names])
        self.text.setText(self._description(current))
        has_pictures = sample is not None
        with handing_on_focus(self, self.next_button):
            for control, hint in (
                (self.number, "Show this picture instead of your drawing, by its number"),
                (self.classes, "Of which class the next picture, or the next mistake, is to be"),
                (self.next_button, "Show the next picture of this class instead of your drawing"),
                (self.mistake_button, "Show the next picture of this class that is predicted wrongly"),
            ):
                control.setEnabled(has_pictures)
                control.setToolTip(hint if has_pictures else f"{hint}: {NO_PICTURES}")
            is_chosen = not self._picture.is_drawing
            self.drawing_button.setEnabled(is_chosen)
            hint = "Light the network by your drawing on the pad again"
            self.drawing_button.setToolTip(hint if is_chosen else f"{hint}: {FOLLOWED}")
        self.number.blockSignals(True)
        self.number.setRange(0, sample.whole.count if sample is not None else 0)
        self.number.setSpecialValueText("–")
        self.number.setValue(0 if self.index is None else self.index + 1)
        self.number.blockSignals(False)

    def _description(self, current: NamedPicture | None) -> str:
        if self._is_mistake_wanted:
            return LOOKING
        if self._has_no_mistake:
            return NO_MISTAKE
        if current is None:
            return "Lit by your drawing: draw a digit on the pad, or choose a picture here."
        return f"Lit by {current.name}."

    def _choose(self, index: int) -> None:
        sample, active = self._inspection.source.sample, self._session.active_network
        if sample is None or active is None:
            return
        label = int(sample.whole.labels[index])
        title = f"Picture {grouped(index + 1)}, a {active.class_names[label]}"
        name = f"picture {grouped(index + 1)} of the {sample.kind}, a {active.class_names[label]}"
        picture = np.ascontiguousarray(sample.whole.pictures[index])
        self._has_no_mistake = False
        self._picture.choose(NamedPicture(picture, label, title, name, index))

    def _of_class(self) -> NDArray[np.bool_]:
        """Return which pictures are of the chosen class, shape (count,)."""
        sample = self._inspection.source.sample
        assert sample is not None
        label = self.classes.currentIndex() - 1
        matching: NDArray[np.bool_] = sample.whole.labels == label if label >= 0 else np.ones(sample.whole.count, bool)
        return matching

    def _choose_next(self, is_wanted: NDArray[np.bool_]) -> bool:
        """Choose the first picture after the shown one of those that are wanted; return False if there is none."""
        indices = np.flatnonzero(is_wanted)
        if not len(indices):
            return False
        after = indices[indices > (-1 if self.index is None else self.index)]
        self._choose(int((after if len(after) else indices)[0]))
        return True

    @Slot()
    def _advance(self) -> None:
        if self.isVisible() and self._is_mistake_wanted:
            self._inspection.advance()

    @Slot(int)
    def _on_number_chosen(self, number: int) -> None:
        if number:
            self._choose(number - 1)
        else:
            self._picture.follow_drawing()

    @Slot()
    def _on_next(self) -> None:
        if not self._choose_next(self._of_class()):
            self._has_no_mistake = False
            self._show()

    @Slot()
    def _on_next_mistake(self) -> None:
        self._is_mistake_wanted = True
        self._has_no_mistake = False
        self._inspection.want_whole(True)
        self._on_measured()

    @Slot()
    def _on_measured(self) -> None:
        whole, sample = self._inspection.whole.result, self._inspection.source.sample
        if self._is_mistake_wanted and whole is not None and sample is not None and whole.samples is sample.whole:
            self._is_mistake_wanted = False
            self._inspection.want_whole(False)
            is_wrong = (whole.predicted != sample.whole.labels) & self._of_class()
            self._has_no_mistake = not self._choose_next(is_wrong)
        if self.isVisible():
            self._show()

    @Slot()
    def _on_network_changed(self) -> None:
        self._has_no_mistake = False
        if self.isVisible():
            self._show()
