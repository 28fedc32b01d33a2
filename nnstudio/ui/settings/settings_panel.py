"""The left panel, with all settings of the next run."""

import secrets
from functools import partial

from PySide6.QtCore import QSettings, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from nnstudio.data.dataset import DatasetSource
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_names
from nnstudio.runs.settings import RunSettings
from nnstudio.session.remembered import saved_flag
from nnstudio.session.workspace import Workspace
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms import Form
from nnstudio.ui.forms.integer_field import IntegerField
from nnstudio.ui.settings.network_summary import NetworkSummary
from nnstudio.ui.settings.section import Section
from nnstudio.ui.settings.tab_order import follow_layout
from nnstudio.ui.theme import ThemeController, mark

EMPTY_TEXT = {"network.layers": "No hidden layer: softmax regression."}
SEEDS = 2**32
MORE_EPOCHS = 5


class SettingsPanel(QFrame):
    """Data, network, training and seed, one below the other in a scrolling panel."""

    def __init__(
        self, workspace: Workspace, theme: ThemeController, folders: DataFolders, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._folders = folders
        self._dataset: DatasetSource | None = None
        self._classes = 0
        self._is_training_active = False
        self._running: RunSettings | None = None
        self._page = QWidget()
        self._structure = 0
        mark(self, "panel", "left")
        self.setMinimumWidth(300)
        choices = {"data.dataset.name": partial(imported_names, folders)}
        self.forms = {
            name: Form(workspace, theme, name, EMPTY_TEXT, choices) for name in ("data", "network", "training", "seed")
        }
        self.summary = NetworkSummary(theme)
        self.dice_button = QToolButton()
        self.more_epochs_button = QPushButton()
        mark(self.more_epochs_button, "small", True)
        self._add_buttons(theme)
        network = QWidget()
        column = QVBoxLayout(network)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.forms["network"])
        self.sections = {
            "data": Section(theme, "Data", self.forms["data"]),
            "network": Section(theme, "Network", network),
            "training": Section(theme, "Training", self.forms["training"]),
        }
        self._arrange()
        workspace.changed.connect(self._on_changed)
        self._on_changed()

    def _add_buttons(self, theme: ThemeController) -> None:
        theme.set_icon(self.dice_button, "dice", "muted_text")
        self.dice_button.setToolTip("Choose another seed at random")
        self.dice_button.setAccessibleName("Random seed")
        self.dice_button.clicked.connect(self._on_dice_clicked)
        seed = self.forms["seed"].field
        assert isinstance(seed, IntegerField)
        seed.row.add(self.dice_button)
        self.more_epochs_button.setText(f"+{MORE_EPOCHS}")
        self.more_epochs_button.setToolTip(f"Train {MORE_EPOCHS} epochs longer")
        self.more_epochs_button.clicked.connect(self._on_more_epochs_clicked)
        self.more_epochs_button.hide()
        epochs = self.forms["training"].field_at("training.epochs")
        assert isinstance(epochs, IntegerField)
        epochs.row.add(self.more_epochs_button)

    def _arrange(self) -> None:
        page = self._page
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 8, 8, 16)
        column.setSpacing(8)
        for index, section in enumerate(self.sections.values()):
            if index:
                column.addWidget(_line())
            column.addWidget(section)
            section.content.setContentsMargins(8, 0, 4, 4)
        column.addWidget(_line())
        column.addWidget(self.forms["seed"])
        self.forms["seed"].setContentsMargins(8, 0, 4, 0)
        column.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidget(page)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroll_area)

    def sizeHint(self) -> QSize:
        """Return the size the panel is designed for."""
        return QSize(336, 640)

    def save(self, settings: QSettings) -> None:
        """Save which sections are open."""
        for name, section in self.sections.items():
            settings.setValue(name, section.is_open)

    def restore(self, settings: QSettings) -> None:
        """Open and fold the sections as they were."""
        for name, section in self.sections.items():
            section.heading.setChecked(saved_flag(settings, name, section.is_open))

    def set_training_active(self, is_active: bool) -> None:
        """Mark which settings can be changed during training, and which apply to the next run."""
        self._is_training_active = is_active
        self._show_training()

    def set_running_settings(self, settings: RunSettings | None) -> None:
        """Set the settings of the run that is training; the edited settings are compared with them."""
        self._running = settings
        self._show_training()

    def _show_training(self) -> None:
        for name, form in self.forms.items():
            running = None if self._running is None else getattr(self._running, name)
            form.set_training(self._is_training_active, running)
        self._show_more_epochs()

    def _show_more_epochs(self) -> None:
        is_counted = self._workspace.settings.training.epochs > 0
        with handing_on_focus(self.more_epochs_button):
            self.more_epochs_button.setVisible(self._is_training_active and is_counted)

    @Slot()
    def _on_changed(self) -> None:
        settings = self._workspace.settings
        if settings.data.dataset != self._dataset:  # only once, as the number of classes may be read from a file
            self._dataset = settings.data.dataset
            self._input_shape = self._dataset.sample_shape(self._folders)
            self._classes = self._dataset.class_count(self._folders)
        self.summary.show_settings(settings.network, self._input_shape, self._classes)
        self._show_more_epochs()
        structure = sum(form.structure for form in self.forms.values())
        if structure != self._structure:
            self._structure = structure
            follow_layout(self._page)

    @Slot()
    def _on_dice_clicked(self) -> None:
        self._workspace.set("seed", secrets.randbelow(SEEDS))

    @Slot()
    def _on_more_epochs_clicked(self) -> None:
        self._workspace.set("training.epochs", self._workspace.settings.training.epochs + MORE_EPOCHS)


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    mark(line, "line", True)
    return line
