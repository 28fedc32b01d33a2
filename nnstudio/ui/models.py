"""What the views and panels of one window listen to and act on."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.session.session import TrainingSession
from nnstudio.session.timeline import Timeline
from nnstudio.session.workspace import Workspace
from nnstudio.ui.file_writer import FileWriter
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.health.remedies import Remedies
from nnstudio.ui.requests import Requests
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.theme import ThemeController

if TYPE_CHECKING:
    from nnstudio.session.checked_runs import CheckedRuns
    from nnstudio.session.compared_runs import ComparedRuns
    from nnstudio.session.compared_weights import ComparedWeights
    from nnstudio.session.experiment_task import ExperimentTask
    from nnstudio.session.film_writer import FilmWriter
    from nnstudio.session.judge import Judge
    from nnstudio.session.lit_picture import LitPicture
    from nnstudio.session.network_inspection import NetworkInspection
    from nnstudio.session.run_library import RunLibrary
    from nnstudio.session.run_opener import RunOpener
    from nnstudio.session.settings_check_up import SettingsCheckUp
    from nnstudio.session.step_walk import StepWalk


class Models:
    """The models of the session's floor, one of each, with the window's actions, theme and frame timer.

    Those that only views use which are hidden at first are imported and created with the first of these views.
    """

    def __init__(
        self,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget,
    ) -> None:
        self._parent = parent
        self.workspace, self.session = workspace, session
        self.run_actions, self.themes, self.frames = run_actions, themes, frames
        self.requests = Requests(parent)
        self.library = DatasetLibrary(session.folders, parent=parent)
        self.reader = DrawingReader(session, parent)
        self.pinned = PinnedDrawing(session, self.reader, parent)
        self.my_digits = MyDigits(session.folders.my_digits, parent)
        self.health = HealthWatch(session, parent)
        self.timeline = Timeline(session, parent)
        self.file_writer = FileWriter(parent, session.folders)
        self.remedies = Remedies(session, workspace, run_actions, parent)

    @cached_property
    def inspection(self) -> "NetworkInspection":
        """Computes what the Inside view shows of a network."""
        from nnstudio.session.network_inspection import NetworkInspection

        return NetworkInspection(self.session, self.reader.pen, self._parent)

    @cached_property
    def lit_picture(self) -> "LitPicture":
        """The drawing or picture that lights the network."""
        from nnstudio.session.lit_picture import LitPicture

        lit_picture = LitPicture(self.session, self.reader, self._parent)
        self.requests.picture_wanted_inside.connect(lit_picture.choose)
        return lit_picture

    @cached_property
    def step_walk(self) -> "StepWalk":
        """Computes one step of training in numbers."""
        from nnstudio.session.step_walk import StepWalk

        return StepWalk(self.session, self.lit_picture, self.inspection.source, self._parent)

    @cached_property
    def check_up(self) -> "SettingsCheckUp":
        """Checks settings before a run."""
        from nnstudio.session.settings_check_up import SettingsCheckUp

        return SettingsCheckUp(self.session.folders, self._parent)

    @cached_property
    def judge(self) -> "Judge":
        """Judges the network on labelled pictures."""
        from nnstudio.session.judge import Judge

        return Judge(self.session, self.my_digits, self.reader.pen, self._parent)

    @cached_property
    def run_library(self) -> "RunLibrary":
        """All kept runs."""
        from nnstudio.session.run_library import RunLibrary

        return RunLibrary(self.session.runs, self._parent)

    @cached_property
    def run_opener(self) -> "RunOpener":
        """Opens kept runs."""
        from nnstudio.session.run_opener import RunOpener

        return RunOpener(self.session, self._parent)

    @cached_property
    def checked_runs(self) -> "CheckedRuns":
        """The runs that are compared."""
        from nnstudio.session.checked_runs import CheckedRuns

        return CheckedRuns(self._parent)

    @cached_property
    def compared_weights(self) -> "ComparedWeights":
        """The weights of two of the runs that are compared."""
        from nnstudio.session.compared_weights import ComparedWeights

        return ComparedWeights(self._parent)

    @cached_property
    def compared_runs(self) -> "ComparedRuns":
        """The histories of the runs that are compared."""
        from nnstudio.session.compared_runs import ComparedRuns

        return ComparedRuns(self.session, self.run_library, self.checked_runs, self._parent)

    @cached_property
    def film_writer(self) -> "FilmWriter":
        """Writes films of a run."""
        from nnstudio.session.film_writer import FilmWriter

        return FilmWriter(self._parent)

    @cached_property
    def experiment(self) -> "ExperimentTask":
        """Carries out experiments."""
        from nnstudio.session.experiment_task import ExperimentTask

        # The pen and the window's own trainer need a core.
        workers = max(1, (os.cpu_count() or 1) - 1)
        return ExperimentTask(self.session.folders, self.session.runs, workers, self._parent)

    def close(self) -> None:
        """End training, which keeps the run, and everything that is computed in the background."""
        self.session.close()
        self.library.close()
        self.file_writer.close()
        for name in (
            "check_up",
            "inspection",
            "step_walk",
            "judge",
            "run_library",
            "run_opener",
            "compared_runs",
            "film_writer",
            "compared_weights",
            "experiment",
        ):
            if name in vars(self):  # it was created
                getattr(self, name).close()
