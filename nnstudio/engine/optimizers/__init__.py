"""Optimizers: how gradients update the parameters. To add one, write a file here and a line below."""

from nnstudio.engine.optimizers.adagrad import Adagrad
from nnstudio.engine.optimizers.adam import Adam, AdamW
from nnstudio.engine.optimizers.momentum import Momentum
from nnstudio.engine.optimizers.nesterov import Nesterov
from nnstudio.engine.optimizers.optimizer import Optimizer
from nnstudio.engine.optimizers.rmsprop import RmsProp
from nnstudio.engine.optimizers.sgd import Sgd
from nnstudio.spec.record import Registry

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    Sgd,
    Momentum,
    Nesterov,
    RmsProp,
    Adagrad,
    Adam,
    AdamW,
)
