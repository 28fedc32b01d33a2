"""The checked runs beside each other: curves, accuracies, differences and weights."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnstudio.runs.store.comparison import Comparison, Spread, compare
from nnstudio.runs.store.run_summary import RunSummary
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.compared_runs import ComparedRuns
from nnstudio.session.compared_weights import ComparedWeights
from nnstudio.session.run_library import RunLibrary
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.runs.difference_table import DifferenceTable
from nnstudio.ui.runs.overlay_card import OverlayCard
from nnstudio.ui.runs.overlay_plot import OverlayGroup
from nnstudio.ui.runs.result_bars import ResultBar, ResultBars
from nnstudio.ui.runs.run_looks import Swatches
from nnstudio.ui.runs.weights_card import WeightsCard
from nnstudio.ui.theme import Theme, ThemeController, mark

EMPTY = (
    "The runs that you check in the table are compared here: their curves over each other, their accuracies, and what "
    "differs in their settings.\nSelect some in the table and press Space or Compare."
)


class ComparePage(QWidget):
    """Follows the checked runs while it is visible."""

    table_wanted = Signal()

    def __init__(
        self,
        library: RunLibrary,
        checked: CheckedRuns,
        compared: ComparedRuns,
        weights: ComparedWeights,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library, self._checked, self._compared = library, checked, compared
        self._swatches = Swatches(themes.theme)
        self.overlay = OverlayCard(compared, themes.theme)
        self.bars = ResultBars(themes.theme)
        self.differences = DifferenceTable(self._swatches.of, "Setting or result")
        self.weights = WeightsCard(library, weights, self._swatches, themes.theme)
        self._bars_title, self._problem, self._empty = QLabel(), QLabel(), QLabel(EMPTY)
        self.to_table = QPushButton("Choose runs")
        self._build()
        self._exporters = (
            Exporter(self.overlay.plot, "Compared curves", {"curves": self.overlay.plot.table}),
            Exporter(self.weights, "Weights of two runs", {"weights": self.weights.numbers.table}),
            Exporter(self.differences, "Differences of runs", {"differences": self.differences.table}),
        )
        self.overlay.seeds_joined.connect(self._show)
        checked.changed.connect(self._show)
        library.changed.connect(self._show)
        compared.changed.connect(self._show)
        compared.grown.connect(self.overlay.plot.note_change)
        compared.failed.connect(self._show_problem)
        themes.theme_changed.connect(self._on_theme_changed)
        frames.add(self.overlay.plot.draw_if_changed)
        self.to_table.clicked.connect(self.table_wanted)
        self._show()

    @property
    def text(self) -> str:
        """Why nothing is compared, or what cannot be; empty if all can."""
        return self._problem.text() if self._stack.currentIndex() else self._empty.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is checked, and follow it."""
        super().showEvent(event)
        self._library.watch(self, True)
        self._compared.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        self._compared.watch(False)
        self._library.watch(self, False)

    def _build(self) -> None:
        for label, role in ((self._bars_title, "heading"), (self._problem, "problem"), (self._empty, "muted")):
            mark(label, "role", role)
            label.setWordWrap(True)
        self._problem.hide()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.to_table.setToolTip("Go to the table of all runs")
        page = QWidget()
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addWidget(self._problem)
        column.addWidget(_card("Curves", self.overlay))
        column.addWidget(_card(self._bars_title, self.bars))
        column.addWidget(_card("Differences", self.differences))
        column.addWidget(_card("Weights of two runs", self.weights))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.setContentsMargins(16, 8, 16, 8)
        middle.addStretch(1)
        middle.addWidget(self._empty)
        middle.addWidget(self.to_table, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll)

    @Slot()
    def _show(self) -> None:
        """Show what is checked, if the page is visible."""
        if not self.isVisible():
            return
        found = (self._library.run(key) for key in self._checked.keys)
        runs = [run for run in found if run is not None]
        self._stack.setCurrentIndex(1 if runs else 0)
        if runs:
            comparison = compare(runs, self._library.list)
            looks = [self._checked.look_of(run.key) for run in runs]
            self.differences.show_lines(comparison.names, (*comparison.settings, *comparison.results), looks)
            keys = [run.key for run in runs]
            self.weights.offer(list(zip(keys, comparison.names, looks, strict=True)))
            self.overlay.show_groups(self._groups(runs, comparison))
            self._show_bars(runs, comparison)

    def _groups(self, runs: list[RunSummary], comparison: Comparison) -> tuple[OverlayGroup, ...]:
        """Return the runs that are read, in groups with their names and looks."""
        read = {run.key: run for run in self._compared.runs}
        if self.overlay.joins_seeds.isChecked():
            members = [(group.name, group.keys) for group in comparison.groups]
        else:
            members = [(name, (run.key,)) for name, run in zip(comparison.names, runs, strict=True)]
        return tuple(
            OverlayGroup(name, self._checked.look_of(keys[0]), tuple(read[key] for key in keys if key in read))
            for name, keys in members
            if any(key in read for key in keys)
        )

    def _show_bars(self, runs: list[RunSummary], comparison: Comparison) -> None:
        has_test = all(run.test is not None for run in runs)
        of = "test" if has_test else "validation"
        self._bars_title.setText("Accuracy on the test set" if has_test else "Best accuracy on the validation set")
        if self.overlay.joins_seeds.isChecked():
            groups = comparison.groups
            members = [(each.name, each.keys[0], each.test if has_test else each.validation) for each in groups]
        else:
            members = [
                (name, run.key, Spread.of([run.test if has_test else run.best_validation]))
                for name, run in zip(comparison.names, runs, strict=True)
            ]
        looks = self._checked.look_of
        self.bars.show_bars(tuple(ResultBar(name, looks(key), spread) for name, key, spread in members), of)

    @Slot(str)
    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._swatches.set_theme(theme)
        self.overlay.plot.set_theme(theme)
        self.bars.set_theme(theme)
        self.differences.fit_zoom()
        self.weights.set_theme(theme)


def _card(title: QLabel | str, *content: QWidget) -> QFrame:
    card = QFrame()
    mark(card, "card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 12)
    column.setSpacing(8)
    heading = title if isinstance(title, QLabel) else QLabel(title)
    mark(heading, "role", "heading")
    column.addWidget(heading)
    for widget in content:
        column.addWidget(widget)
    return card
