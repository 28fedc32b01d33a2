"""Adagrad."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep, epsilon, learning_rate
from nnstudio.spec.setting import declare


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """s ← s + g², θ ← θ - η g / (√s + ε); s begins at 0.

    Source: J. Duchi, E. Hazan, Y. Singer, Adaptive subgradient methods for online learning and stochastic
    optimization, JMLR 2011; ε as in PyTorch.
    """

    key = "adagrad"
    label = "Adagrad"
    hint = "Divides each gradient by the size of all past ones: rarely used weights take large steps; all steps shrink."
    formula = "s ← s + g²,  w ← w − lr·g / (√s + ε)"
    state_vectors = 1
    symbols = MappingProxyType({"ε": "epsilon"})
    state_symbols = ("s",)

    learning_rate: float = declare(0.01, learning_rate("0.01 is usual for Adagrad."))
    epsilon: float = declare(1e-10, epsilon("1e-10 is usual."))

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        for parameters, gradient, (square_sum,), scratch in step.blocks:
            np.multiply(gradient, gradient, out=scratch)
            square_sum += scratch
            np.sqrt(square_sum, out=scratch)
            scratch += self.epsilon
            np.divide(gradient, scratch, out=scratch)
            scratch *= step.learning_rate
            parameters -= scratch
