"""A fixed sample of pictures to try a network with: validation pictures of its run, or built-in digits."""

from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import PictureSamples, Progress, is_drawable
from nnstudio.data.folders import DataFolders
from nnstudio.ink.handwriting import generate
from nnstudio.number_text import grouped
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.dataset_library import load_splits
from nnstudio.session.session import TrainingSession

COUNT = 500
"""How many pictures a sample has at most: a percentage point is five of them, and measuring takes a moment."""
HANDWRITING_SEED = 41
"""Not that of the built-in data set, so that no network has learned from these digits."""


@dataclass(frozen=True, eq=False)
class SamplePictures:
    """The ``samples``, at least one, and their ``description`` in the middle of a sentence.

    They are spread over ``whole``, which are called ``kind``.
    """

    samples: PictureSamples
    description: str
    whole: PictureSamples
    kind: str

    @classmethod
    def of(cls, whole: PictureSamples, kind: str) -> "SamplePictures":
        """Return a sample of the pictures ``whole``."""
        samples = whole.spread(COUNT)
        return cls(samples, f"{grouped(samples.count)} {kind}", whole, kind)

    @property
    def whole_description(self) -> str:
        """What all pictures are, in the middle of a sentence."""
        return f"all {grouped(self.whole.count)} {self.kind}"


def load_validation_sample(
    settings: RunSettings, folders: DataFolders
) -> Generator[Progress, None, SamplePictures | None]:
    """Load pictures spread over the validation set of a run with ``settings``; training pictures where it is empty."""
    loaded = yield from load_splits(settings, folders)
    for samples, name in ((loaded.splits.validation, "validation"), (loaded.splits.training, "training")):
        if samples.count:
            return SamplePictures.of(samples, f"{name} pictures of {settings.data.dataset.title}")
    return None


def generate_sample() -> Generator[Progress, None, SamplePictures | None]:
    """Generate digits of the built-in handwriting."""
    yield Progress("Drawing digits", 0, COUNT)
    pictures, labels = generate(COUNT, HANDWRITING_SEED)
    return SamplePictures.of(PictureSamples(pictures, labels), "digits of the built-in handwriting")


class SampleSource(QObject):
    """Finds the sample for the active network, in the background, once `find` is called."""

    changed = Signal()
    """`sample` or `problem` is another one."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sample: SamplePictures | None = None
        self.problem = ""
        """Why there is no sample for this network; empty while it is looked for, and once it is there."""
        self._session = session
        self._found_for: tuple[object, ...] | None = None
        self._is_fallback = False
        self._loading = BackgroundTask("sample pictures", self)
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.failed.connect(self._on_failed)

    def find(self) -> None:
        """Look for the sample of the active network, unless that is done or in progress."""
        active = self._session.active_network
        if active is None:
            return
        settings = self._settings_of(active)
        splits = (settings.data.of_splits, settings.seed) if settings else None
        wanted = (active.network.input_shape, active.class_names, splits)
        if wanted == self._found_for:
            return
        self._found_for = wanted
        self._set(None, "")
        if settings is not None and settings.data.dataset.is_present(self._session.folders):
            self._is_fallback = False
            self._loading.start(load_validation_sample(settings, self._session.folders))
        else:
            self._find_elsewhere(active)

    def close(self) -> None:
        """End the search."""
        self._loading.close()

    def _settings_of(self, active: ActiveNetwork) -> RunSettings | None:
        """Return the settings of the run that ``active`` belongs to, or None where that run is not shown."""
        run = self._session.shown_run
        return run.settings if run is not None and run.started.folder == active.folder else None

    def _find_elsewhere(self, active: ActiveNetwork) -> None:
        """Use what needs no data set: generated digits, or the pictures that were kept with the network."""
        self._is_fallback = True
        if is_drawable(active.class_names, active.network.input_shape):
            self._loading.start(generate_sample())
        elif active.detector is not None:
            kept = PictureSamples(active.detector.pictures, active.detector.labels)
            self._set(SamplePictures.of(kept, "training pictures kept with the network"), "")
        else:
            self._set(None, "The data set of this network is not here, so there are no pictures to try it with.")

    def _set(self, sample: SamplePictures | None, problem: str) -> None:
        self.sample, self.problem = sample, problem
        self.changed.emit()

    @Slot(object)
    def _on_loaded(self, sample: SamplePictures | None) -> None:
        self._set(sample, "" if sample else "The data set of this network has no pictures to try it with.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        active = self._session.active_network
        if active is not None and not self._is_fallback:
            self._find_elsewhere(active)
        else:
            self._set(None, f"There are no pictures to try this network with: {error}")
