"""Of which pictures the step is: the class of the first, how many there are, and which is shown in numbers."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.session.step_walk import StepWalk
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.number_boxes import QuietSpinBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

LABEL_HINT = "The right class of your drawing, from which the step learns; at first the predicted one"
LABEL_REASON = "The right class of the picture: it is known, so only that of a drawing can be chosen"
RENEW_HINT = "Take the step again with the network as it is now"
RENEW_REASON = "the network has not changed since; while it learns, this page stays as it is until you ask"


class StepBatch(QWidget):
    """Sets what a `StepWalk` computes, and says of which network it is."""

    sample_changed = Signal()
    """Another picture of the batch is to be shown in numbers."""

    def __init__(self, walk: StepWalk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.label, self.about = QuietComboBox(), QLabel()
        self.label.setAccessibleName("Class of the picture")
        self.label.setMinimumContentsLength(6)
        self.count = QuietSpinBox("Pictures in the batch", "How many pictures the step learns from at once")
        self.which = QuietSpinBox("Picture in numbers", "Which picture of the batch is shown in numbers")
        self.renew_button = QPushButton("Use the newest network")
        mark(self.about, "role", "caption")
        self.about.setWordWrap(True)
        self._which_row = labelled("Shown", self.which)
        parts = labelled("Class", self.label), labelled("Batch of", self.count), self._which_row, self.renew_button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(WrappingRow(parts, 16))
        column.addWidget(self.about)
        self.label.activated.connect(self._on_label_chosen)
        self.count.valueChanged.connect(self._on_size_changed)
        self.which.valueChanged.connect(self.sample_changed)
        self.renew_button.clicked.connect(walk.renew)

    @property
    def sample(self) -> int:
        """The index of the picture that is shown in numbers."""
        return self.which.value() - 1

    def show_state(self) -> None:
        """Show the state of the walk."""
        walk = self._walk
        if walk.walk is None or walk.network is None or walk.picture is None:
            return
        self._show_names(list(walk.walk.names))
        label = walk.label
        self.label.setCurrentIndex(-1 if label is None else label)
        self.label.setEnabled(not walk.is_label_known)
        self.label.setToolTip(LABEL_REASON if walk.is_label_known else LABEL_HINT)
        pictures = walk.walk.step.batch_size
        _set(self.count, walk.largest_batch, min(walk.batch_size, walk.largest_batch))
        _set(self.which, pictures, min(self.which.value(), pictures))
        self._which_row.setVisible(pictures > 1)
        self.renew_button.setEnabled(walk.is_outdated)
        self.renew_button.setToolTip(RENEW_HINT if walk.is_outdated else f"{RENEW_HINT}: {RENEW_REASON}")
        others = "" if pictures == 1 else f" and {pictures - 1} more of its data set"
        self.about.setText(
            f"One step of a copy of {walk.network.origin}, with {walk.picture.name}{others}. Nothing is trained by it."
        )

    def _show_names(self, names: list[str]) -> None:
        if names != [self.label.itemText(index) for index in range(self.label.count())]:
            self.label.clear()
            self.label.addItems(names)

    @Slot(int)
    def _on_label_chosen(self, index: int) -> None:
        self._walk.set_label(index)

    @Slot(int)
    def _on_size_changed(self, size: int) -> None:
        self._walk.set_batch_size(size)


def _set(box: QuietSpinBox, maximum: int, value: int) -> None:
    """Show ``value`` of 1 to ``maximum``, without a signal."""
    box.blockSignals(True)
    box.setRange(1, maximum)
    box.setValue(value)
    box.blockSignals(False)
