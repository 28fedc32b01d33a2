"""RMSprop."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep, epsilon, learning_rate
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class RmsProp(Optimizer):
    """s ← α s + (1 - α) g², θ ← θ - η g / (√s + ε); s begins at 0.

    Source: T. Tieleman, G. Hinton, Neural Networks for Machine Learning, lecture 6.5, Coursera, 2012; α and ε as in
    PyTorch.
    """

    key = "rmsprop"
    label = "RMSprop"
    hint = "Divides each gradient by its recent size, so that all parameters change at about the same rate."
    formula = "s ← decay·s + (1 − decay)·g²,  w ← w − lr·g / (√s + ε)"
    state_vectors = 1
    symbols = MappingProxyType({"decay": "decay", "ε": "epsilon"})
    state_symbols = ("s",)

    learning_rate: float = declare(1e-3, learning_rate("0.001 is usual for RMSprop."))
    decay: float = declare(
        0.99,
        Number(
            label="Decay",
            help="How much of the running mean of squared gradients is kept at each step. 0.9 to 0.99 is usual.",
            is_advanced=True,
            minimum=0,
            maximum=0.9999,
        ),
    )
    epsilon: float = declare(1e-8, epsilon("1e-8 is usual."))

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        for parameters, gradient, (mean_square,), scratch in step.blocks:
            np.multiply(gradient, gradient, out=scratch)
            scratch *= 1 - self.decay
            mean_square *= self.decay
            mean_square += scratch
            np.sqrt(mean_square, out=scratch)
            scratch += self.epsilon
            np.divide(gradient, scratch, out=scratch)
            scratch *= step.learning_rate
            parameters -= scratch
