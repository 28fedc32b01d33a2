"""Adam, and AdamW, which is Adam with decoupled weight decay."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from nnstudio.engine.blas import axpby
from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep, epsilon, learning_rate
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Adam(Optimizer):
    """θ ← θ - η m / (√v + ε), where m and v are weighted means of all gradients and of all squared gradients.

    With M ← β₁ M + g and V ← β₂ V + g², both beginning at 0, step t has
    m = M / (1 + β₁ + … + β₁ᵗ⁻¹), v = V / (1 + β₂ + … + β₂ᵗ⁻¹).
    These are the bias-corrected means of the paper: its running means are (1 - β₁) M and (1 - β₂) V, and its
    corrections divide by 1 - β₁ᵗ and 1 - β₂ᵗ. Keeping the sums saves two passes over the vector.
    Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
    """

    key = "adam"
    label = "Adam"
    hint = "Momentum with a step size for each parameter. Learns fast with hardly any tuning; a good first choice."
    formula = "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  w ← w − lr·(m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)"
    state_vectors = 2
    symbols: ClassVar[Mapping[str, str]] = MappingProxyType({"β₁": "beta1", "β₂": "beta2", "ε": "epsilon"})
    state_symbols = ("m", "v")

    learning_rate: float = declare(1e-3, learning_rate("0.001 is usual for Adam."))
    beta1: float = declare(
        0.9,
        Number(
            label="Beta 1",
            help="How much of the past gradients each step keeps: its momentum. 0.9 is usual.",
            is_advanced=True,
            minimum=0,
            maximum=0.999,
        ),
    )
    beta2: float = declare(
        0.999,
        Number(
            label="Beta 2",
            help="How much of the past squared gradients each step keeps: they set its size. 0.999 is usual.",
            is_advanced=True,
            minimum=0,
            maximum=0.9999,
        ),
    )
    epsilon: float = declare(1e-8, epsilon("1e-8 is usual."))

    @property
    def state_factors(self) -> tuple[float, ...]:
        """The paper's running means are these parts of the sums that are kept."""
        return 1 - self.beta1, 1 - self.beta2

    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
        # η m / (√v + ε) = rate M / (√V + epsilon): the factors common to all parameters are computed once.
        root = math.sqrt(_total_weight(self.beta2, step.number))
        rate = step.learning_rate * root / _total_weight(self.beta1, step.number)
        epsilon = self.epsilon * root
        for parameters, gradient, (gradient_sum, square_sum), scratch in step.blocks:
            axpby(1, gradient, self.beta1, gradient_sum, scratch)
            np.multiply(gradient, gradient, out=scratch)
            axpby(1, scratch, self.beta2, square_sum, scratch)
            np.sqrt(square_sum, out=scratch)
            scratch += epsilon
            np.divide(gradient_sum, scratch, out=scratch)
            axpby(-rate, scratch, 1, parameters, scratch)


@dataclass(frozen=True)
class AdamW(Adam):
    """θ ← θ - η λ θ for the weights alone, then the step of `Adam` for all parameters.

    `Training` does the first, as it can tell weights from other parameters.
    Source: I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
    """

    key = "adamw"
    label = "AdamW"
    hint = "Adam that also shrinks every weight a little at each step, which keeps the network simple."
    formula = f"w ← w − lr·decay·w,  then {Adam.formula}"
    symbols = MappingProxyType({**Adam.symbols, "decay": "weight_decay"})

    learning_rate: float = declare(1e-3, learning_rate("0.001 is usual for AdamW."))
    weight_decay: float = declare(
        0.01,
        Number(
            label="AdamW decay",
            help="How strongly weights shrink: by this times the learning rate at each step. 0.01 to 0.1 is usual.",
            minimum=1e-6,
            maximum=1,
            scale="log",
            zero_means="off",
            live=True,
        ),
    )


def _total_weight(beta: float, number: int) -> float:
    """Return 1 + β + … + βⁿ⁻¹."""
    return (1 - beta**number) / (1 - beta)
