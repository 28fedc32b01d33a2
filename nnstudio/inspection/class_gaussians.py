"""A novelty score of vectors from labelled classes, each class a normal distribution around its own mean."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels

COMPONENTS = 100
"""Maximum number of principal components; further ones are mostly noise of the sample."""
SHRINKAGE = 0.3
"""Fraction of the mean variance that is added to every variance, so that the covariance of a class with few samples
can be inverted."""
SMALLEST_VARIANCE = 1e-6

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ClassGaussians:
    """K normal distributions over the first n principal components of d numbers; arrays are float32.

    ``mean`` (d,) and ``components`` (d, n) give the principal components; ``class_means`` (K, n), ``whitening``
    (K, n, n) with W_k W_kᵀ = Σ_k⁻¹, and ``log_determinants`` (K,) = ln |Σ_k| describe the classes.
    """

    mean: Singles
    components: Singles
    class_means: Singles
    whitening: Singles
    log_determinants: Singles

    def novelty_scores(self, x: Floats) -> Floats:
        """Return min over k of (z - μ_k)ᵀ Σ_k⁻¹ (z - μ_k) + ln |Σ_k|, shape (count,), for ``x``, shape (count, d).

        z are the principal components of x. Up to constants it is minus twice the log-likelihood of the likeliest
        class. Source: K. Lee et al., A simple unified framework for detecting out-of-distribution samples, NeurIPS
        2018; a covariance for every class as in F. Kimura et al., Modified quadratic discriminant functions, PAMI 1987.
        """
        z = (x - self.mean) @ self.components
        smallest = np.full(len(x), np.inf, np.float32)
        classes = zip(self.class_means, self.whitening, self.log_determinants, strict=True)
        for class_mean, whitening, log_determinant in classes:
            white = (z - class_mean) @ whitening
            np.minimum(smallest, np.einsum("ij,ij->i", white, white) + log_determinant, out=smallest)
        return smallest


def fit_class_gaussians(x: Floats, labels: Labels) -> ClassGaussians:
    """Fit one normal distribution per class to the rows of ``x``, shape (count, d); ``labels`` are (count,).

    Σ_k = S_k + 0.3 v I, with S_k the class's covariance and v the mean variance within the classes.
    Raises ValueError where ``x`` has no row or a number that is not finite.
    """
    if not len(x) or not np.isfinite(x).all():
        raise ValueError("normal distributions need at least one sample and finite numbers")
    x = x.astype(np.float64)
    mean = x.mean(axis=0)
    _, vectors = np.linalg.eigh((x - mean).T @ (x - mean))  # in ascending order
    components = vectors[:, ::-1][:, :COMPONENTS]
    z = (x - mean) @ components
    classes, indices = np.unique(labels, return_inverse=True)
    class_means = np.stack([z[indices == index].mean(axis=0) for index in range(len(classes))])
    apart = z - class_means[indices]
    ridge = SHRINKAGE * max(float((apart**2).mean()), SMALLEST_VARIANCE) * np.eye(z.shape[1])
    covariances = [np.cov(apart[indices == index].T, bias=True) + ridge for index in range(len(classes))]
    return ClassGaussians(
        mean=mean.astype(np.float32),
        components=components.astype(np.float32),
        class_means=class_means.astype(np.float32),
        whitening=np.stack([np.linalg.cholesky(np.linalg.inv(each)) for each in covariances]).astype(np.float32),
        log_determinants=np.array([np.linalg.slogdet(each)[1] for each in covariances], np.float32),
    )
