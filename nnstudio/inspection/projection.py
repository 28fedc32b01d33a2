"""Principal component analysis: activations of many units as points of a plane."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats

DIRECTIONS = 12
MAX_ITERATIONS = 300
TOLERANCE = 1e-13
NEGLIGIBLE = 1e-10
"""An axis with a singular value below this fraction of the largest is rounding."""


@dataclass(frozen=True, eq=False)
class Projection:
    """The plane in which activations vary most.

    ``mean``, shape (units,), is its origin; ``axes``, shape (2, units), are orthonormal. ``fractions``, shape (2,), say
    how much of the total variance each of them explains.
    """

    mean: Floats
    axes: Floats
    fractions: Floats

    def points(self, activations: Floats) -> Floats:
        """Return ``activations``, shape (count, units), as points of the plane, shape (count, 2)."""
        points: Floats = (activations - self.mean) @ self.axes.T
        return points

    def turned_like(self, other: "Projection | None") -> "Projection":
        """Return this plane with the directions of its axes closest to those of ``other``, so that a map stays put."""
        if other is None or other.axes.shape != self.axes.shape:
            return self
        signs = np.where((self.axes * other.axes).sum(axis=1) < 0, -1.0, 1.0)
        return Projection(self.mean, self.axes * signs[:, None], self.fractions)


def fit_projection(activations: Floats) -> Projection:
    """Return the two principal components of ``activations``, shape (count, units), all finite.

    They are the right singular vectors of the centred activations with the largest singular values. The largest entry
    of each is positive, because the sign of a singular vector is arbitrary. An axis is zero where nothing varies.
    """
    values = activations.astype(np.float64)
    mean = values.mean(axis=0)
    centred = values - mean
    singular, vectors = _leading_singular_vectors(centred)
    axes, fractions = np.zeros((2, values.shape[1])), np.zeros(2)
    total = float(np.square(centred).sum())
    for index in range(min(2, len(singular))):
        if singular[index] <= NEGLIGIBLE * singular[0] or total == 0:
            break
        vector = vectors[index]
        axes[index] = vector * np.sign(vector[np.abs(vector).argmax()])
        fractions[index] = singular[index] ** 2 / total
    return Projection(mean, axes, fractions)


def _leading_singular_vectors(matrix: Floats) -> tuple[Floats, Floats]:
    """Return the largest singular values of ``matrix``, (count, units), and their right vectors, shape (found, units).

    Orthogonal iteration on a few more directions than the two that are needed, which then converge in some ten steps:
    a whole decomposition of 500 by 500 numbers takes far longer, again and again while a network learns.
    Source: N. Halko, P. Martinsson, J. Tropp, Finding structure with randomness, 2011, algorithm 4.4.
    """
    directions = min(DIRECTIONS, *matrix.shape)
    basis, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((matrix.shape[1], directions)))
    before = np.zeros(directions)
    for _ in range(MAX_ITERATIONS):
        basis, factors = np.linalg.qr(matrix.T @ (matrix @ basis))
        sizes = np.abs(np.diag(factors))
        if np.allclose(sizes[:2], before[:2], rtol=TOLERANCE, atol=0):
            break
        before = sizes
    _, singular, rotation = np.linalg.svd(matrix @ basis, full_matrices=False)
    return singular, rotation @ basis.T
