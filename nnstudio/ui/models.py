"""What the views and panels of one window listen to and act on."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.judge import Judge
from nnstudio.session.lit_picture import LitPicture
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.session.session import TrainingSession
from nnstudio.session.settings_check_up import SettingsCheckUp
from nnstudio.session.step_walk import StepWalk
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.health.remedies import Remedies
from nnstudio.ui.requests import Requests
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.theme import ThemeController


@dataclass(frozen=True, eq=False)
class Models:
    """The models of the session's floor, one of each, with the window's actions, theme and frame timer."""

    workspace: Workspace
    session: TrainingSession
    library: DatasetLibrary
    reader: DrawingReader
    pinned: PinnedDrawing
    inspection: NetworkInspection
    lit_picture: LitPicture
    step_walk: StepWalk
    my_digits: MyDigits
    check_up: SettingsCheckUp
    judge: Judge
    health: HealthWatch
    requests: Requests
    remedies: Remedies
    run_actions: RunActions
    themes: ThemeController
    frames: FrameTimer

    @classmethod
    def create(
        cls,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QObject,
    ) -> "Models":
        """Create the models of a window, which is their ``parent``."""
        reader = DrawingReader(session, parent)
        my_digits = MyDigits(session.folders.my_digits, parent)
        inspection, lit_picture = NetworkInspection(session, parent), LitPicture(session, reader, parent)
        requests = Requests(parent)
        requests.picture_wanted_inside.connect(lit_picture.choose)
        return cls(
            workspace=workspace,
            session=session,
            library=DatasetLibrary(session.folders, parent=parent),
            reader=reader,
            pinned=PinnedDrawing(session, reader, parent),
            inspection=inspection,
            lit_picture=lit_picture,
            step_walk=StepWalk(session, lit_picture, inspection.source, parent),
            my_digits=my_digits,
            check_up=SettingsCheckUp(session.folders, parent),
            judge=Judge(session, my_digits, parent),
            health=HealthWatch(session, parent),
            requests=requests,
            remedies=Remedies(session, workspace, run_actions, parent),
            run_actions=run_actions,
            themes=themes,
            frames=frames,
        )

    def close(self) -> None:
        """End training, which keeps the run, and everything that is computed in the background."""
        self.session.close()
        self.library.close()
        self.check_up.close()
        self.inspection.close()
        self.step_walk.close()
        self.judge.close()
