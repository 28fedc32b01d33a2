"""The fields that make an experiment: settings with their values, and seeds."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from nnstudio.runs.setting_texts import labels_of
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import entries
from nnstudio.spec.record import ListOf, Nested

ROWS = 3
NOTHING = "nothing more"
VALUES_TIP = (
    "Values of this setting, separated by commas, as after “nnstudio train --set”: 32, 64, 128, or sgd 0.1, adam"
)
SETTING_TIP = "A setting that differs between the runs. Every combination of the values is trained"
SEEDS_TIP = "One run is trained for each seed. The table has the mean and the spread over them"


class GridEditor(QWidget):
    """Rows of a setting and its values, and the seeds."""

    changed = Signal()
    """Something else was chosen or typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: tuple[str, ...] = ()
        self.settings, self.values = [QComboBox() for _ in range(ROWS)], [QLineEdit() for _ in range(ROWS)]
        self.seeds = QLineEdit("0")
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for number, (setting, values) in enumerate(zip(self.settings, self.values, strict=True), start=1):
            setting.setAccessibleName(f"Setting {number}")
            setting.setToolTip(SETTING_TIP)
            setting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            setting.setMinimumContentsLength(12)
            setting.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            values.setAccessibleName(f"Values {number}")
            values.setToolTip(VALUES_TIP)
            values.setPlaceholderText("32, 64, 128")
            row = QHBoxLayout()
            row.addWidget(setting, 2)
            row.addWidget(values, 3)
            layout.addRow("Vary" if number == 1 else "and", row)
            setting.currentIndexChanged.connect(self._on_changed)
            values.textEdited.connect(self._on_changed)
        self.seeds.setAccessibleName("Seeds")
        self.seeds.setToolTip(SEEDS_TIP)
        self.seeds.textEdited.connect(self._on_changed)
        layout.addRow("Seeds", self.seeds)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)

    def offer(self, settings: RunSettings) -> None:
        """Offer all that ``settings`` have; what is chosen stays if they still have it."""
        labels = labels_of(settings)
        paths = tuple(
            entry.path
            for entry in entries(settings)
            if entry.path in labels and not isinstance(entry.setting, Nested | ListOf) and entry.path != "seed"
        )
        if paths == self._paths:
            return
        chosen = [setting.currentData() for setting in self.settings]
        self._paths = paths
        for setting, path in zip(self.settings, chosen, strict=True):
            setting.blockSignals(True)
            setting.clear()
            setting.addItem(NOTHING, "")
            for each in paths:
                setting.addItem(labels[each], each)
            setting.setCurrentIndex(max(0, setting.findData(path)))
            setting.blockSignals(False)
        self._show_state()

    def set_axes(self, values: Mapping[str, str]) -> None:
        """Show the settings at the paths of ``values`` with these values."""
        rows = [*values.items(), *[("", "")] * ROWS][:ROWS]
        for setting, field, (path, text) in zip(self.settings, self.values, rows, strict=True):
            setting.setCurrentIndex(max(0, setting.findData(path)))
            field.setText(text)
        self._show_state()

    @property
    def content(self) -> dict[str, Any]:
        """What is chosen, as `read_experiment` reads it."""
        grid = {
            setting.currentData(): split_values(values.text())
            for setting, values in zip(self.settings, self.values, strict=True)
            if setting.currentData()
        }
        seeds = [int(seed) if seed.isdecimal() else seed for seed in split_values(self.seeds.text())]
        return {"grid": grid, "seeds": seeds}

    def _on_changed(self, _change: object = None) -> None:
        self._show_state()
        self.changed.emit()

    @Slot()
    def _show_state(self) -> None:
        for setting, values in zip(self.settings, self.values, strict=True):
            is_chosen = bool(setting.currentData())
            values.setEnabled(is_chosen)
            values.setToolTip(VALUES_TIP if is_chosen else f"{VALUES_TIP}. Disabled: choose a setting first")


def split_values(text: str) -> list[str]:
    """Return the parts of ``text`` between commas, but not those within brackets; empty parts are left out."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]
