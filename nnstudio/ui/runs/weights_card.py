"""The weights of two of the compared runs over each other, layer by layer, with their numbers."""

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.weight_summary import NEAR_ZERO, LayerWeights
from nnstudio.number_text import percent, significant
from nnstudio.runs.store.comparison import Line
from nnstudio.session.compared_weights import ComparedWeights
from nnstudio.session.run_library import RunLibrary
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.runs.difference_table import DifferenceTable
from nnstudio.ui.runs.run_looks import Swatches
from nnstudio.ui.runs.weight_outlines import WeightOutlines
from nnstudio.ui.theme import Theme, mark
from nnstudio.ui.wrapping_row import WrappingRow

TOO_FEW = "Check two runs to see their weights over each other."
IN_A_ROW = 2
NUMBERS = {
    "norm, √Σw²": lambda layer: significant(layer.norm),
    "mean |w|": lambda layer: significant(layer.mean_magnitude),
    "largest |w|": lambda layer: significant(layer.largest),
    f"within ±{NEAR_ZERO:g}": lambda layer: percent(layer.fraction_near_zero),
}
"""The numbers of a layer by their labels, each with its text."""


class WeightsCard(QWidget):
    """Compares the first two runs until others are chosen."""

    def __init__(
        self,
        library: RunLibrary,
        weights: ComparedWeights,
        swatches: Swatches,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library, self._weights, self._theme = library, weights, theme
        self._offered: list[tuple[str, str, int]] = []  # the key, the name and the look of each run
        self._asked: tuple[tuple[str, int], ...] = ()
        self.first, self.second = QuietComboBox(), QuietComboBox()
        for box, name in ((self.first, "First run"), (self.second, "Second run")):
            box.setAccessibleName(name)
            box.setToolTip("Whose weights are compared, as they were at the last evaluation or at the end")
            box.setMinimumContentsLength(12)
            box.currentIndexChanged.connect(self._ask)
        self.numbers = DifferenceTable(swatches.of, "Layer")
        self.numbers.setAccessibleName("Weights of each layer in numbers")
        self.numbers.setToolTip("How large the weights of each layer are; Ctrl+C copies the selected cells, or all")
        self.outlines: list[WeightOutlines] = []
        self._notice = QLabel(TOO_FEW)
        self._notice.setWordWrap(True)
        mark(self._notice, "role", "muted")
        self._choices = WrappingRow([labelled("Weights of", self.first), labelled("and", self.second)], 12)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._choices)
        column.addWidget(self._notice)
        column.addLayout(self._grid)
        column.addWidget(self.numbers)
        weights.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """Why no weights are shown; empty where they are."""
        return "" if self._notice.isHidden() else self._notice.text()

    def offer(self, runs: list[tuple[str, str, int]]) -> None:
        """Offer runs, each by its key, its name and its look; those that were chosen stay so."""
        if runs == self._offered:
            self._ask()
            return
        keys = [key for key, *_ in runs]
        for box, usual in ((self.first, 0), (self.second, 1)):
            index = box.currentIndex()
            before = self._offered[index][0] if 0 <= index < len(self._offered) else ""
            with QSignalBlocker(box):
                box.clear()
                box.addItems([name for _, name, _ in runs])
                box.setCurrentIndex(keys.index(before) if before in keys else min(usual, len(runs) - 1))
        self._offered = runs
        if len(runs) > 1 and self.first.currentIndex() == self.second.currentIndex():
            with QSignalBlocker(self.second):
                self.second.setCurrentIndex(1 if self.first.currentIndex() == 0 else 0)
        self._ask()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        for each in self.outlines:
            each.set_theme(theme)
        self.numbers.fit_zoom()

    @property
    def _chosen(self) -> list[tuple[str, str, int]]:
        indices = (self.first.currentIndex(), self.second.currentIndex())
        return [self._offered[index] for index in indices] if len(self._offered) > 1 else []

    @Slot()
    def _ask(self) -> None:
        """Ask for the weights of the two runs, unless they are those that are known."""
        chosen = self._chosen
        found = [(key, self._library.run(key)) for key, *_ in chosen]
        asked = tuple((key, run.step if run is not None else 0) for key, run in found)
        if chosen and asked != self._asked:
            self._weights.compare(*(self._library.folder_of(key) for key, *_ in chosen))
        elif not chosen:
            self._show()
        self._asked = asked

    @Slot()
    def _show(self) -> None:
        chosen, layers = self._chosen, self._weights.layers
        are_shown = bool(chosen and layers)
        self._notice.setText(TOO_FEW if not chosen else self._weights.problem or "Reading the weights …")
        self._notice.setVisible(not are_shown)
        self._choices.setVisible(bool(chosen))
        self.numbers.setVisible(are_shown)
        while len(self.outlines) < len(layers):
            outlines = WeightOutlines(self._theme)
            self._grid.addWidget(outlines, *divmod(len(self.outlines), IN_A_ROW))
            self.outlines.append(outlines)
        for index, outlines in enumerate(self.outlines):
            outlines.setVisible(are_shown and index < len(layers))
        if not are_shown:
            return
        names, looks = tuple(name for _, name, _ in chosen), tuple(look for *_, look in chosen)
        for outlines, layer in zip(self.outlines, layers, strict=False):
            outlines.show_layer(layer, looks, names)
        lines = [
            Line("", f"layer {layer.number}, {label}", tuple(_text(label, each) for each in layer.summaries))
            for layer in layers
            for label in NUMBERS
        ]
        self.numbers.show_lines(names, tuple(lines), list(looks))


def _text(label: str, layer: LayerWeights | None) -> str:
    return "–" if layer is None else NUMBERS[label](layer)
