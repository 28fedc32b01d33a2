"""The list of presets in the tool bar."""

from html import escape

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from nnstudio.runs.presets import load_presets
from nnstudio.session.workspace import Workspace
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.theme import scaled

NOTHING_CHOSEN = "Preset …"
CHANGED = ", changed"
BREAKABLE = "To see what goes wrong:"
NARROWEST = 160
"""In pixels, without zoom."""
SHORTEST = 10
"""Letters, from which Qt computes the room for them and what is beside them."""
HELP = (
    "Settings of well-known networks, with their data set. A preset keeps only your seed. Undo restores your settings"
)


class PresetBox(QuietComboBox):
    """Copies a preset's settings into the workspace, and shows which preset the settings match or came from."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._presets = list(load_presets().values())
        self.setAccessibleName("Preset")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST)
        self.setPlaceholderText(NOTHING_CHOSEN)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for preset in self._presets:
            if preset.is_breakable and self.findText(BREAKABLE) < 0:
                self._add_heading()
            text = f"<p>{escape(preset.teaches)}</p><p>{escape(preset.expects)}</p>"
            self.addItem(preset.label, preset.key)
            self.setItemData(self.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        self.setMaxVisibleItems(self.count())  # Qt makes the list shorter on a screen that is too low for it
        self.activated.connect(self._on_activated)
        workspace.changed.connect(self._on_changed)
        self._on_changed()

    def sizeHint(self) -> QSize:
        """Return the size for the longest name, whichever is shown, so that nothing beside it moves."""
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(f"{preset.label}{CHANGED}") for preset in self._presets)
        shortest = "x" * SHORTEST
        hint = super().sizeHint()
        return QSize(hint.width() + max(0, widest - metrics.horizontalAdvance(shortest)), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return a smaller width, at which a long name ends with an ellipsis."""
        return QSize(scaled(NARROWEST), super().minimumSizeHint().height())

    def _add_heading(self) -> None:
        """Add a line with a heading, which cannot be chosen, between the sound presets and the breakable ones."""
        self.insertSeparator(self.count())
        heading = QStandardItem(BREAKABLE)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.appendRow(heading)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        preset = next(preset for preset in self._presets if preset.key == self.itemData(index))
        self._workspace.replace_all(preset.applied_to(self._workspace.settings), preset.key)

    @Slot()
    def _on_changed(self) -> None:
        settings = self._workspace.settings
        matching = [preset for preset in self._presets if preset.applied_to(settings) == settings]
        chosen = next((preset for preset in self._presets if preset.key == self._workspace.preset), None)
        shown = chosen if chosen in matching else next(iter(matching), None)
        self.setPlaceholderText(NOTHING_CHOSEN if chosen is None else f"{chosen.label}{CHANGED}")
        self.setCurrentIndex(-1 if shown is None else self.findData(shown.key))
        changed = f"{self.placeholderText()}. Choose it again to take the changes back. " if chosen is not shown else ""
        self.setToolTip(f"{changed if chosen else ''}{HELP}")
        self.setAccessibleDescription(self.toolTip())
