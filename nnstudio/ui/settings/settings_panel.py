"""The left panel, with all settings of the next run."""

import secrets
from functools import partial

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from nnstudio.data.dataset import DatasetSource
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_names
from nnstudio.runs.settings import RunSettings
from nnstudio.session.remembered import saved_flag
from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import find
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms import Form
from nnstudio.ui.forms.field import Field
from nnstudio.ui.forms.integer_field import IntegerField
from nnstudio.ui.forms.list_field import ListField
from nnstudio.ui.settings.activation_for_all import ActivationForAll
from nnstudio.ui.settings.dropout_field import DROPOUT, SETTING, DropoutField
from nnstudio.ui.settings.network_summary import NetworkSummary
from nnstudio.ui.settings.section import Section
from nnstudio.ui.settings.setting_index import SettingIndex
from nnstudio.ui.settings.setting_search import SettingSearch
from nnstudio.ui.settings.tab_order import follow_layout
from nnstudio.ui.theme import ThemeController, mark, scaled

LAYERS, EPOCHS, PENALTIES = "network.layers", "training.epochs", "training.penalties"
EMPTY_TEXT = {LAYERS: "No hidden layer: softmax regression."}
SEEDS = 2**32
MORE_EPOCHS = 5
WIDTH, MINIMUM_WIDTH = 336, 300
"""In pixels, without zoom."""


