"""The window: settings at the left, the views in the middle, the drawing pad at the right."""

from functools import partial

from PySide6.QtCore import QEvent, QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from nnstudio.runs.events import LiveSettingsChanged, RunStarted
from nnstudio.session.edited_settings import EditedSettings
from nnstudio.session.last_run import LastRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import FineTune, RunFailed, Start
from nnstudio.ui.banner import Banner
from nnstudio.ui.columns import Columns
from nnstudio.ui.data.missing_data import MissingData
from nnstudio.ui.display import Display
from nnstudio.ui.export.print_colors import PrintColors
from nnstudio.ui.export.view_exports import ViewExports
from nnstudio.ui.focus import release_focus
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.garbage_collection import GarbageCollection
from nnstudio.ui.health.health_links import HealthLinks
from nnstudio.ui.help.explanations import Explanations
from nnstudio.ui.help.help_actions import HelpActions
from nnstudio.ui.help.panel_texts import PanelTexts
from nnstudio.ui.menus import Menus
from nnstudio.ui.models import Models
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.picture_importer import PictureImporter
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.timeline_bar import TimelineBar
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.run_rescue import RunRescue
from nnstudio.ui.saving import Saving
from nnstudio.ui.settings.settings_panel import SettingsPanel
from nnstudio.ui.settings.shown_run_chip import ShownRunChip
from nnstudio.ui.status_bar import StatusBar
from nnstudio.ui.theme import ThemeController
from nnstudio.ui.tool_bar import ToolBar
from nnstudio.ui.tour.stops import stops
from nnstudio.ui.tour.tour import Tour
from nnstudio.ui.view_tabs import ViewTabs, Widget
from nnstudio.ui.window_placement import WindowPlacement
from nnstudio.ui.window_state import WindowState
from nnstudio.ui.window_title import WindowTitle

MESSAGE_MILLISECONDS = 5000

WITH_USE_FOR: dict[Qt.Key, tuple[type[QWidget], ...]] = {
    Qt.Key.Key_Space: (QAbstractButton, QComboBox),
    Qt.Key.Key_Escape: (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit),
}
"""Controls that use a key themselves: Space presses a button, Escape gives up what was typed."""


