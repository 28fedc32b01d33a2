"""Gradient descent with momentum."""

from dataclasses import dataclass
from types import MappingProxyType

from nnstudio.engine.blas import axpby
from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep, learning_rate
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← μ v + g, θ ← θ - η v; v begins at 0.

    Source: B. Polyak, Some methods of speeding up the convergence of iteration methods, 1964; in the form of
    I. Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013, with the
    learning rate outside of v, as in PyTorch.
    """

    key = "momentum"
    label = "Momentum"
    hint = "SGD that builds up speed: each step adds to the steps before it. Faster along flat valleys."
    formula = "v ← μ·v + g,  w ← w − lr·v"
    state_vectors = 1
    symbols = MappingProxyType({"μ": "momentum"})
    state_symbols = ("v",)

    learning_rate: float = declare(0.05, learning_rate("0.05 is usual with momentum."))
    momentum: float = declare(
        0.9,
        Number(
            label="Momentum",
            help="How much of the speed is kept from one step to the next. 0.9 is usual; 0 is plain SGD.",
            minimum=0,
            maximum=0.999,
            live=True,
        ),
    )

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        for parameters, gradient, (velocity,), scratch in step.blocks:
            axpby(1, gradient, self.momentum, velocity, scratch)
            axpby(-step.learning_rate, velocity, 1, parameters, scratch)
