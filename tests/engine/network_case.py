"""A whole training in float64 that is compared with PyTorch: batch normalization, L2 or weight decay, a schedule."""

import numpy as np

from nnstudio.engine.activations import Sigmoid, Tanh
from nnstudio.engine.layers import BatchNorm, Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, AdamW, Momentum
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.schedules import Exponential
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from tests.engine.test_training import samples

SEED, COUNT, BATCH, EPOCHS, DECAY, L2 = 3, 60, 20, 17, 0.9, 0.01
LAYERS = (Dense(6, Sigmoid()), BatchNorm(), Dense(5, Tanh()))
OPTIMIZERS = {"momentum": Momentum(0.05, 0.9), "adam": Adam(0.01), "adamw": AdamW(0.01, weight_decay=0.1)}


def l2_of(key: str) -> float:
    """Return the L2 penalty of the case; AdamW has weight decay instead."""
    return 0.0 if key == "adamw" else L2


def new_case(key: str) -> Training:
    """Return the training of the case ``key``, at its start; 51 steps in all."""
    settings = TrainingSettings(
        optimizer=OPTIMIZERS[key],
        schedule=Exponential(DECAY),
        batch_size=BATCH,
        epochs=EPOCHS,
        penalties=PenaltySettings(l2=l2_of(key)),
    )
    network = Network(NetworkSettings(LAYERS), input_shape=(4,), classes=4)
    streams = RandomStreams.from_seed(SEED)
    return Training(network, settings, samples(COUNT), samples(30, seed=1), streams, np.dtype(np.float64))