class MainWindow(QMainWindow):
    """Creates and lays out the panels and views; each of them connects itself to the session."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, themes: ThemeController, ui_settings: QSettings
    ) -> None:
        super().__init__()
        self.session = session
        self.workspace = workspace
        self.themes = themes
        self._state = WindowState(ui_settings)
        self._frames = FrameTimer(self)
        self._garbage = GarbageCollection(self)
        self.run_actions = RunActions(session, workspace, themes, self)
        self.settings_panel = SettingsPanel(workspace, themes, session.folders)
        self.models = Models(session, workspace, self.run_actions, themes, self._frames, self)
        self.pad = PadPanel(self.models.reader, self.models.pinned, self.models.my_digits, themes)
        self.banner = Banner(themes)
        self.chip = ShownRunChip(session, workspace)
        self.last_run = LastRun(session, self)
        self.importer = PictureImporter(self, workspace, session.folders)
        self.views = ViewTabs(self.models)
        self.timeline_bar = TimelineBar(
            self.models.timeline,
            session,
            workspace,
            themes,
            lambda: self.models.film_writer,
            self.views.currentWidget,
        )
        self.missing_data = MissingData(workspace, self.models.library, self.views, self)
        self._tool_bar = ToolBar(session, workspace, self.run_actions, themes, self._frames)
        self.presets, self.run_status = self._tool_bar.presets, self._tool_bar.run_status
        self.columns = Columns(self.settings_panel, self._build_middle(), self.pad)
        self.print_colors = PrintColors(themes, self._frames, self)
        self.exports = ViewExports(self.views, session)
        self.saving = Saving(self, session, self.models.file_writer)
        self.display = Display(self, self.columns, themes)
        self._menus = self._build_menus()
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        WindowTitle(self, session)
        HealthLinks(self.models, self.views, self.banner, self)
        RunRescue(session, workspace, self.last_run, self.banner, self)
        self._restore()

    def view(self, kind: type[Widget]) -> Widget:
        """Return the view of type ``kind``; raise LookupError if there is none."""
        return self.views.view(kind)

    def event(self, event: QEvent) -> bool:
        """Give Space and Escape to the control that has the focus, before they reach the window's actions."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            has_use = isinstance(self.focusWidget(), WITH_USE_FOR.get(Qt.Key(event.key()), ()))
            if has_use:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the field with Escape, so that the next key is the window's; else the presentation or full screen."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif isinstance(self.focusWidget(), WITH_USE_FOR[Qt.Key.Key_Escape]) or not self.display.leave():
            release_focus(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop training, which keeps the run, and save what the next start brings back."""
        self._state.save()
        self._frames.stop()
        self.importer.close()
        self.last_run.close()
        self.models.close()
        self._garbage.stop()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a single file or folder."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        event.acceptProposedAction()
        self.importer.take(event.mimeData().urls()[0].toLocalFile())

    def _build(self) -> None:
        self.addToolBar(self._tool_bar)
        self.setCentralWidget(self.columns)
        self.status_bar = StatusBar(self.session, self.workspace, self.models.library)
        self.setStatusBar(self.status_bar)

    def _build_middle(self) -> QWidget:
        self.views.setCornerWidget(self.chip)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.views, 1)
        column.addWidget(self.timeline_bar)
        return middle

    def _build_menus(self) -> Menus:
        return Menus(
            self,
            self.workspace,
            self.run_actions,
            self.columns,
            self.settings_panel.find_action,
            self.views,
            self.pad,
            self.importer,
            self.exports,
            self.print_colors,
            self._build_help(),
            self.saving,
            self.display,
        )

    def _build_help(self) -> HelpActions:
        explanations = Explanations()
        PanelTexts(self.session, self.models.reader).add_to(explanations, self.view(LiveView), self.pad)
        pages: dict[QWidget, str] = {self.settings_panel: "settings", self.pad: "pad"}
        help_actions = HelpActions(self, self.views, explanations, pages)
        hints = stops(self._tool_bar.run_button, self.settings_panel, self.views, self.pad.canvas)
        self.tour = Tour(self, hints)
        help_actions.tour_requested.connect(self.tour.start)
        return help_actions

    def _connect(self) -> None:
        self.session.state_changed.connect(self._on_state_changed)
        self.session.shown_run_changed.connect(self._on_shown_run_changed)
        self.session.run_started.connect(self._on_run_started)
        self.session.live_settings_changed.connect(self._on_live_settings_changed)
        self.view(LiveView).lane.health_wanted.connect(partial(self.views.show_view, "Health"))
        for part in (self.view(LiveView), self.timeline_bar):
            self.display.presentation.action.toggled.connect(part.set_presented)
        self.views.network_in_front.connect(self.timeline_bar.set_wanted)
        self.session.run_failed.connect(self._on_run_failed)
        self.session.weights_unreadable.connect(self._on_weights_unreadable)
        self.workspace.changed.connect(self._on_settings_changed)
        self.status_bar.mnist_requested.connect(self.missing_data.show_how_to_get_mnist)
        self.models.requests.drawing_wanted_on_pad.connect(self.pad.canvas.put)
        self.models.requests.data_wanted.connect(self.missing_data.show_how_to_get)
        self.models.requests.view_wanted.connect(self.views.show_view)
        self.addAction(self.run_actions.kept_run_keys)
        self.run_actions.key_refused.connect(self._show_message)
        self.last_run.missing.connect(self._show_message)
        self.banner.retry_requested.connect(self.run_actions.run.trigger)

    def _restore(self) -> None:
        self.placement = WindowPlacement(self)
        self._state.add("window", self.placement)
        self._state.add("theme", self.themes)
        self._state.add("export", self.print_colors)
        self._state.add("columns", self.columns)
        self._state.add("settings", EditedSettings(self.workspace))
        self._state.add("sections", self.settings_panel)
        self._state.add("views", self.views)
        self._state.add("live", self.view(LiveView))
        self._state.add("run", self.last_run)
        self._state.add("tour", self.tour)
        # No control has the focus at first, so that Space starts a run.
        self.centralWidget().setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.centralWidget().setFocus()

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.LOADING:
            self.status_bar.clearMessage()  # it was about the run before
            self.views.complete()
        self.settings_panel.set_training_active(self.session.is_active)
        if not self.session.is_active:
            self.settings_panel.set_running_settings(None)

    @Slot()
    def _on_settings_changed(self) -> None:
        self.session.change(self.workspace.settings)

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        self.banner.dismiss()
        if started.origin is not None:  # fine-tuning has its own settings
            return
        self.settings_panel.set_running_settings(started.settings)
        if started.settings != self.workspace.settings:  # edited while the data was loading
            self.session.change(self.workspace.settings)

    @Slot()
    def _on_shown_run_changed(self) -> None:
        # Not only when the window is closed: its process may be killed.
        self._state.save()

    @Slot(object)
    def _on_live_settings_changed(self, event: LiveSettingsChanged) -> None:
        self.settings_panel.set_running_settings(event.settings)

    @Slot(object)
    def _on_run_failed(self, failure: RunFailed) -> None:
        # The Data view is about the selected data set, fine-tuning is about that of an earlier run.
        is_selected = failure.missing == self.workspace.settings.data.dataset.label
        if is_selected and not isinstance(self.session.begun_by, FineTune):
            self.missing_data.show()
        else:
            self._show_failure(failure.message, failure.details)

    @Slot(str)
    def _on_weights_unreadable(self, reason: str) -> None:
        self.banner.show_failure(reason, can_run_again=False)

    @Slot(str)
    def _show_message(self, message: str) -> None:
        self.status_bar.showMessage(message, MESSAGE_MILLISECONDS)

    def _show_failure(self, text: str, details: str = "") -> None:
        # Running again would train a new network, not fine-tune this one or train it on.
        self.banner.show_failure(text, details, can_run_again=isinstance(self.session.begun_by, Start))
