"""The network that predicts now, and the run that is shown: two records, each replaced as a whole."""

from dataclasses import dataclass, replace
from pathlib import Path

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import Histogram
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.runs.events import LiveSettingsChanged, RunEnded, RunEndReason, RunStarted
from nnstudio.runs.history import History
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.session.snapshot import Snapshot, SnapshotReader


@dataclass(frozen=True, eq=False)
class ActiveNetwork:
    """A network with the read-only ``parameters``, shape (network.layout.count,), that predict now.

    ``origin`` names them in the middle of a sentence. The run in ``folder`` had trained for ``step`` batches, which are
    ``epoch`` epochs, fractions included, when these became its parameters; both are None where that run is not shown.
    ``detector`` is fitted for these parameters; None while they change. ``histograms`` has one for each of the
    `shown_parameters`; ``first_histograms`` are those before training, of a run that was read from its folder; None if
    they are not known.
    """

    network: Network
    parameters: Floats
    class_names: tuple[str, ...]
    detector: NoveltyDetector | None
    histograms: tuple[Histogram, ...]
    folder: Path
    origin: str
    step: int | None = None
    epoch: float | None = None
    first_histograms: tuple[Histogram, ...] | None = None

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        started: RunStarted,
        detector: NoveltyDetector | None,
        epoch: float,
        owner: str = "this run",
    ) -> "ActiveNetwork":
        """Return the network of ``snapshot``, which was taken after ``epoch`` epochs of the run of ``started``.

        ``owner`` is what the parameters belong to, in words.
        """
        return cls(
            network=snapshot.network,
            parameters=snapshot.parameters,
            class_names=started.class_names,
            detector=detector,
            histograms=snapshot.histograms,
            folder=started.folder,
            origin=f"{owner}, epoch {f'{epoch:.1f}'.removesuffix('.0')}",
            step=snapshot.step,
            epoch=epoch,
        )

    @classmethod
    def saved_of(cls, run: "ShownRun", weights: str) -> "ActiveNetwork":
        """Read the ``last`` or ``best`` network of ``run`` from its folder; raise `SavedRunError` for a bad file."""
        saved = open_run(run.started.folder, weights)
        detector = read_novelty_detector(saved.folder, saved.network, weights)
        step, epoch = run.position_of(weights)
        snapshot = SnapshotReader(saved.network).read(step, saved.parameters)
        return cls.of(snapshot, run.started, detector, epoch, f"the {weights} weights of this run")


@dataclass(frozen=True, eq=False)
class ShownRun:
    """A run with its ``history``, which grows during the run; ``ended`` is None until the run is over.

    A run that was killed or closed before it was over, and was read from its folder, ``is_interrupted``.
    """

    started: RunStarted
    history: History
    settings: RunSettings
    ended: RunEnded | None = None
    is_interrupted: bool = False

    def changed(self, event: LiveSettingsChanged) -> "ShownRun":
        """Return the run with the settings of ``event``, which its history records."""
        self.history.add_change(event, self.settings)
        return replace(self, settings=event.settings)

    @property
    def position(self) -> float:
        """How far the run was trained, in epochs with fractions."""
        return self.ended.position if self.ended else self.history.position_of(self.history.step)

    @property
    def obstacle_to_train_on(self) -> str:
        """Why the run cannot be trained on; empty if it can."""
        if self.started.origin is not None:
            return "a fine-tuned network is not trained on"
        if self.ended is not None and self.ended.reason is RunEndReason.DIVERGED:
            return "the run diverged: start a new one with a smaller learning rate"
        return ""

    def position_of(self, weights: str) -> tuple[int, float]:
        """Return after how many batches, and at which epoch, the ``last`` or ``best`` weights were those of the run."""
        if self.ended is not None:
            result = self.ended.best if weights == "best" else self.ended.last
            return result.step, result.epoch
        # A run that was killed has the weights of its last evaluation.
        evaluation = self.history.best_evaluation if weights == "best" else self.history.evaluations[-1]
        return evaluation.step, evaluation.position
