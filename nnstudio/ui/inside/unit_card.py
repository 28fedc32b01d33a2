"""The card of the selected unit: its sum, its weights, its classes and pictures, and a switch."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine.arrays import Floats
from nnstudio.inspection.activations import ActivationReader, Activity, Unit
from nnstudio.inspection.edits import Edits
from nnstudio.number_text import grouped
from nnstudio.session.network_inspection import Measurement
from nnstudio.ui.inside.class_means import ClassMeans
from nnstudio.ui.inside.input_names import input_name
from nnstudio.ui.inside.sum_table import LIST, SumRow, SumTable
from nnstudio.ui.inside.weight_editor import WeightEditor
from nnstudio.ui.theme import Theme, mark
from nnstudio.ui.why.pixel_picture import CaptionedPicture
from nnstudio.ui.wrapping_row import WrappingRow

PICTURES = 8
SPACING = 24
OUTPUT_REASON = "An output stays on: it is the answer for its class. Only hidden units can be switched off"
NOTHING_CHANGED = "nothing has been changed yet"
MEANS_CAPTION = "Its mean output for each class"
NO_DRAWING = "Draw a digit on the pad, or choose a picture, to see this unit's numbers for it."


class UnitCard(QFrame):
    """Shows one unit; the view gives it what there is to show."""

    toggle_requested = Signal()
    undo_requested = Signal()
    all_back_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self.title, self.formula, self.effect, self.source = QLabel(), QLabel(), QLabel(), QLabel()
        roles = ((self.title, "heading"), (self.formula, "caption"), (self.effect, ""), (self.source, "caption"))
        for label, role in roles:
            mark(label, "role", role)
            label.setWordWrap(True)
        self.table, self.means = SumTable(theme), ClassMeans(theme)
        self.weights = CaptionedPicture(168)
        self.pictures = tuple(CaptionedPicture(56) for _ in range(PICTURES))
        self.off_button, self.undo_button = QPushButton("Switch off"), QPushButton("Undo the last change")
        self.all_back_button = QPushButton("Take all back")
        self.editor = WeightEditor()
        self.off_button.clicked.connect(self.toggle_requested)
        self.undo_button.clicked.connect(self.undo_requested)
        self.all_back_button.clicked.connect(self.all_back_requested)
        self._build()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self.table.set_theme(theme)
        self.means.set_theme(theme)
        for picture in (self.weights, *self.pictures):
            picture.fit_zoom()

    def show_sum(
        self, reader: ActivationReader, unit: Unit, activity: Activity | None, title: str, *, is_off: bool
    ) -> None:
        """Show the sum of ``unit`` for the picture, or only its name without one; say if it is switched off."""
        layer = reader.layers[unit.layer]
        steps = " → ".join(layer.steps)
        self.title.setText(title)
        formula = f"w·x + b = z → {steps} → a" if steps else "w·x + b = z = a, which is a logit"
        if not steps and unit.layer < len(reader.layers) - 1:
            formula = "w·x + b = z = a"
        hint = "" if activity is not None else f". {NO_DRAWING}"
        self.formula.setText(f"{formula}{hint}")
        self.table.show_rows(() if activity is None else sum_rows(reader, unit, activity, is_off=is_off))

    def show_picture(self, picture: Floats | None, text: str, theme: Theme, *, is_weights: bool) -> None:
        """Show the weights or the preferred picture, shape (height, width), with ``text`` below it."""
        self.weights.set_text(text)
        if picture is None:
            self.weights.show_signed(np.zeros((1, 1)), theme)
        elif is_weights:
            self.weights.show_signed(picture, theme)
        else:
            self.weights.show_ink(np.rint(255 * picture).astype(np.uint8))

    def show_sample(self, measurement: Measurement | None, unit: Unit, names: Sequence[str], source: str) -> None:
        """Show what the unit does over the sample; ``source`` says which pictures these are, or why there are none."""
        self.source.setText(source)
        if measurement is None:
            self.means.show_means(None, names)
            for picture in self.pictures:
                picture.hide()
            return
        activity = measurement.activity
        self.means.show_means(activity.class_means(unit), names)
        best = activity.most_exciting(unit, PICTURES)
        for number, picture in enumerate(self.pictures):
            picture.setVisible(number < len(best))
        for picture, index in zip(self.pictures, best.tolist(), strict=False):
            picture.show_ink(activity.samples.pictures[index])
            picture.set_text(names[int(activity.samples.labels[index])])

    def show_switch(self, unit: Unit, edits: Edits, *, is_output: bool, can_undo: bool) -> None:
        """Show whether ``unit`` can be switched off or on, and whether there is something to undo."""
        self.off_button.setText("Switch on" if unit in edits.units else "Switch off")
        self.off_button.setEnabled(not is_output)
        self.off_button.setToolTip(
            OUTPUT_REASON if is_output else "Set the unit's output to 0, in this view alone (Enter in the drawing)"
        )
        self.undo_button.setEnabled(can_undo)
        undo = "Take the last change back"
        self.undo_button.setToolTip(undo if can_undo else f"{undo}: {NOTHING_CHANGED}")
        self.all_back_button.setEnabled(bool(edits))
        all_back = "Switch all units on, and give all weights the values that they were trained to"
        self.all_back_button.setToolTip(all_back if edits else f"{all_back}: {NOTHING_CHANGED}")

    def show_effect(self, text: str) -> None:
        """Show what is changed, and what it does."""
        self.effect.setText(text)

    def _build(self) -> None:
        buttons = WrappingRow((self.off_button, self.undo_button, self.all_back_button), 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.formula)
        column.addWidget(buttons)
        column.addWidget(self.editor)
        column.addWidget(self.effect)
        column.addWidget(WrappingRow((self.table, self.weights, _captioned(MEANS_CAPTION, self.means)), SPACING))
        column.addWidget(self.source)
        column.addWidget(WrappingRow(self.pictures, 8))


def _captioned(text: str, widget: QWidget) -> QWidget:
    host, caption = QWidget(), QLabel(text)
    mark(caption, "role", "caption")
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(caption)
    column.addWidget(widget)
    return host


def sum_rows(reader: ActivationReader, unit: Unit, activity: Activity, *, is_off: bool) -> tuple[SumRow, ...]:
    """Return the lines of the table for ``unit``: the strongest terms, the rest, the bias, z and a."""
    terms = reader.terms(activity, unit, LIST)
    rows = [
        SumRow(input_name(reader, unit.layer, int(index)), f"{x:.2f} × {w:.3f}".replace("-", "−"), float(product))
        for index, x, w, product in zip(terms.indices, terms.inputs, terms.weights, terms.products, strict=True)
    ]
    others = reader.layers[unit.layer].inputs - len(rows)
    if others:
        rows.append(SumRow(f"{grouped(others)} others", "", terms.rest))
    rows.append(SumRow("bias b", "", terms.bias))
    rows.append(SumRow("z", "sum", terms.sum, is_result=True))
    steps = " → ".join(reader.layers[unit.layer].steps)
    rows.append(SumRow("a", "switched off" if is_off else steps, terms.output, is_result=True))
    return tuple(rows)
