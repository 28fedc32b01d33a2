"""The view of the user's digits: their pictures, their predictions, and fine-tuning."""

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data.dataset import PICTURE_SHAPE, PictureSamples
from nnstudio.ink.file import DrawnDigit
from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.prediction import Predictions, predict_samples
from nnstudio.number_text import percent
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.ui.my_digits.fine_tune_bar import FineTuneBar
from nnstudio.ui.my_digits.gallery import Gallery, GalleryItem
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

EMPTY = (
    "No digits yet.\n\nDraw a digit on the pad and label it with “It was a …” or a key from 0 to 9.\n"
    "Your digits are kept here. Every run then shows its accuracy on them,\nand you can fine-tune a network on them."
)
INTERVAL = 1000
"""Minimum time in milliseconds between two predictions of all digits during training."""
MAX_WHILE_TRAINING = 300
"""Maximum number of digits that are predicted during training; more would make the window stutter."""


class MyDigitsView(QWidget):
    """Listens to the digits and to the session; predicts only while it is visible."""

    def __init__(
        self, session: TrainingSession, my_digits: MyDigits, themes: ThemeController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._my_digits = my_digits
        self._samples: PictureSamples | None = None
        self._pictures: dict[DrawnDigit, NDArray[np.uint8]] = {}
        self._since_prediction = QElapsedTimer()
        self.gallery = Gallery(themes.theme)
        self.fine_tuning = FineTuneBar(session, my_digits, self.gallery)
        self._build(themes)
        my_digits.changed.connect(self._on_digits_changed)
        my_digits.failed.connect(self._on_failed)
        session.network_changed.connect(self._on_network_changed)
        session.state_changed.connect(self._on_state_changed)
        self.gallery.itemSelectionChanged.connect(self._show_tools)
        self.gallery.deletion_requested.connect(self._on_delete)
        themes.theme_changed.connect(self._on_theme_changed)
        my_digits.reload()

    @property
    def text(self) -> str:
        """The number of digits, and how many are predicted correctly."""
        return self._count.text()

    @property
    def problem(self) -> str:
        """What is wrong with the file; empty if nothing is."""
        return self._problem.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the file again, as another window may have changed it."""
        super().showEvent(event)
        self._my_digits.reload()

    def _build(self, themes: ThemeController) -> None:
        heading, self._count, self._problem = QLabel("My digits"), QLabel(), QLabel()
        mark(heading, "role", "heading")
        mark(self._count, "role", "caption")
        mark(self._problem, "role", "problem")
        self._count.setWordWrap(True)
        self._problem.setWordWrap(True)
        empty = QLabel(EMPTY)
        mark(empty, "role", "muted")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(self.gallery)
        title = QHBoxLayout()
        title.setSpacing(16)
        title.addWidget(heading)
        title.addWidget(self._count, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(title)
        layout.addWidget(self._build_tools(themes))
        layout.addWidget(self._problem)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.fine_tuning)

    def _build_tools(self, themes: ThemeController) -> QWidget:
        self.relabel_menu = QMenu(self)
        self._show_classes()
        self.relabel, self.delete, self.undo = (QPushButton(text) for text in ("Label again", "Delete", "Undo"))
        self.relabel.setMenu(self.relabel_menu)
        self.delete.clicked.connect(self._on_delete)
        self.undo.clicked.connect(self._my_digits.undo)
        themes.set_icon(self.undo, "undo")
        themes.set_icon(self.delete, "remove")
        return WrappingRow((self.relabel, self.delete, self.undo), 8)

    def _show_classes(self) -> None:
        self._names = self._my_digits.class_names
        self.relabel_menu.clear()
        for label, name in enumerate(self._names):
            self.relabel_menu.addAction(name).triggered.connect(partial(self._on_relabel, label))

    def _predict(self) -> None:
        """Predict every digit with the active network, and show all digits."""
        if not self.isVisible() or self._samples is None:
            return
        self._since_prediction.start()
        samples, active = self._samples, self._session.active_network
        can_read = (
            active is not None and active.class_names == self._names and active.network.input_shape == PICTURE_SHAPE
        )
        predictions = predict_samples(active.network, active.parameters, samples) if active and can_read else None
        items = [self._item(index, samples, predictions) for index in range(samples.count)]
        self.gallery.show_items(items)
        text = f"{samples.count} {'digit' if samples.count == 1 else 'digits'}"
        if all(item.predicted is None for item in items):
            self._count.setText(f"{text} · no network has read them yet")
        else:
            correct = sum(not item.is_wrong for item in items)
            self._count.setText(f"{text} · {correct} read correctly, {percent(correct / samples.count)}")

    def _item(self, index: int, samples: PictureSamples, predictions: Predictions | None) -> GalleryItem:
        probability = float(predictions.probabilities[index]) if predictions else math.nan
        # A network whose parameters are not finite predicts nothing.
        predicted = int(predictions.classes[index]) if predictions and math.isfinite(probability) else None
        picture = samples.pictures[index]
        return GalleryItem(index, self._names, int(samples.labels[index]), picture, predicted, probability)

    @Slot()
    def _show_tools(self) -> None:
        has_selection = bool(self.gallery.selected_indices) and self._samples is not None
        for button, hint in (
            (self.relabel, "Change the label of the selected digits"),
            (self.delete, "Delete the selected digits (Delete key)"),
        ):
            button.setEnabled(has_selection)
            button.setToolTip(hint if has_selection else f"{hint}: select some first")
        self.undo.setEnabled(self._my_digits.can_undo)
        hint = "Undo the last change to your digits"
        self.undo.setToolTip(hint if self._my_digits.can_undo else f"{hint}: nothing was changed yet")

    @Slot()
    def _on_digits_changed(self) -> None:
        if self._names != self._my_digits.class_names:
            self._show_classes()
        digits = self._my_digits.digits
        self._samples = self._draw(digits) if digits else None
        if not digits:
            self.gallery.show_items([])
            self._count.clear()
        self._stack.setCurrentIndex(1 if digits else 0)
        faults = self._my_digits.faults
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        self._show_problem(f"Skipped: {faults[0]}{more}" if faults else "")
        self._predict()
        self._show_tools()

    def _draw(self, digits: tuple[DrawnDigit, ...]) -> PictureSamples:
        """Return the pictures of ``digits``; each is rendered only once."""
        new = [digit for digit in digits if digit not in self._pictures]
        if new:
            self._pictures.update(zip(new, draw_many([digit.strokes for digit in new]), strict=True))
        labels = np.array([digit.label for digit in digits], np.uint16)
        return PictureSamples(np.stack([self._pictures[digit] for digit in digits]), labels)

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._show_problem(message)

    @Slot(object)
    def _on_network_changed(self, _active: ActiveNetwork) -> None:
        is_recent = self._since_prediction.isValid() and self._since_prediction.elapsed() < INTERVAL
        are_many = len(self._my_digits.digits) > MAX_WHILE_TRAINING
        if not self._session.is_active or not (is_recent or are_many):
            self._predict()

    @Slot(object)
    def _on_state_changed(self, _state: State) -> None:
        if not self._session.is_active:
            self._predict()

    def _on_relabel(self, label: int) -> None:
        self._my_digits.relabel(self.gallery.selected_indices, label)

    @Slot()
    def _on_delete(self) -> None:
        self._my_digits.delete(self.gallery.selected_indices)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.gallery.set_theme(theme)
