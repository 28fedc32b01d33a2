"""The untrained network: its loss against that of guessing, and whether its units differ at all."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.arrays import Floats
from nnstudio.engine.evaluation import evaluate
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training_settings import TrainingSettings

PICTURES, FEWEST = 2000, 100
"""Pictures that the loss is measured on: at most, and at least."""
MULTIPLICATIONS = 10_000_000_000
"""From which on fewer pictures are used, so that a very large network takes no more than a second or two."""


@dataclass(frozen=True)
class FirstLoss:
    """The ``loss`` of the untrained network on ``pictures`` training pictures, and that of ``guessing``.

    ``wanted`` is the number of pictures for a network of usual size.
    ``alike`` are the names of the hidden layers all of whose units have the same weights, so that they stay alike.
    """

    loss: float
    guessing: float
    pictures: int
    alike: tuple[str, ...]
    wanted: int


def measure_first_loss(
    network: Network, training: TrainingSettings, samples: PictureSamples, seed: int
) -> Generator[Progress, None, FirstLoss]:
    """Evaluate ``network`` with the weights that a run with ``seed`` begins with; yield progress, return the result."""
    wanted = min(PICTURES, samples.count)
    some = samples.spread(min(wanted, max(FEWEST, MULTIPLICATIONS // max(1, network.layout.weight_count))))
    parameters = network.initial_parameters(RandomStreams.from_seed(seed).initial_weights, np.dtype(np.float32))
    network.measure_inputs(parameters, some)
    steps = evaluate(network, parameters, training.loss, some)
    while True:
        try:
            with np.errstate(all="ignore"):
                advanced = next(steps)
        except StopIteration as end:
            loss = end.value.loss
            break
        yield Progress("Measuring the first loss", advanced.done, advanced.total)
    hidden = network.layout.weighted_layers[:-1]
    views = network.layout.views(parameters)
    alike = tuple(network.layer_name(index) for index in hidden if _are_alike(views[index]["weights"]))
    return FirstLoss(loss, training.loss.guessing(network.classes), some.count, alike, wanted)


def _are_alike(weights: Floats) -> bool:
    """Return whether all columns of ``weights``, shape (inputs, units), are equal; one unit is not alike."""
    return weights.shape[-1] > 1 and bool((weights == weights[..., :1]).all())
