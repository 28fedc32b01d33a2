"""The pictures that a network is judged on: the validation or test set of its own run, or the user's drawings."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from nnstudio.data.dataset import DatasetSource, PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.importing.picture_fit import fit_all
from nnstudio.data.my_digits import my_digits_samples
from nnstudio.data.settings import DataSettings
from nnstudio.engine.arrays import Shape
from nnstudio.ink.file import DrawnDigit
from nnstudio.inspection.judgement import Judgement, judge
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.dataset_library import load_splits

NAMED = 5
"""Classes that a message names."""


class JudgedSet(StrEnum):
    """Which pictures a network is judged on."""

    VALIDATION = "validation"
    TEST = "test"
    MY_DIGITS = "my digits"
    OTHER = "another data set"


class UnfitDataError(ValueError):
    """A data set has other classes or pictures of another size than the network."""


class ChangedDataError(ValueError):
    """The data set of a run is no longer what it was, so its validation set cannot be had again."""


@dataclass(frozen=True, eq=False)
class EvaluationSets:
    """The validation and test sets of a run with these settings and this seed, without its much larger training set."""

    settings: DataSettings
    seed: int
    class_names: tuple[str, ...]
    validation: PictureSamples
    test: PictureSamples

    def is_of(self, settings: RunSettings) -> bool:
        """Return whether a run with ``settings`` has these sets."""
        return (self.settings, self.seed) == (settings.data.of_splits, settings.seed)


@dataclass(frozen=True, eq=False)
class OtherSet:
    """The test set of a data set that a network did not learn from."""

    dataset: DatasetSource
    class_names: tuple[str, ...]
    samples: PictureSamples


@dataclass(frozen=True, eq=False)
class Source:
    """Where the pictures of ``which`` come from: for the user's drawings ``digits``, else a run with ``settings``.

    ``counts`` are the numbers of validation and test pictures that the run had, None where they are not known.
    ``sets`` are those that are loaded already, if any. ``learned`` is how many of the user's drawings the network has
    been fine-tuned on. ``other`` is another data set, and ``loaded`` its pictures once they are.
    """

    which: JudgedSet
    settings: RunSettings
    counts: tuple[int, int] | None = None
    sets: EvaluationSets | None = None
    digits: Sequence[DrawnDigit] = ()
    drawn: PictureSamples | None = None
    learned: int = 0
    other: DatasetSource | None = None
    loaded: OtherSet | None = None


@dataclass(frozen=True, eq=False)
class JudgedPictures:
    """The judgement of ``network`` on ``samples``, and the ``source`` of these with what was loaded for it."""

    network: ActiveNetwork
    source: Source
    samples: PictureSamples
    judgement: Judgement
    sets: EvaluationSets | None

    @property
    def which(self) -> JudgedSet:
        """Which pictures they are."""
        return self.source.which


def judge_pictures(
    network: ActiveNetwork, source: Source, folders: DataFolders
) -> Generator[Progress, None, JudgedPictures]:
    """Load what ``source`` lacks and judge ``network``.

    Raises `DataError`, `SettingError`, `ChangedDataError` or `UnfitDataError`.
    """
    sets = source.sets
    if source.which is JudgedSet.MY_DIGITS:
        samples = source.drawn
        if samples is None:
            yield Progress("Drawing your digits", 0, 1)
            samples = _drawings(source.digits, network.network.input_shape)
    elif source.other is not None:
        loaded = source.loaded or (yield from _load_other(source.other, folders))
        _check_other(loaded, network)
        source, samples = replace(source, loaded=loaded), loaded.samples
    else:
        if sets is None:
            sets = yield from _load(source, folders)
            _check(sets, source, network)
        samples = sets.validation if source.which is JudgedSet.VALIDATION else sets.test
    judging = judge(network.network, network.parameters, samples)
    while True:
        try:
            advanced = next(judging)
        except StopIteration as end:
            return JudgedPictures(network, source, samples, end.value, sets)
        yield Progress("Predicting", advanced.done, advanced.total)


def _load(source: Source, folders: DataFolders) -> Generator[Progress, None, EvaluationSets]:
    loaded = yield from load_splits(source.settings, folders)
    splits = loaded.splits
    return EvaluationSets(loaded.settings, loaded.seed, loaded.class_names, splits.validation, splits.test)


def _load_other(dataset: DatasetSource, folders: DataFolders) -> Generator[Progress, None, OtherSet]:
    loaded = yield from dataset.load(folders)
    return OtherSet(dataset, loaded.class_names, PictureSamples(loaded.test_pictures, loaded.test_labels))


def _check_other(other: OtherSet, network: ActiveNetwork) -> None:
    """Raise `UnfitDataError` unless ``other`` has the classes and the size of pictures of ``network``."""
    if other.class_names != network.class_names:
        classes = ", ".join(other.class_names[:NAMED]) + (" …" if len(other.class_names) > NAMED else "")
        raise UnfitDataError(f"The classes of {other.dataset.title} are others than the network's: {classes}.")
    if other.samples.shape != network.network.input_shape:
        raise UnfitDataError(f"The pictures of {other.dataset.title} have another size than the network takes.")


def _check(sets: EvaluationSets, source: Source, network: ActiveNetwork) -> None:
    """Raise `ChangedDataError` unless ``sets`` have the classes, the size of pictures and the counts of the run."""
    label = source.settings.data.dataset.label
    has_classes = sets.class_names == network.class_names
    if not has_classes or sets.validation.shape != network.network.input_shape:
        what = "other pictures" if has_classes else "other classes"
        raise ChangedDataError(f"{label} has {what} than when this network learned from it.")
    counts = (sets.validation.count, sets.test.count)
    if source.counts is not None and counts != source.counts:
        raise ChangedDataError(
            f"{label} has changed since this run: it gave {source.counts[0]} validation and {source.counts[1]} test "
            f"pictures, and now gives {counts[0]} and {counts[1]}."
        )


def _drawings(digits: Sequence[DrawnDigit], shape: Shape) -> PictureSamples:
    """Return ``digits`` as pictures of ``shape``, preprocessed as on the pad."""
    drawn = my_digits_samples(digits)
    return PictureSamples(fit_all(drawn.pictures, shape), drawn.labels)
