"""Out-of-distribution detection: does a picture look like anything that the network learned from?

A network predicts a class for any picture: a dash may be a 4 at 99 %. So two models describe the training pictures,
each with one normal distribution per class: one of the directions of the strokes in the picture, one of the activations
of the last hidden layer. The novelty score of a picture is a weighted sum of their scores. The scores of held-out
pictures, to which neither network nor models were fitted, give each score a p-value; nothing else sets the threshold.
Source of the p-value: V. Vovk, A. Gammerman, G. Shafer, Algorithmic learning in a random world, 2005 (conformal).
"""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import ClassNumbers, Pictures, PictureSamples, Progress, as_inputs, is_drawable
from nnstudio.data.settings import Splits
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.ink.handwriting import generate
from nnstudio.inspection.class_gaussians import ClassGaussians, fit_class_gaussians
from nnstudio.inspection.direction_features import direction_features

FITTING_COUNT, CALIBRATION_COUNT = 7000, 2000
"""Maximum numbers of training pictures that the models are fitted to and of validation pictures that calibrate."""
KEPT_COUNT = 2000
"""Maximum number of training pictures that are kept, to be shown as neighbours."""
HANDWRITING_FITTING_COUNT, HANDWRITING_CALIBRATION_COUNT = 7000, 2000
HANDWRITING_SEED = 3
DEFAULT_SIGNIFICANCE = 0.02
"""Fraction of held-out pictures that are called out-of-distribution."""
WEIGHTS = np.array([1, 0.5], np.float32)
"""Weights of the picture's score and of the activations' score; the latter is smaller, as activations lose detail."""
MAX_UNITS = 512
WORK = "Learning what digits look like"

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class NoveltyDetector:
    """A novelty detector fitted for one set of weights.

    ``shapes`` models the direction features of pictures, ``activations`` the activations of the last hidden layer,
    scaled to length 1. ``medians`` and ``spreads``, shape (2,), bring the two scores to one scale.
    ``calibration_scores``, sorted, shape (count,), are the scores of held-out pictures. ``pictures``, shape (kept,
    height, width), and ``labels``, shape (kept,), are training pictures.
    """

    shapes: ClassGaussians
    activations: ClassGaussians
    medians: Singles
    spreads: Singles
    calibration_scores: Singles
    pictures: Pictures
    labels: ClassNumbers

    def p_values(self, pictures: Pictures, hidden: Floats) -> Floats:
        """Return the p-value of each of ``pictures``, shape (count,): small where a picture is novel.

        ``pictures`` has the shape (count, height, width); ``hidden``, shape (count, units), are their activations in
        the last hidden layer. With n calibration scores, of which k are at least as large as the picture's,
        p = (1 + k) / (1 + n).
        """
        scores = self._novelty_scores(pictures, hidden)
        at_least_as_large = len(self.calibration_scores) - np.searchsorted(self.calibration_scores, scores, side="left")
        values: Floats = (1 + at_least_as_large) / (1 + len(self.calibration_scores))
        return values

    def p_value(self, picture: Pictures, predictor: Predictor) -> float:
        """Return the p-value of one ``picture``, shape (height, width), for the network of ``predictor``."""
        hidden = predictor.hidden(as_inputs(picture.reshape(-1)))
        return float(self.p_values(picture[None], hidden[None])[0])

    def _novelty_scores(self, pictures: Pictures, hidden: Floats) -> Singles:
        both = _both(self.shapes, self.activations, direction_features(pictures), _unit(hidden))
        return _sum(both, self.medians, self.spreads)


@dataclass(frozen=True, eq=False)
class NoveltySamples:
    """Pictures to fit a detector to and pictures to calibrate it with, and the direction features of both."""

    fitting: PictureSamples
    calibration: PictureSamples
    fitting_features: Singles
    calibration_features: Singles
    kept_count: int


def choose_novelty_samples(splits: Splits, class_names: tuple[str, ...]) -> Generator[Progress, None, NoveltySamples]:
    """Choose pictures of a run; where they are digits of the pad's size, add built-in handwriting.

    With MNIST alone many genuine digits would be out-of-distribution: its writers and its scanner are of one kind.
    Raises ValueError where samples are not pictures.
    """
    fitting = splits.training.spread(FITTING_COUNT)
    calibration = splits.validation.spread(CALIBRATION_COUNT)
    kept_count = min(KEPT_COUNT, fitting.count)
    adds_handwriting = is_drawable(class_names, fitting.shape)
    if adds_handwriting:
        yield Progress(WORK, 0, 3)
        _handwriting()
    yield Progress(WORK, 1, 3)
    fitting_features = direction_features(fitting.pictures)
    yield Progress(WORK, 2, 3)
    calibration_features = direction_features(calibration.pictures)
    if adds_handwriting:
        written, features = _handwriting()
        first, rest = slice(HANDWRITING_FITTING_COUNT), slice(HANDWRITING_FITTING_COUNT, None)
        fitting = fitting.joined_with(written.take(first))
        calibration = calibration.joined_with(written.take(rest))
        fitting_features = np.concatenate([fitting_features, features[first]])
        calibration_features = np.concatenate([calibration_features, features[rest]])
    return NoveltySamples(fitting, calibration, fitting_features, calibration_features, kept_count)


def fit_novelty_detector(network: Network, parameters: Floats, samples: NoveltySamples) -> NoveltyDetector:
    """Fit a detector to ``samples`` as the network with ``parameters``, shape (network.layout.count,), sees them.

    Raises ValueError where the network's activations are not finite.
    """
    fitting = samples.fitting
    labels = fitting.labels.astype(np.int64)
    shapes = fit_class_gaussians(samples.fitting_features, labels)
    activations = fit_class_gaussians(_unit(hidden_activations(network, parameters, fitting)), labels)
    hidden = _unit(hidden_activations(network, parameters, samples.calibration))
    both = _both(shapes, activations, samples.calibration_features, hidden)
    medians = np.median(both, axis=0).astype(np.float32)
    spreads = np.maximum(np.quantile(both, 0.9, axis=0) - medians, 1e-6).astype(np.float32)
    return NoveltyDetector(
        shapes=shapes,
        activations=activations,
        medians=medians,
        spreads=spreads,
        calibration_scores=np.sort(_sum(both, medians, spreads)),
        pictures=fitting.pictures[: samples.kept_count],
        labels=fitting.labels[: samples.kept_count],
    )


def _both(shapes: ClassGaussians, activations: ClassGaussians, features: Singles, hidden: Floats) -> Singles:
    """Return the two scores of each picture, shape (count, 2)."""
    scores = [shapes.novelty_scores(features), activations.novelty_scores(hidden)]
    return np.stack(scores, axis=1).astype(np.float32)


def _sum(both: Singles, medians: Singles, spreads: Singles) -> Singles:
    return np.asarray(((both - medians) / spreads) @ WEIGHTS, np.float32)


def _unit(hidden: Floats) -> Floats:
    """Return each row scaled to length 1; a wide layer is reduced to evenly spaced units, as all would take too long.

    The length is 1 because more ink alone makes all activations larger, and that is not novelty.
    """
    seen = hidden[:, :: -(-hidden.shape[1] // MAX_UNITS)]
    scaled: Floats = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-6)
    return scaled


@cache
def _handwriting() -> tuple[PictureSamples, Singles]:
    """Return built-in handwriting that no run learned from, and its direction features, the same at every call."""
    count = HANDWRITING_FITTING_COUNT + HANDWRITING_CALIBRATION_COUNT
    samples = PictureSamples(*generate(count, HANDWRITING_SEED))
    return samples, direction_features(samples.pictures)
