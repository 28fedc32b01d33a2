"""Gradient descent with Nesterov momentum."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.optimizers.momentum import Momentum
from nnstudio.engine.optimizers.optimizer import OptimizerStep


@dataclass(frozen=True)
class Nesterov(Momentum):
    """v ← μ v + g, θ ← θ - η (g + μ v); v begins at 0.

    The step already uses the velocity that the next step will have, as if the gradient were taken one step ahead.
    Source: Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), 1983; in
    the form of I. Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013,
    as in PyTorch.
    """

    key = "nesterov"
    label = "Nesterov momentum"
    hint = "Momentum that looks ahead: it corrects its direction one step earlier and overshoots less."
    formula = "v ← μ·v + g,  w ← w − lr·(g + μ·v)"

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        for parameters, gradient, (velocity,), scratch in step.blocks:
            velocity *= self.momentum
            velocity += gradient
            np.multiply(velocity, self.momentum, out=scratch)
            scratch += gradient
            scratch *= step.learning_rate
            parameters -= scratch
