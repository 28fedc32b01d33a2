"""Whether a picture looks like anything that the network learned from, and not only which class it is likest.

A network gives its probabilities for whatever it is shown: a dash may be a 4 at 99 %. So what has been learned from
is described twice, each class by a normal distribution: as the strokes' directions in the picture, and as what the
network's last layer sees. A picture's strangeness is a weighted sum of both. Pictures that nothing was learned
or described from say how much strangeness is usual; nothing else sets the measure.
"""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import DIGITS, ClassNumbers, Pictures, PictureSamples, Progress
from nnstudio.data.settings import Parts
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.ink.handwriting import generate
from nnstudio.inspection.class_gaussians import ClassGaussians, fit_class_gaussians
from nnstudio.inspection.direction_features import direction_features

DESCRIBED, USUAL = 7000, 2000
"""At most so many pictures of the training part are described, and so many of the validation part are the measure."""
KEPT = 2000
"""So many of the described pictures are kept, to be shown as neighbours."""
HANDWRITING_DESCRIBED, HANDWRITING_USUAL = 7000, 2000
HANDWRITING_SEED = 3
DEFAULT_STRICTNESS = 0.015
"""Share of held-out pictures that would be called strange."""
WEIGHTS = np.array([1, 0.5], np.float32)
"""What the picture itself and the activations count for: a network keeps less than all of a shape."""
MOST_UNITS = 512
WORK = "Learning what is usual"

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Familiarity:
    """What one network, of one moment, knows as usual.

    ``shapes`` are of the picture's direction features, ``activations`` of the last hidden layer's activations scaled
    to length 1. ``middles`` and ``spreads``, shape (2,), bring the two on one scale. ``usual``, sorted, shape (count,),
    is the strangeness of held-out pictures. ``pictures`` (kept, 784) and ``labels`` (kept,) are of the training part.
    """

    shapes: ClassGaussians
    activations: ClassGaussians
    middles: Singles
    spreads: Singles
    usual: Singles
    pictures: Pictures
    labels: ClassNumbers

    def shares(self, pictures: Pictures, hidden: Floats) -> Floats:
        """Return for each of ``pictures`` the share of held-out ones that are as strange or stranger, shape (count,).

        ``pictures`` has the shape (count, 784), ``hidden`` (count, units) is what the last layer sees of them. The
        picture counts itself, so that no share is 0: (1 + stranger ones) / (1 + all).
        """
        strangeness = self._strangeness(pictures, hidden)
        stranger = len(self.usual) - np.searchsorted(self.usual, strangeness, side="left")
        shares: Floats = (1 + stranger) / (1 + len(self.usual))
        return shares

    def share(self, picture: Pictures, predictor: Predictor) -> float:
        """Return the share for one ``picture``, shape (784,), of the network that ``predictor`` asks."""
        hidden = predictor.hidden(picture / np.float32(255))
        return float(self.shares(picture[None], hidden[None])[0])

    def _strangeness(self, pictures: Pictures, hidden: Floats) -> Singles:
        both = _both(self.shapes, self.activations, direction_features(pictures), _unit(hidden))
        return _sum(both, self.middles, self.spreads)


@dataclass(frozen=True, eq=False)
class Material:
    """Pictures to describe, with their direction features, and those that are the measure."""

    described: PictureSamples
    usual: PictureSamples
    described_features: Singles
    usual_features: Singles
    kept: int


def gather_material(parts: Parts, class_names: tuple[str, ...]) -> Generator[Progress, None, Material]:
    """Choose the pictures, beside those of a run the built-in handwriting where the classes are the ten digits.

    MNIST alone would call many an honest digit strange: its writers and its scanner are of one kind.
    """
    described, usual = _thinned(parts.training, DESCRIBED), _thinned(parts.validation, USUAL)
    kept = min(KEPT, described.count)
    if class_names == DIGITS:
        yield Progress(WORK, 0, 3)
        written = _handwriting()
        described = _joined(described, written, slice(HANDWRITING_DESCRIBED))
        usual = _joined(usual, written, slice(HANDWRITING_DESCRIBED, None))
    yield Progress(WORK, 1, 3)
    features = direction_features(described.pictures)
    yield Progress(WORK, 2, 3)
    return Material(described, usual, features, direction_features(usual.pictures), kept)


def fit_familiarity(network: Network, parameters: Floats, material: Material) -> Familiarity:
    """Describe ``material`` as the network with ``parameters``, shape (network.layout.count,), sees it.

    Raises ValueError where the network's activations are not finite.
    """
    labels = material.described.labels.astype(np.int64)
    shapes = fit_class_gaussians(material.described_features, labels)
    activations = fit_class_gaussians(_unit(hidden_activations(network, parameters, material.described)), labels)
    hidden = _unit(hidden_activations(network, parameters, material.usual))
    both = _both(shapes, activations, material.usual_features, hidden)
    middles = np.median(both, axis=0).astype(np.float32)
    spreads = np.maximum(np.quantile(both, 0.9, axis=0) - middles, 1e-6).astype(np.float32)
    return Familiarity(
        shapes=shapes,
        activations=activations,
        middles=middles,
        spreads=spreads,
        usual=np.sort(_sum(both, middles, spreads)),
        pictures=material.described.pictures[: material.kept],
        labels=material.described.labels[: material.kept],
    )


def _both(shapes: ClassGaussians, activations: ClassGaussians, features: Singles, hidden: Floats) -> Singles:
    """Return the strangeness to either description, shape (count, 2)."""
    return np.stack([shapes.strangeness(features), activations.strangeness(hidden)], axis=1).astype(np.float32)


def _sum(both: Singles, middles: Singles, spreads: Singles) -> Singles:
    return np.asarray(((both - middles) / spreads) @ WEIGHTS, np.float32)


def _unit(hidden: Floats) -> Floats:
    """Return each row at length 1, of a wide layer only every so many-th unit: their components take too long else.

    At length 1, as more ink alone makes all activations larger, and is nothing strange.
    """
    seen = hidden[:, :: -(-hidden.shape[1] // MOST_UNITS)]
    scaled: Floats = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-6)
    return scaled


def _thinned(samples: PictureSamples, most: int) -> PictureSamples:
    """Return at most ``most`` of the samples, evenly spread; both parts were drawn at random already."""
    places = np.linspace(0, samples.count - 1, min(most, samples.count)).astype(np.int64)
    return PictureSamples(samples.pictures[places], samples.labels[places])


def _joined(samples: PictureSamples, others: PictureSamples, part: slice) -> PictureSamples:
    pictures = np.concatenate([samples.pictures, others.pictures[part]])
    return PictureSamples(pictures, np.concatenate([samples.labels, others.labels[part]]))


@cache
def _handwriting() -> PictureSamples:
    """Return built-in handwriting that no run learned from, the same at every call."""
    count = HANDWRITING_DESCRIBED + HANDWRITING_USUAL
    chunks = list(generate(count, np.random.default_rng(HANDWRITING_SEED)))
    return PictureSamples(*(np.concatenate(part) for part in zip(*chunks, strict=True)))
