"""First weights of one size for all layers, however many inputs they have. Good to see what the others are for."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal, fill_uniform
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class ScaledNormal(Initializer):
    """w ~ N(0, σ²) with σ as set: ``standard_normal * 0.01`` of many a first program.

    Source: A. Krizhevsky, I. Sutskever, G. Hinton, ImageNet classification with deep convolutional neural networks,
    NIPS 2012, section 5.
    """

    key = "scaled_normal"
    label = "Scaled normal"
    hint = "Bell-shaped, of a size that you choose. Fine for one hidden layer; signals fade over several."

    standard_deviation: float = declare(
        0.01,
        Number(
            label="Standard deviation",
            help="How large the weights are. 0.01 to 0.1 is usual.",
            minimum=1e-4,
            maximum=1,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, rng: np.random.Generator) -> None:
        """Fill in place."""
        fill_normal(weights, self.standard_deviation, rng)


@dataclass(frozen=True)
class Uniform(Initializer):
    """w ~ U(-a, a) with the limit a as set; its variance is a² / 3."""

    key = "uniform"
    label = "Uniform"
    hint = "Evenly spread between two limits that you choose, the same for all layers."

    limit: float = declare(
        0.05,
        Number(
            label="Limit",
            help="The largest weight, and the smallest with its sign turned. 0.05 is usual.",
            minimum=1e-4,
            maximum=1,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, rng: np.random.Generator) -> None:
        """Fill in place."""
        fill_uniform(weights, self.limit, rng)


@dataclass(frozen=True)
class Zeros(Initializer):
    """w = 0. Fails with hidden layers: all neurons of a layer are alike, have equal gradients, and stay alike.

    With no hidden layer it is as good a start as any, as cross-entropy then has a single valley.
    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 8.4.
    """

    key = "zeros"
    label = "Zeros"
    hint = "For teaching: all neurons of a layer begin alike and stay alike. Right only without hidden layers."

    def fill(self, weights: Floats, rng: np.random.Generator) -> None:
        """Fill in place."""
        weights[...] = 0


@dataclass(frozen=True)
class TooLarge(Initializer):
    """w ~ N(0, σ²) with σ near 1: fails, because sums grow by about σ √fan_in from layer to layer.

    Sigmoid and tanh then stand at their ends, where their slopes and so all gradients vanish; under ReLU the first
    loss is in the hundreds, its gradients explode, and what survives the first steps are neurons that are always off.
    Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, AISTATS 2010.
    """

    key = "too_large"
    label = "Too large"
    hint = "For teaching: sums explode, so that sigmoid and tanh saturate and ReLU jumps wildly or dies."

    standard_deviation: float = declare(
        1.0,
        Number(
            label="Standard deviation",
            help="How large the weights are. 1 is far too large for any layer of more than a few inputs.",
            minimum=0.2,
            maximum=10,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, rng: np.random.Generator) -> None:
        """Fill in place."""
        fill_normal(weights, self.standard_deviation, rng)
