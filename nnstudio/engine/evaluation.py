"""The loss and accuracy of a network over a whole set of samples."""

from collections.abc import Generator

import numpy as np

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.events import EvaluationAdvanced, Metrics
from nnstudio.engine.losses import Loss
from nnstudio.engine.network import Network
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.steps import finish

CHUNK = 500
"""Samples predicted at a time: large enough for BLAS, small enough to stay in the cache and to stop promptly."""


def evaluate(
    network: Network, parameters: Floats, loss: Loss, samples: Samples, chosen: Labels | None = None
) -> Generator[EvaluationAdvanced, None, Metrics]:
    """Yield after every chunk of samples; return the metrics over all of them (the generator's return value).

    ``parameters`` has the shape (network.layout.count,) and is only read. ``chosen``, shape (n,), are the indices of
    the samples to evaluate on, None for all.
    """
    indices = np.arange(samples.count) if chosen is None else chosen
    loss_sum, right, count = 0.0, 0, len(indices)
    workspace = PredictionWorkspace(network, parameters, min(CHUNK, count))
    reader = samples.reader(workspace.inputs, workspace.labels)
    loss_pass = loss.bind((len(workspace.labels), network.classes), parameters.dtype)
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        if stop - start != len(workspace.labels):
            workspace = PredictionWorkspace(network, parameters, stop - start)
            reader = samples.reader(workspace.inputs, workspace.labels)
            loss_pass = loss.bind((stop - start, network.classes), parameters.dtype)
        reader.read(indices[start:stop])
        loss_sum += loss_pass.forward(workspace.logits(), workspace.labels) * (stop - start)
        right += int(np.count_nonzero(loss_pass.predicted == workspace.labels))
        yield EvaluationAdvanced(stop, count)
    return Metrics(loss_sum / count, right / count, count)


def metrics(network: Network, parameters: Floats, loss: Loss, samples: Samples) -> Metrics:
    """Return the metrics over all ``samples`` in one call; see `evaluate`."""
    return finish(evaluate(network, parameters, loss, samples))
