"""Stochastic gradient descent."""

from dataclasses import dataclass

from nnstudio.engine.blas import axpby
from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep, learning_rate
from nnstudio.spec.setting import declare


@dataclass(frozen=True)
class Sgd(Optimizer):
    """θ ← θ - η g.

    Source: H. Robbins, S. Monro, A stochastic approximation method, 1951.
    """

    key = "sgd"
    label = "SGD"
    hint = "One step against the gradient of each batch. The simplest optimizer."
    formula = "w ← w − lr·g"
    state_vectors = 0

    learning_rate: float = declare(0.1, learning_rate("0.1 is usual for SGD."))

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        for parameters, gradient, _, scratch in step.blocks:
            axpby(-step.learning_rate, gradient, 1, parameters, scratch)
