"""One step of training to walk through: of the active network, by the settings of its run, for a picture or a few."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.layers import BatchNorm
from nnstudio.engine.network import Network
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.validation import Validation
from nnstudio.inspection.one_step import OptimizerMemory, take_step
from nnstudio.inspection.prediction import predict_samples
from nnstudio.inspection.step_pages import Walk
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.lit_picture import LitPicture, NamedPicture
from nnstudio.session.sample_pictures import SampleSource
from nnstudio.session.session import TrainingSession

LARGEST_BATCH = 64
USUAL_BATCH, NORMALIZED_BATCH = 1, 8
"""How many pictures a batch has at first; batch normalization makes nothing of a single one."""


@dataclass(frozen=True, eq=False)
class _Wanted:
    """What to walk through: ``network`` as it was, for ``picture`` as one of ``label``, in a batch of ``size``."""

    network: ActiveNetwork
    run: ShownRun | None
    picture: NamedPicture
    label: int
    others: PictureSamples | None
    size: int


class StepWalk(QObject):
    """Takes the step anew whenever `advance` is called and the picture, its class or the batch has changed.

    A network that learns on meanwhile does not change the walk; `renew` takes its newest parameters.
    """

    changed = Signal()
    """`walk`, `problem`, `label`, `batch_size` or `is_outdated` has changed."""

    def __init__(
        self, session: TrainingSession, picture: LitPicture, source: SampleSource, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.walk: Walk | None = None
        self.network: ActiveNetwork | None = None
        """The network of `walk`."""
        self.picture: NamedPicture | None = None
        """The first picture of the batch of `walk`."""
        self.problem = ""
        """Why there is no walk; empty where there is one, or will be."""
        self.batch_size = USUAL_BATCH
        self._label: int | None = None
        self._session, self._lit, self._source = session, picture, source
        self._is_due, self._is_size_chosen = True, False
        self._wanted: _Wanted | None = None
        self._task = BackgroundTask("one step", self)
        self._task.succeeded.connect(self._on_taken)
        self._task.failed.connect(self._on_failed)
        picture.changed.connect(self._on_picture_changed)
        source.changed.connect(self._on_source_changed)
        session.network_changed.connect(self._on_network_changed)

    @property
    def is_outdated(self) -> bool:
        """Whether the active network has newer parameters than the walk."""
        return self.network is not None and self._session.active_network is not self.network

    @property
    def label(self) -> int | None:
        """The class of the first picture: its own, else the one that was chosen, else the predicted one."""
        picture = self._lit.current
        if picture is not None and picture.label is not None:
            return picture.label
        if self._label is not None or self.walk is None:
            return self._label
        return int(self.walk.step.labels[0])

    @property
    def is_label_known(self) -> bool:
        """Whether the class of the picture is not the user's to say."""
        picture = self._lit.current
        return picture is not None and picture.label is not None

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to walk through with."""
        return self._lit.current is not None

    @property
    def largest_batch(self) -> int:
        """How many pictures a batch can have: the picture, and others of its data set."""
        sample = self._source.sample
        return min(LARGEST_BATCH, sample.whole.count) if sample is not None else 1

    def advance(self) -> None:
        """Begin what is due; to be called some times a second by a view that is visible."""
        self._source.find()
        active, picture = self._session.active_network, self._lit.current
        if active is None or picture is None:
            self._clear()
            return
        if not self._is_due or self._task.is_active:
            return
        self._is_due = False
        self._task.start(_take(self._want(active, picture)))

    def set_label(self, label: int) -> None:
        """Let the step learn that the drawing is of the class ``label``."""
        if label != self._label:
            self._label = label
            self._is_due = True

    def set_batch_size(self, size: int) -> None:
        """Take a batch of ``size`` pictures."""
        self._is_size_chosen = True
        if size != self.batch_size:
            self.batch_size = size
            self._is_due = True

    @Slot()
    def renew(self) -> None:
        """Take the newest parameters of the active network."""
        self._is_due = True

    def close(self) -> None:
        """End all work."""
        self._task.close()

    def _want(self, active: ActiveNetwork, picture: NamedPicture) -> _Wanted:
        run = self._session.shown_run
        if run is not None and run.started.folder != active.folder:
            run = None
        sample = self._source.sample
        others = sample.whole if sample is not None else None
        label = picture.label if picture.label is not None else self._label
        self._wanted = _Wanted(
            active, run, picture, -1 if label is None else label, others, min(self.batch_size, self.largest_batch)
        )
        return self._wanted

    def _clear(self) -> None:
        self._is_due = True
        if self.walk is not None or self.problem:
            self.walk = self.network = self.picture = None
            self.problem = ""
            self.changed.emit()

    @Slot()
    def _on_picture_changed(self) -> None:
        if self._wanted is None or self._lit.current is not self._wanted.picture:
            self._is_due = True

    @Slot()
    def _on_source_changed(self) -> None:
        if self.batch_size > 1:
            self._is_due = True
        self.changed.emit()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        before = self.network
        if before is None or before.network is not active.network:
            self._is_due = True
            self._label = None
            if not self._is_size_chosen:
                has_norm = any(isinstance(layer, BatchNorm) for layer in active.network.layers)
                self.batch_size = NORMALIZED_BATCH if has_norm else USUAL_BATCH
        self.changed.emit()

    @Slot(object)
    def _on_taken(self, walk: Walk) -> None:
        wanted = self._wanted
        assert wanted is not None
        active = self._session.active_network
        if active is None or active.network is not wanted.network.network:  # another has come meanwhile
            return
        self.walk, self.network, self.picture, self.problem = walk, wanted.network, wanted.picture, ""
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.walk = self.network = self.picture = None
        self.problem = f"This network cannot be trained for a step: {error}"
        self.changed.emit()


def _take(wanted: _Wanted) -> Generator[Progress, None, Walk]:
    """Take the step; the settings are those of the run, also of one that is not shown."""
    yield Progress("Taking one step", 0, 1)
    active = wanted.network
    settings = wanted.run.settings if wanted.run is not None else open_run(active.folder).settings
    network = Network(settings.network, active.network.input_shape, active.network.classes)
    if network.layout.count != active.network.layout.count:
        network = active.network
    memory = _memory(active, wanted.run, settings, wanted.size)
    samples = _batch(wanted, network, active)
    step = take_step(network, settings.training, active.parameters, samples, memory)
    return Walk(step, active.class_names)


def _batch(wanted: _Wanted, network: Network, active: ActiveNetwork) -> PictureSamples:
    """Return the picture, followed by pictures of the sample that come after it."""
    label = wanted.label
    if label < 0:
        label = _predicted(network, active, wanted.picture)
    first = PictureSamples(wanted.picture.picture[None], np.array([label], np.uint16))
    if wanted.size == 1 or wanted.others is None:
        return first
    start = -1 if wanted.picture.index is None else wanted.picture.index
    indices = (start + 1 + np.arange(wanted.size - 1)) % wanted.others.count
    return first.joined_with(wanted.others.take(indices))


def _predicted(network: Network, active: ActiveNetwork, picture: NamedPicture) -> int:
    sample = PictureSamples(picture.picture[None], np.zeros(1, np.uint8))
    return int(predict_samples(network, active.parameters, sample).classes[0])


def _memory(active: ActiveNetwork, run: ShownRun | None, settings: RunSettings, size: int) -> OptimizerMemory:
    """Return the optimizer's state if the run has saved it for these parameters; zeros otherwise."""
    training = settings.training
    plateau, position = 1.0, active.epoch or 0.0
    after = position
    if run is not None:
        validations = [
            Validation(each.position, each.validation) for each in run.history.evaluations if each.position <= position
        ]
        plateau = training.schedule.factor_after(validations)
        after += (training.batch_size or run.started.training_count) / max(1, run.started.training_count)
    rate = training.learning_rate_of(position, after if run is not None else training.warm_up, plateau)
    saved = _saved_memory(active, training, rate)
    if saved is not None:
        return saved
    count = active.network.layout.learned_count
    zeros = tuple(np.zeros(count, active.parameters.dtype) for _ in range(training.optimizer.state_vectors))
    return OptimizerMemory(zeros, 0, rate, is_known=False)


def _saved_memory(active: ActiveNetwork, training: TrainingSettings, rate: float) -> OptimizerMemory | None:
    # Only now: reading a checkpoint needs what few views need.
    from nnstudio.runs.checkpoint import read_checkpoint

    try:
        state = read_checkpoint(active.folder)
    except SavedRunError:
        return None
    if not np.array_equal(state.arrays["parameters"], active.parameters):
        return None
    names = [f"optimizer_state_{number}" for number in range(training.optimizer.state_vectors)]
    vectors = tuple(np.asarray(state.arrays[name], active.parameters.dtype) for name in names if name in state.arrays)
    if len(vectors) != len(names) or any(len(each) != active.network.layout.learned_count for each in vectors):
        return None
    return OptimizerMemory(vectors, state.step - state.facts.get("memory_from", 0), rate, is_known=True)
