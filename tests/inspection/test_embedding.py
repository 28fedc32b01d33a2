"""t-SNE and UMAP in a process of their own, where their libraries are installed."""

import time

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from nnstudio.inspection.embedding import (
    MAP_METHODS,
    NEIGHBOURS,
    PRINCIPAL,
    TSNE,
    UMAP,
    Embedding,
    EmbeddingError,
    MapMethod,
    embed,
)
from nnstudio.steps import finish


def clusters(count=20, units=12):
    """Return three groups of activations, far apart, and the number of each one's group."""
    rng = np.random.default_rng(0)
    centres = 10 * rng.standard_normal((3, units))
    groups = np.repeat(np.arange(3), count)
    return (centres[groups] + rng.standard_normal((3 * count, units))).astype(np.float32), groups


@pytest.mark.parametrize("method", [TSNE, UMAP], ids=lambda method: method.key)
def test_pictures_of_one_group_stand_together(method):
    pytest.importorskip(method.module, reason=f"{method.library} is not installed")
    activations, groups = clusters()
    embedding = finish(embed(method, activations))
    assert embedding.points.shape == (60, 2)
    distances = np.linalg.norm(embedding.points[:, None] - embedding.points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (groups[distances.argmin(axis=1)] == groups).all()


def test_t_sne_is_that_of_scikit_learn():
    manifold = pytest.importorskip("sklearn.manifold", reason="scikit-learn is not installed")
    activations, _ = clusters(170, 100)  # more than a pipe holds
    with threadpool_limits(1):
        expected = manifold.TSNE(2, perplexity=30.0, init="pca", random_state=0).fit_transform(activations)
    np.testing.assert_allclose(finish(embed(TSNE, activations)).points, expected, rtol=1e-3, atol=1e-3)


def test_a_library_that_is_missing_is_named():
    missing = MapMethod("tsne", "t-SNE", "no_such_library_anywhere", "no-such-library", "")
    assert "no-such-library is not installed" in missing.obstacle
    assert "nnstudio[maps]" in missing.obstacle
    assert PRINCIPAL.obstacle == ""
    assert [method.key for method in MAP_METHODS] == ["pca", "tsne", "umap"]


def test_a_process_that_fails_says_why():
    unknown = MapMethod("no such method", "It", "", "", "")
    with pytest.raises(EmbeddingError, match="no such method"):
        finish(embed(unknown, clusters()[0]))


def test_too_few_pictures_have_no_map():
    with pytest.raises(EmbeddingError, match="at least 5 pictures"):
        finish(embed(TSNE, np.zeros((4, 3), np.float32)))


def test_closing_the_generator_ends_the_process_at_once(monkeypatch):
    import subprocess

    started = []
    original = subprocess.Popen

    def remember(*arguments, **options):
        started.append(original(["sleep", "60"], **options))
        return started[-1]

    monkeypatch.setattr("nnstudio.inspection.embedding.subprocess.Popen", remember)
    steps = embed(TSNE, clusters()[0])
    assert "t-SNE" in next(steps).what
    begun = time.monotonic()
    steps.close()
    assert started[0].poll() is not None
    assert time.monotonic() - begun < 10


def test_a_new_picture_stands_at_the_mean_of_its_nearest_neighbours():
    activations, _ = clusters()
    points = np.random.default_rng(1).standard_normal((60, 2))
    outputs = activations[7] + 0.01
    nearest = sorted(range(60), key=lambda each: np.square(activations[each] - outputs).sum())[:NEIGHBOURS]
    np.testing.assert_allclose(Embedding(activations, points).place(outputs), points[nearest].mean(axis=0))
