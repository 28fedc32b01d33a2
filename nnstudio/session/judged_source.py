"""Where the pictures come from that a network is judged on, and why there are none."""

from dataclasses import dataclass

from nnstudio.data.dataset import DatasetSource, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.ink.file import DrawnDigit
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.judged_pictures import EvaluationSets, JudgedPictures, JudgedSet, OtherSet, Source
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession

NO_DRAWINGS = "There are no drawings of yours to judge by. Draw on the pad and say what it was."
NOT_PICTURES = "This network's inputs are not pictures."


class ObstacleError(Exception):
    """There is nothing to judge: why, and the data set that is missing, if that is why."""

    def __init__(self, text: str, missing: DatasetSource | None = None) -> None:
        super().__init__(text)
        self.missing = missing


@dataclass(frozen=True)
class Candidate:
    """A data set that is present, and why the network cannot be judged by it; empty if it can."""

    dataset: DatasetSource
    reason: str = ""


class SourceFinder:
    """Finds the pictures, and remembers those that were loaded or drawn last."""

    def __init__(self, session: TrainingSession, my_digits: MyDigits) -> None:
        self._session = session
        self._my_digits = my_digits
        self._sets: EvaluationSets | None = None
        self._other: OtherSet | None = None
        self._drawn: tuple[tuple[DrawnDigit, ...], PictureSamples] | None = None
        self._described: tuple[ActiveNetwork, RunSettings] | None = None

    @property
    def are_drawings_new(self) -> bool:
        """Whether the user's drawings have changed since the network was judged by them."""
        return self._drawn is None or self._drawn[0] is not self._my_digits.digits

    def shows(self, run: ShownRun) -> bool:
        """Return whether the active network belongs to ``run``."""
        active = self._session.active_network
        return active is not None and active.folder == run.started.folder

    def candidates(self) -> tuple[Candidate, ...]:
        """Return the data sets that are present, without the one that the active network has learned from."""
        active, folders = self._session.active_network, self._session.folders
        if active is None:
            return ()
        try:
            own = self._settings_of(active).data.dataset
        except ObstacleError:
            return ()
        found = [each for kind in DATASETS for each in kind.all_in(folders) if each != own and each.is_present(folders)]
        return tuple(Candidate(each, self._reason_against(each, active)) for each in found)

    def _reason_against(self, dataset: DatasetSource, active: ActiveNetwork) -> str:
        folders, classes, shape = self._session.folders, len(active.class_names), active.network.input_shape
        if (count := dataset.class_count(folders)) != classes:
            return f"it has {count} classes, the network knows {classes}"
        if (own := dataset.sample_shape(folders)) != shape:
            return f"its pictures are {_size(own)}, the network takes {_size(shape)}"
        return ""

    def source(self, active: ActiveNetwork, which: JudgedSet, other: DatasetSource | None) -> Source:
        """Return where the pictures of ``which``, or of the data set ``other``, come from.

        Raises `ObstacleError` where there are none.
        """
        if len(active.network.input_shape) != 2:
            raise ObstacleError(NOT_PICTURES)
        settings = self._settings_of(active)
        match which:
            case JudgedSet.MY_DIGITS:
                return self._drawings(active, settings)
            case JudgedSet.OTHER:
                loaded = self._other if self._other is not None and self._other.dataset == other else None
                return Source(which, settings, other=other, loaded=loaded)
        sets = self._sets if self._sets is not None and self._sets.is_of(settings) else None
        dataset = settings.data.dataset
        if sets is None and not dataset.is_present(self._session.folders):
            text = f"To show what this network gets wrong, {dataset.title} is needed, the data set it learned from."
            raise ObstacleError(text, dataset)
        return Source(which, settings, self._counts_of(active), sets)

    def remember(self, judged: JudgedPictures) -> None:
        """Keep the pictures of ``judged`` for the next time."""
        self._sets = judged.sets or self._sets
        self._other = judged.source.loaded or self._other
        if judged.which is JudgedSet.MY_DIGITS:
            self._drawn = tuple(judged.source.digits), judged.samples

    def _drawings(self, active: ActiveNetwork, settings: RunSettings) -> Source:
        digits, shape = self._my_digits.digits, active.network.input_shape
        if not digits or self._my_digits.class_names != active.class_names:
            raise ObstacleError(NO_DRAWINGS)
        drawn = None if self._drawn is None or self.are_drawings_new else self._drawn[1]
        drawn = drawn if drawn is not None and drawn.shape == shape else None
        learned = self._learned_by(active)
        return Source(JudgedSet.MY_DIGITS, settings, digits=digits, drawn=drawn, learned=learned)

    def _settings_of(self, active: ActiveNetwork) -> RunSettings:
        """Return the settings of the run of ``active``; raise `ObstacleError` if they cannot be read."""
        run = self._session.shown_run
        if run is not None and self.shows(run):
            return run.started.settings
        if self._described is None or self._described[0] is not active:
            try:
                self._described = active, open_run(active.folder).settings
            except SavedRunError as error:
                raise ObstacleError(str(error)) from error
        return self._described[1]

    def _counts_of(self, active: ActiveNetwork) -> tuple[int, int] | None:
        run = self._session.shown_run
        if run is None or not self.shows(run) or run.started.origin is not None:
            return None
        return run.started.validation_count, run.started.test_count

    def _learned_by(self, active: ActiveNetwork) -> int:
        """Return on how many of the user's drawings ``active`` was fine-tuned."""
        run = self._session.shown_run
        origin = run.started.origin if run is not None and self.shows(run) else None
        return origin.learned_digits if origin is not None and active.step else 0


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
