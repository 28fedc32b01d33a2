"""The Experiments view: many runs that differ in chosen settings, with their progress and their results."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.number_text import duration
from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.experiment_file import experiment_keys, find_experiment, read_experiment
from nnstudio.runs.experiments.record import TrialState
from nnstudio.runs.experiments.result_table import as_markdown
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.experiment_task import ExperimentStep, ExperimentTask
from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import SettingError
from nnstudio.ui.experiments.band_plot import BandPlot
from nnstudio.ui.experiments.grid_editor import GridEditor
from nnstudio.ui.experiments.result_tables import HeatMap, ResultTable
from nnstudio.ui.file_writer import FileWriter
from nnstudio.ui.requests import Requests
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

OWN, KEY = "Your own, from the settings at the left", "my-experiment"
MAP_PAGE = 1
COLUMNS = {"validation_accuracy": "Validation accuracy", "validation_loss": "Validation loss"}
FIRST_AXES = {"training.batch_size": "32, 64, 128"}
EMPTY = (
    "An experiment trains many runs that differ in what you choose, and compares them.\n"
    "Choose settings and values, or one that is ready, and press Start. Its table appears here."
)
TIPS = {
    "start": "Train what is left of the experiment, beside the run that goes on, if any",
    "pause": "Let all runs of the experiment wait",
    "cancel": "End the runs of the experiment. Start goes on from where they are",
    "compare": "Check the experiment's runs and show them in the Runs view",
    "report": "Write the table, heat map, curves and the best run as one HTML file",
    "copy": "Copy the table as Markdown, for a document",
}


class ExperimentsView(QWidget):
    """Listens to the experiment; reads the settings at the left while it is visible."""

    def __init__(
        self,
        task: ExperimentTask,
        workspace: Workspace,
        checked: CheckedRuns,
        writer: FileWriter,
        requests: Requests,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._task, self._workspace, self._checked = task, workspace, checked
        self._writer, self._requests = writer, requests
        self._is_behind = True
        self.choice, self.editor = QComboBox(), GridEditor()
        self.table, self.heat_map, self.plot = ResultTable(), HeatMap(themes.theme), BandPlot(themes.theme)
        self.pages, self.column = QTabWidget(), QComboBox()
        self.buttons = {key: QPushButton(text) for key, text in _BUTTONS.items()}
        self._teaches, self._said, self._problem, self._empty = QLabel(), QLabel(), QLabel(), QLabel(EMPTY)
        self._bar = QProgressBar()
        self._build()
        self._connect(themes)

    @property
    def text(self) -> str:
        """How many runs there are, how far they are, and about how long they take."""
        return self._said.text()

    @property
    def problem(self) -> str:
        """What is wrong with the experiment; empty if nothing is."""
        return self._problem.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the settings, which may have changed."""
        super().showEvent(event)
        if self._is_behind:
            self._read()

    def _build(self) -> None:
        self.choice.addItem(OWN, "")
        for key in experiment_keys():
            self.choice.addItem(find_experiment(key, self._workspace.settings).label, key)
        self.choice.setAccessibleName("Experiment")
        self.choice.setToolTip("An experiment that is ready, or one of your own")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(16)
        labels = ((self._teaches, "muted"), (self._said, "caption"), (self._problem, "problem"), (self._empty, "muted"))
        for label, role in labels:
            mark(label, "role", role)
            label.setWordWrap(True)
        mark(self.buttons["start"], "primary", True)
        self.buttons["pause"].setCheckable(True)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the experiment")
        for name, quantity in COLUMNS.items():
            self.column.addItem(quantity, name)
        self.column.setAccessibleName("Quantity of the curves")
        self.column.setToolTip("What the curves show: the mean over the seeds, with a band of one standard deviation")
        curves = QWidget()
        column_of_curves = QVBoxLayout(curves)
        column_of_curves.setContentsMargins(0, 8, 0, 0)
        column_of_curves.addWidget(self.column)
        column_of_curves.addWidget(self.plot, 1)
        for page, title in ((self.table, "Table"), (self.heat_map, "Heat map"), (curves, "Curves")):
            self.pages.addTab(page, title)
        self.pages.tabBar().setAccessibleName("Results of the experiment")
        self.pages.setToolTip("The results as a table, as a heat map over two settings, or as curves over the epochs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        parts = (self.choice, self._teaches, self.editor, WrappingRow(list(self.buttons.values()), 8), self._said)
        for widget in (*parts, self._bar, self._problem):
            layout.addWidget(widget)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self._empty, 1)

    def _connect(self, themes: ThemeController) -> None:
        self.editor.offer(self._workspace.settings)
        self.editor.set_axes(FIRST_AXES)
        self.choice.currentIndexChanged.connect(self._read)
        self.editor.changed.connect(self._read)
        self.column.currentIndexChanged.connect(self._show_curves)
        self._workspace.changed.connect(self._on_settings_changed)
        self._task.changed.connect(self._show)
        themes.theme_changed.connect(self._on_theme_changed)
        for key, slot in (
            ("start", self._task.start),
            ("cancel", self._task.cancel),
            ("compare", self._on_compare),
            ("report", self._on_report),
            ("copy", self._on_copy),
        ):
            self.buttons[key].clicked.connect(slot)
        self.buttons["pause"].toggled.connect(self._task.pause)

    @Slot()
    def _on_settings_changed(self) -> None:
        if self.isVisible():
            self._read()
        else:
            self._is_behind = True

    @Slot()
    def _read(self) -> None:
        """Show the experiment that is chosen, or what is wrong with it."""
        self._is_behind = False
        if self._task.is_active:
            return
        key, problem = self.choice.currentData(), ""
        self.editor.setVisible(not key)
        self.editor.offer(self._workspace.settings)
        experiment: Experiment | None = None
        try:
            base = self._workspace.settings
            experiment = find_experiment(key, base) if key else read_experiment(self.editor.content, KEY, base)
        except SettingError as error:
            problem = str(error)
        self._teaches.setText(experiment.teaches if experiment is not None else "")
        self._teaches.setVisible(bool(self._teaches.text()))
        self._task.show(experiment)
        self._show_problem(problem)

    @Slot()
    def _show(self) -> None:
        task, results = self._task, self._task.results
        progress = task.progress
        self._bar.setVisible(progress is not None)
        if progress is not None:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
        is_known = results is not None and any(point.spreads for point in results.points)
        is_begun = is_known or any(task.curves.values())
        self.pages.setVisible(is_begun)
        self._empty.setVisible(not is_begun)
        has_map = results is not None and HeatMap.has_place_for(results)
        self.pages.setTabEnabled(MAP_PAGE, has_map)
        self.pages.setTabToolTip(MAP_PAGE, "" if has_map else "Heat map: only where two settings vary")
        if results is not None and is_begun:
            self.table.show_results(results)
            if has_map:
                self.heat_map.show_results(results)
            self._show_curves()
        self._said.setText(self._state_text())
        self._show_problem("" if task.error is None else str(task.error))
        self._show_buttons(is_known)

    @Slot()
    def _show_curves(self) -> None:
        column = self.column.currentData()
        self.plot.show_curves(self._task.curves.get(column, []), column.endswith("accuracy"))

    def _state_text(self) -> str:
        task = self._task
        if task.experiment is None:
            return ""
        count = len(task.experiment.trials)
        if isinstance(task.progress, ExperimentStep):
            left = task.progress.seconds_left
            time_left = "" if left is None else f", about {duration(left)} left"
            return f"{task.progress.what}{', paused' if task.is_paused else time_left}"
        done = self._count(TrialState.DONE)
        text = f"{count} {'run' if count == 1 else 'runs'}, {task.workers} at a time"
        if done:
            text += f"; {done} done"
        if task.estimate is not None and done < count:
            text += f"; at most about {duration(task.estimate * (count - done) / count)}"
        return text

    def _show_buttons(self, is_known: bool) -> None:
        task = self._task
        count = 0 if task.experiment is None else len(task.experiment.trials)
        is_done = count > 0 and self._count(TrialState.DONE) == count
        missing = f"it needs {task.missing_data}, which is not on this computer" if task.missing_data else ""
        obstacle = "it goes on already" if task.is_active else "all its runs are done" if is_done else missing
        nothing = "" if is_known else "only once a run is done"
        active = "" if task.is_active else "only while the experiment goes on"
        obstacles = {
            "start": obstacle or ("" if count else "correct the values first"),
            "pause": active,
            "cancel": active,
        }
        for key, button in self.buttons.items():
            reason = obstacles.get(key, nothing)
            button.setEnabled(not reason)
            button.setToolTip(f"{TIPS[key]}: {reason}" if reason else TIPS[key])
        self.buttons["start"].setText("Go on" if 0 < self._count(TrialState.DONE) < count else "Start")
        self.buttons["pause"].blockSignals(True)
        self.buttons["pause"].setChecked(task.is_paused)
        self.buttons["pause"].blockSignals(False)
        for widget in (self.choice, self.editor):
            widget.setEnabled(not task.is_active)

    def _count(self, state: TrialState) -> int:
        results = self._task.results
        found = [] if results is None else [each for point in results.points for each in point.outcomes]
        return sum(outcome.state is state for outcome in found)

    def _show_problem(self, text: str) -> None:
        failed = self._task.results and [
            outcome.error for point in self._task.results.points for outcome in point.outcomes if outcome.error
        ]
        shown = text or (f"A run has failed: {failed[0]}" if failed else "")
        self._problem.setText(shown)
        self._problem.setVisible(bool(shown))

    @Slot()
    def _on_compare(self) -> None:
        results = self._task.results
        if results is None:
            return
        folders = [outcome.folder for point in results.points for outcome in point.outcomes if outcome.result]
        self._checked.clear()
        self._checked.set_checked([folder.name for folder in folders if folder is not None], True)
        self._requests.view_wanted.emit("Runs")
        self._requests.comparison_wanted.emit()

    @Slot()
    def _on_report(self) -> None:
        record = self._task.record
        if record is not None:
            self._writer.ask_report([record.path], record.experiment.key)

    @Slot()
    def _on_copy(self) -> None:
        if self._task.results is not None:
            QGuiApplication.clipboard().setText(as_markdown(self._task.results))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.heat_map.set_theme(theme)
        self.plot.set_theme(theme)


_BUTTONS = {
    "start": "Start",
    "pause": "Pause all",
    "cancel": "Cancel all",
    "compare": "Compare",
    "report": "Report…",
    "copy": "Copy table",
}
