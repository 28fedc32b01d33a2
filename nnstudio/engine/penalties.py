"""Penalties on large weights. Biases, scales and statistics are never penalised: weights come first in the vector."""

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.spec.setting import Number, declare


def _strength(label: str, help_text: str, formula: str) -> Number:
    return Number(
        label=label,
        help=help_text,
        formula=formula,
        minimum=1e-6,
        maximum=1,
        scale="log",
        zero_means="off",
        live=True,
    )


_L1 = _strength(
    "L1", "Pulls every weight towards zero with the same force; many end up there. 1e-5 is usual.", "loss + λ·Σ|w|"
)
_L2 = _strength(
    "L2", "Pulls every weight towards zero in proportion to its size. 1e-4 to 1e-3 is usual.", "loss + λ/2·Σw²"
)
_WEIGHT_DECAY = replace(
    _strength(
        "Weight decay",
        "Shrinks every weight by this times the learning rate at each step. 1e-2 is usual.",
        "w ← w − lr·λ·w before each step",
    ),
    is_advanced=True,
)


@dataclass(frozen=True)
class PenaltySettings:
    """P = l1 Σ|w| + l2/2 Σw² is added to the loss; weight decay instead shrinks the weights directly.

    dP/dw = l1 sign(w) + l2 w. Decoupled decay: w ← w - η · weight_decay · w before each step.
    Sources: A. Krogh, J. Hertz, A simple weight decay can improve generalization, NIPS 1991; I. Loshchilov,
    F. Hutter, Decoupled weight decay regularization, ICLR 2019.
    """

    l1: float = declare(0.0, _L1)
    l2: float = declare(0.0, _L2)
    weight_decay: float = declare(0.0, _WEIGHT_DECAY)

    def value(self, weights: Floats) -> float:
        """Return P for ``weights``, shape (weight_count,)."""
        value = 0.5 * self.l2 * float(np.dot(weights, weights)) if self.l2 else 0.0
        return value + (self.l1 * float(np.abs(weights).sum()) if self.l1 else 0.0)

    def add_gradient(self, weights: Floats, gradient: Floats, scratch: Floats) -> None:
        """Add dP/dw to ``gradient`` in place; all three have the shape (weight_count,)."""
        if self.l2:
            np.multiply(weights, self.l2, out=scratch)
            gradient += scratch
        if self.l1:
            np.sign(weights, out=scratch)
            scratch *= self.l1
            gradient += scratch
