"""Gradient descent with Nesterov momentum."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.optimizers.momentum import Momentum
from nnstudio.engine.optimizers.optimizer import OptimizerStep


@dataclass(frozen=True)
class Nesterov(Momentum):
    """v ← μ v + g, θ ← θ - η (g + μ v); v begins at 0.

    The step is already made with the speed that the next step will have, as if the gradient were taken further on.
    Source: Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), 1983; in
    the form of I. Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013,
    as PyTorch has it.
    """

    key = "nesterov"
    label = "Nesterov momentum"
    hint = "Momentum that looks ahead: it corrects its course one step earlier, and swings less."

    def update(self, step: OptimizerStep) -> None:
        """Move the parameters one step, in place."""
        for parameters, gradient, (velocity,), scratch in step.blocks:
            velocity *= self.momentum
            velocity += gradient
            np.multiply(velocity, self.momentum, out=scratch)
            scratch += gradient
            scratch *= step.learning_rate
            parameters -= scratch
