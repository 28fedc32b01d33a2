"""The window: settings at the left, the live view in the middle, the drawing pad at the right."""

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from nnstudio.data.mnist import Mnist
from nnstudio.runs.events import LiveSettingsChanged, RunEnded, RunEndReason, RunStarted
from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import RunFailed
from nnstudio.ui.banner import Banner
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.garbage_collection import GarbageCollection
from nnstudio.ui.menus import Menus
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.number_text import percent
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.picture_importer import PictureImporter
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.run_status import RunStatus
from nnstudio.ui.settings.preset_box import PresetBox
from nnstudio.ui.settings.settings_panel import SettingsPanel
from nnstudio.ui.theme import ThemeController, mark
from nnstudio.ui.why.why_view import WhyView

DIVERGED = (
    "Training diverged: at step {step} the numbers{where} were no longer finite. A smaller learning rate usually mends "
    "this."
)


USUAL, SMALLEST = QSize(1280, 800), QSize(1024, 680)


class MainWindow(QMainWindow):
    """Puts the parts together; each part listens to the session by itself."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, themes: ThemeController, memory: QSettings
    ) -> None:
        super().__init__()
        self.session = session
        self.workspace = workspace
        self.themes = themes
        self._memory = memory
        self._frames = FrameTimer(self)
        self._garbage = GarbageCollection(self)
        self.run_actions = RunActions(session, workspace, themes, self)
        self.settings_panel = SettingsPanel(workspace, themes, session.folders)
        self.live = LiveView(session, themes, self._frames)
        self.library = DatasetLibrary(session.folders, parent=self)
        self.data = DataView(workspace, self.library, themes)
        self.my_digits = MyDigits(session.folders.my_digits, self)
        self.pad = PadPanel(session, self.my_digits, themes)
        self.drawing = DrawingView(session, self.pad, themes, self._frames)
        self.why = WhyView(session, themes, self._frames)
        self.my_digits_view = MyDigitsView(session, self.my_digits, themes)
        self.banner = Banner(themes)
        self.importer = PictureImporter(self, workspace, session.folders)
        self._menus = Menus(self, workspace, self.run_actions, self.live, self.pad, self.importer, themes, session.runs)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._restore()

    @property
    def result(self) -> str:
        """What is said about the run that ended last; empty while another goes."""
        return self._result.text()

    def event(self, event: QEvent) -> bool:
        """Keep Space for the button or list that has the focus, though the window has an action for it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            has_use = isinstance(self.focusWidget(), QAbstractButton | QComboBox)
            if event.key() == Qt.Key.Key_Space and has_use:
                event.accept()
                return True
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End training, whose run is kept, and remember the window's place."""
        self._memory.setValue("window/geometry", self.saveGeometry())
        self._memory.setValue("window/theme", self.themes.choice)
        self._frames.stop()
        self.importer.close()
        self.session.close()
        self.library.close()
        self._garbage.stop()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file or a folder, but no more than one."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        event.acceptProposedAction()
        self.importer.take(event.mimeData().urls()[0].toLocalFile())

    def _build(self) -> None:
        self.setWindowTitle("NN Studio")
        room = self.screen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(room))
        self.addToolBar(self._build_tool_bar())
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._build_views(), 1)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.settings_panel)
        row.addWidget(middle, 1)
        row.addWidget(self.pad)
        self.setCentralWidget(content)
        self._build_status_bar()

    def _build_views(self) -> QTabWidget:
        """Return the views of the middle, one tab each; a new view is one line here."""
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        self.views.setTabBarAutoHide(True)
        self.views.addTab(self.live, "Live")
        self.views.addTab(self.data, "Data")
        self.views.addTab(self.drawing, "Drawing")
        self.views.addTab(self.why, "Why")
        self.views.addTab(self.my_digits_view, "My digits")
        return self.views

    def _build_tool_bar(self) -> QToolBar:
        bar = QToolBar("Training")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(16, 16))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        run_actions = self.run_actions
        for action in (
            run_actions.run,
            run_actions.pause,
            run_actions.step_batch,
            run_actions.step_epoch,
            run_actions.stop,
        ):
            bar.addAction(action)
        run_button = bar.widgetForAction(run_actions.run)
        mark(run_button, "primary", True)
        self.themes.give_icon(run_actions.run, "run", "accent_text")
        bar.addSeparator()
        self.presets = PresetBox(self.workspace)
        bar.addWidget(self.presets)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(spacer)
        self.run_status = RunStatus(self.session, self._frames)
        bar.addWidget(self.run_status)
        return bar

    def _build_status_bar(self) -> None:
        self._state, self._dataset, self._result = QLabel(), QLabel(), QLabel()
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._get_mnist = QLabel('<a href="mnist">Get MNIST</a>')
        self._get_mnist.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._get_mnist.setToolTip("Choose MNIST and show how to download it")
        self._get_mnist.linkActivated.connect(self.show_how_to_get_mnist)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        for widget in (self._state, self._dataset, self._get_mnist):
            bar.addWidget(widget)
        bar.addPermanentWidget(self._result)
        self._show_state(self.session.state)
        self._on_settings_changed()
        self._on_download_changed(Mnist.key)

    def _connect(self) -> None:
        self.session.state_changed.connect(self._show_state)
        self.session.run_started.connect(self._on_run_started)
        self.session.live_settings_changed.connect(self._on_live_settings_changed)
        self.session.run_ended.connect(self._on_run_ended)
        self.session.run_failed.connect(self._on_run_failed)
        self.session.best_unreadable.connect(self._on_best_unreadable)
        self.workspace.changed.connect(self._on_settings_changed)
        self.library.download_changed.connect(self._on_download_changed)
        self.pad.read.connect(self.why.show_prediction)
        self.banner.retry_requested.connect(self.run_actions.run.trigger)

    def _restore(self) -> None:
        geometry = self._memory.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(USUAL.boundedTo(self.screen().availableSize()))
        # No control has the first focus, so that Space runs.
        self.centralWidget().setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.centralWidget().setFocus()

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self._state.setText(state.capitalize())
        if state is State.LOADING:
            self._result.clear()
        self.settings_panel.set_training_active(self.session.is_active)
        if not self.session.is_active:
            self.settings_panel.set_running_settings(None)
            self._dataset.setText(self.workspace.settings.data.dataset.label)

    @Slot()
    def _on_settings_changed(self) -> None:
        if not self.session.is_active:
            self._dataset.setText(self.workspace.settings.data.dataset.label)
        self.session.change(self.workspace.settings)

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        self.banner.dismiss()
        if started.origin is not None:  # a fine-tuning has settings of its own
            return
        self.settings_panel.set_running_settings(started.settings)
        if started.settings != self.workspace.settings:  # edited while the data was loading
            self.session.change(self.workspace.settings)

    @Slot(object)
    def _on_live_settings_changed(self, event: LiveSettingsChanged) -> None:
        self.settings_panel.set_running_settings(event.settings)

    @Slot(object)
    def _on_run_ended(self, ended: RunEnded) -> None:
        self._result.setText(f"Test accuracy {percent(ended.test.accuracy)}, kept in {ended.folder.name}")
        self._result.setToolTip(str(ended.folder))
        if ended.reason is RunEndReason.DIVERGED:
            where = f" in layer {ended.diverged_layer}" if ended.diverged_layer else ""
            self._say_failure(DIVERGED.format(where=where, step=ended.step))

    @Slot(object)
    def _on_run_failed(self, failure: RunFailed) -> None:
        self._say_failure(failure.message, failure.details)

    @Slot(str)
    def _on_best_unreadable(self, why: str) -> None:
        self.banner.say_failure(why, can_run_again=False)

    def _say_failure(self, text: str, details: str = "") -> None:
        # A run begun in place of a fine-tuning that failed would take its network away.
        self.banner.say_failure(text, details, can_run_again=not self.session.is_fine_tuning)

    @Slot(str)
    def show_how_to_get_mnist(self, _link: str) -> None:
        """Show the view that downloads MNIST; choose MNIST, unless what is chosen needs its files as well."""
        if self.workspace.settings.data.dataset.remote is not Mnist.remote:
            self.workspace.choose("data.dataset", Mnist.key)
        self.views.setCurrentWidget(self.data)

    @Slot(str)
    def _on_download_changed(self, _key: str) -> None:
        with handing_on_focus(self._get_mnist):
            self._get_mnist.setVisible(not self.library.is_present(Mnist()))
