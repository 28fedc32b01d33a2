"""Losses: how wrong the network is, as one number. To add one, write a file here and a line below."""

from nnstudio.engine.losses.cross_entropy import CrossEntropy
from nnstudio.engine.losses.loss import Loss
from nnstudio.engine.losses.mean_squared_error import MeanSquaredError
from nnstudio.spec.record import Registry

LOSSES: Registry[Loss] = Registry(
    "loss",
    CrossEntropy,
    MeanSquaredError,
)
