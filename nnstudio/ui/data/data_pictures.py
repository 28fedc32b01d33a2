"""The loaded data set: its counts, sample pictures and class balance."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.data.augmentation import AugmentationSettings, augment
from nnstudio.data.settings import Splits
from nnstudio.number_text import grouped, megabytes
from nnstudio.session.dataset_library import LoadedData
from nnstudio.ui.data.class_balance import ROW, ClassBalance
from nnstudio.ui.data.sample_grid import MAX_SHOWN, SampleGrid
from nnstudio.ui.theme import Theme, mark

BALANCE_ROWS = 10
"""Number of rows that are shown without scrolling."""


class DataPictures(QWidget):
    """Counts, samples and class balance of one data set."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loaded: LoadedData | None = None
        self._rng = np.random.default_rng()
        self._title, self._hint, self._balance_text = QLabel(), QLabel(), QLabel()
        mark(self._title, "role", "heading")
        for label in (self._hint, self._balance_text):
            mark(label, "role", "caption")
            label.setWordWrap(True)
        self.figures = {name: QLabel() for name in ("Training", "Validation", "Test", "In memory")}
        self.grid, self.augmented_grid = SampleGrid(theme), SampleGrid(theme)
        self.augmented_grid.setAccessibleName("Augmented samples")
        self._caption, self._augmented = QLabel("Original"), QWidget()
        self._augmentation = AugmentationSettings()
        self._drawn, self._augmentation_seed = np.empty(0, np.int64), 0
        self.balance = ClassBalance(theme)
        self._balance_area = _BalanceArea(self.balance)
        self.others_button = QPushButton("Show others")
        self.others_button.setToolTip("Show other training pictures, chosen at random")
        self.others_button.clicked.connect(self.show_others)
        self._build()

    @property
    def loaded(self) -> LoadedData | None:
        """The data shown, if any."""
        return self._loaded

    def show_data(self, loaded: LoadedData) -> None:
        """Show ``loaded``: counts, class balance and samples."""
        self._loaded = loaded
        source, splits = loaded.settings.dataset, loaded.splits
        self._title.setText(source.label)
        self._hint.setText(source.hint)
        numbers = [grouped(samples.count) for samples in (splits.training, splits.validation, splits.test)]
        for label, text in zip(self.figures.values(), [*numbers, megabytes(_bytes_of(splits))], strict=True):
            label.setText(text)
        counts = np.bincount(splits.training.labels, minlength=len(loaded.class_names))
        self.balance.show_counts(loaded.class_names, counts)
        self._balance_area.update_height()
        fewest, maximum = grouped(counts.min()), grouped(counts.max())
        spread = f"{fewest} to {maximum}" if fewest != maximum else maximum
        self._balance_text.setText(f"{spread} training pictures in each of {len(counts)} classes")
        self.show_others()

    def release(self) -> None:
        """Release the arrays, which may be large."""
        self._loaded = None
        for grid in (self.grid, self.augmented_grid):
            grid.show_samples(np.empty((0, 1, 1), np.uint8), ())

    @Slot()
    def show_others(self) -> None:
        """Show other training pictures, chosen at random."""
        if self._loaded is None:
            return
        count = self._loaded.splits.training.count
        self._drawn = self._rng.choice(count, min(count, MAX_SHOWN), replace=False)
        self._augmentation_seed = int(self._rng.integers(2**32))
        self._show_samples()

    def show_augmentation(self, settings: AugmentationSettings) -> None:
        """Show the samples augmented with ``settings`` beside the originals, if augmentation is on."""
        if settings != self._augmentation:
            self._augmentation = settings
            self._show_samples()

    def _show_samples(self) -> None:
        for widget in (self._caption, self._augmented):
            widget.setVisible(self._augmentation.is_on)
        if self._loaded is None:
            return
        samples, names = self._loaded.splits.training, self._loaded.class_names
        pictures, labels = samples.pictures[self._drawn], [names[label] for label in samples.labels[self._drawn]]
        self.grid.show_samples(pictures, labels)
        if self._augmentation.is_on:
            # The same seed each time, so that moving a slider shows the effect of that slider alone.
            rng = np.random.default_rng(self._augmentation_seed)
            self.augmented_grid.show_samples(augment(pictures, self._augmentation, rng), labels)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.grid.set_theme(theme)
        self.augmented_grid.set_theme(theme)
        self.balance.set_theme(theme)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addSpacing(8)
        layout.addLayout(self._build_figures())
        layout.addSpacing(12)
        layout.addLayout(self._headed("Training pictures", self.others_button))
        layout.addSpacing(4)
        layout.addLayout(self._build_grids(), 1)
        layout.addSpacing(8)
        layout.addWidget(_heading("Class balance"))
        layout.addWidget(self._balance_text)
        layout.addWidget(self._balance_area)

    def _build_grids(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        mark(self._caption, "role", "caption")
        row.addLayout(_column(self._caption, self.grid), 1)
        caption = QLabel("Augmented, as in one epoch of training")
        mark(caption, "role", "caption")
        self._augmented.setLayout(_column(caption, self.augmented_grid))
        row.addWidget(self._augmented, 1)
        self._show_samples()
        return row

    def _build_figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(32)
        for name, number in self.figures.items():
            caption = QLabel(name)
            mark(caption, "role", "caption")
            mark(number, "role", "heading")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(number)
            column.addWidget(caption)
            row.addLayout(column)
        row.addStretch(1)
        return row

    def _headed(self, title: str, beside: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_heading(title))
        row.addStretch(1)
        row.addWidget(beside)
        return row


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    mark(label, "role", "heading")
    return label


def _column(caption: QLabel, grid: SampleGrid) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(caption)
    column.addWidget(grid, 1)
    return column


class _BalanceArea(QScrollArea):
    """As high as its rows, up to `BALANCE_ROWS`; more rows scroll."""

    def __init__(self, balance: ClassBalance) -> None:
        super().__init__()
        self._balance = balance
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        mark(balance, "page", True)
        self.setWidget(balance)

    def update_height(self) -> None:
        """Set the height for the current number of rows."""
        self.setFixedHeight(min(ROW * BALANCE_ROWS, self._balance.minimumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Update the height, as the number of rows depends on the width."""
        super().resizeEvent(event)
        self.update_height()


def _bytes_of(splits: Splits) -> int:
    each = (splits.training, splits.validation, splits.test)
    return sum(samples.pictures.nbytes + samples.labels.nbytes for samples in each)