class SettingsPanel(QFrame):
    """Data, network, training and regularization, one below the other in a scrolling panel, with a search above.

    What is seldom needed is behind More in each section, or shown because it differs from its default.
    """

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
        self._control_to_show: QWidget | None = None
        mark(self, "panel", "left")
        theme.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.search = SettingSearch(self._make_index)
        self.search.setting_chosen.connect(self.reveal)
        self.find_action = QAction("Find a setting…", self)
        self.find_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        self.find_action.triggered.connect(self._on_find_triggered)
        choices = {"data.dataset.name": partial(imported_names, folders)}
        omitted = frozenset([PENALTIES])
        self.forms = {
            path: Form(workspace, theme, path, EMPTY_TEXT, choices, omitted - {path})
            for path in ("data", "network", "training", "seed", PENALTIES)
        }
        self.summary = NetworkSummary(theme)
        self.dropout = DropoutField(workspace, theme)
        self.dice_button = QToolButton()
        self.more_epochs_button = QPushButton()
        mark(self.more_epochs_button, "small", True)
        self._add_controls(theme)
        data, network, training, seed, penalties = self.forms.values()
        self.sections = {
            "data": Section(theme, "Data", _column(data), [data]),
            "network": Section(theme, "Network", _column(network, self.summary), [network]),
            "training": Section(theme, "Training", _column(training, seed), [training, seed]),
            "regularization": Section(theme, "Regularization", _column(self.dropout, penalties), [penalties]),
        }
        self._arrange()
        workspace.changed.connect(self._on_changed)
        self._on_changed()

    def _add_controls(self, theme: ThemeController) -> None:
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
        epochs = self.field_at(EPOCHS)
        assert isinstance(epochs, IntegerField)
        epochs.row.add(self.more_epochs_button)
        layers = self.field_at(LAYERS)
        assert isinstance(layers, ListField)
        self._layers = layers
        layers.row.add(ActivationForAll(self._workspace, layers.add_button), 1)

    def _arrange(self) -> None:
        page = self._page
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 0, 4, 8)
        column.setSpacing(4)
        for index, section in enumerate(self.sections.values()):
            if index:
                column.addWidget(_line())
            column.addWidget(section)
            section.more_toggled.connect(self._on_changed)
        column.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidget(page)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        search = QVBoxLayout()
        search.setContentsMargins(8, 8, 8, 4)
        search.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(search)
        layout.addWidget(self.scroll_area)

    def sizeHint(self) -> QSize:
        """Return the size the panel is designed for."""
        return QSize(scaled(WIDTH), 640)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that is good; a window without room for it makes the panel narrower."""
        return QSize(scaled(MINIMUM_WIDTH), super().minimumSizeHint().height())

    def save(self, settings: QSettings) -> None:
        """Save which sections are open, and of which everything is shown."""
        for name, section in self.sections.items():
            settings.setValue(name, section.is_open)
            settings.setValue(f"more/{name}", section.more_button.isChecked())

    def restore(self, settings: QSettings) -> None:
        """Open and fold the sections as they were."""
        for name, section in self.sections.items():
            section.heading.setChecked(saved_flag(settings, name, section.is_open))
            section.more_button.setChecked(saved_flag(settings, f"more/{name}", section.more_button.isChecked()))

    def field_at(self, path: str) -> Field:
        """Return the field of the setting at the full ``path``. Raises KeyError if there is none."""
        return self._form_of(path).field_at(path)

    @Slot(str)
    def reveal(self, path: str) -> None:
        """Show the setting at the full ``path``, wherever it is hidden, and give it the focus."""
        form = self.dropout if path == DROPOUT else self._form_of(path)
        control = form.first_control if isinstance(form, Field) else form.reveal(path)
        for section in self.sections.values():
            if section.isAncestorOf(form):
                section.heading.setChecked(True)
                if isinstance(form, Form) and form.is_expanded:
                    section.more_button.setChecked(True)
        self._control_to_show = control
        QTimer.singleShot(0, self, self._on_layout_updated)

    def set_training_active(self, is_active: bool) -> None:
        """Mark the settings that can not be changed during training, and those that wait for the next run."""
        self._is_training_active = is_active
        self._show_training()

    def set_running_settings(self, settings: RunSettings | None) -> None:
        """Set the settings of the run that is training; the edited settings are compared with them."""
        self._running = settings
        self._show_training()

    def _form_of(self, path: str) -> Form:
        """Return the form that has the setting at the full ``path``. Raises KeyError if there is none."""
        holding = [known for known in self.forms if f"{path}.".startswith(f"{known}.")]
        if not holding:
            raise KeyError(path)
        return self.forms[max(holding, key=len)]

    def _make_index(self) -> SettingIndex:
        return SettingIndex(self._workspace.settings, [(DROPOUT, "Regularization", SETTING)])

    def _show_training(self) -> None:
        for path, form in self.forms.items():
            running = None if self._running is None else find(self._running, path).value
            form.set_training(self._is_training_active, running)
        self.dropout.set_training_active(self._is_training_active)
        self._show_more_epochs()

    def _show_more_epochs(self) -> None:
        is_counted = self._workspace.settings.training.epochs > 0
        with handing_on_focus(self.more_epochs_button):
            self.more_epochs_button.setVisible(self._is_training_active and is_counted)

    def _show_network(self, settings: RunSettings) -> None:
        if settings.data.dataset != self._dataset:  # only once, as the number of classes may be read from a file
            self._dataset = settings.data.dataset
            self._input_shape = self._dataset.sample_shape(self._folders)
            self._classes = self._dataset.class_count(self._folders)
        self.summary.show_settings(settings.network, self._input_shape, self._classes)
        caption = self.sections["network"].caption
        caption.setText(self.summary.text)
        caption.setToolTip("<p>The number of parameters, and their memory at four bytes each.</p>")
        for card, note in zip(self._layers.cards, self.summary.notes, strict=True):
            card.note.setText(note.short)
            card.note.setToolTip(note.full)
        self.summary.setVisible(self.sections["network"].more_button.isChecked())

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()  # for another zoom

    @Slot()
    def _on_changed(self) -> None:
        self._show_network(self._workspace.settings)
        self._show_more_epochs()
        structure = sum(form.structure for form in self.forms.values())
        if structure != self._structure:
            self._structure = structure
            follow_layout(self._page)

    @Slot()
    def _on_layout_updated(self) -> None:
        control, self._control_to_show = self._control_to_show, None
        if control is not None:
            self.scroll_area.ensureWidgetVisible(control, 0, 32)
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_find_triggered(self) -> None:
        self.search.selectAll()
        self._control_to_show = self.search
        QTimer.singleShot(0, self, self._on_layout_updated)  # the panel may be hidden until then

    @Slot()
    def _on_dice_clicked(self) -> None:
        self._workspace.set("seed", secrets.randbelow(SEEDS))

    @Slot()
    def _on_more_epochs_clicked(self) -> None:
        self._workspace.set(EPOCHS, self._workspace.settings.training.epochs + MORE_EPOCHS)


def _column(*widgets: QWidget) -> QWidget:
    """Return a widget with ``widgets`` one below the other."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 4, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return box


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    mark(line, "line", True)
    return line
