"""Maps that keep neighbours together: t-SNE and UMAP, where the libraries that compute them are installed.

They run in a process of their own: it can be ended at any moment, its libraries take seconds to import, and it does not
hold the interpreter lock of the window.
"""

import importlib.util
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import Progress
from nnstudio.engine.arrays import Floats

NEIGHBOURS = 5
"""A picture that was not embedded is placed at the mean of this many."""
POLLING = 0.1
"""Seconds between two looks whether the process is done."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
"""Training keeps the other core."""
FEWEST = 5


class EmbeddingError(RuntimeError):
    """A map could not be computed: why, in one line."""


@dataclass(frozen=True)
class MapMethod:
    """A way to map activations; ``module`` is the library that computes it, empty for our own."""

    key: str
    label: str
    module: str
    library: str
    explanation: str

    @property
    def obstacle(self) -> str:
        """Why it cannot be used here; empty if it can."""
        if not self.module or importlib.util.find_spec(self.module) is not None:
            return ""
        return f"{self.library} is not installed; it comes with: pip install 'nnstudio[maps]'"


_NEIGHBOURHOODS = (
    "Near points are alike for this layer; distances between groups, and their sizes, say nothing. Your picture has no "
    f"place of its own here: it stands at the mean of the {NEIGHBOURS} pictures with the nearest activations."
)
PRINCIPAL = MapMethod("pca", "Principal components", "", "", "")
TSNE = MapMethod("tsne", "t-SNE", "sklearn", "scikit-learn", _NEIGHBOURHOODS)
UMAP = MapMethod("umap", "UMAP", "umap", "umap-learn", _NEIGHBOURHOODS)
MAP_METHODS = (PRINCIPAL, TSNE, UMAP)


@dataclass(frozen=True, eq=False)
class Embedding:
    """The ``points``, shape (count, 2), of the ``activations``, shape (count, units)."""

    activations: Floats
    points: Floats

    def place(self, outputs: Floats) -> Floats:
        """Return where a picture with these ``outputs``, shape (units,), stands: at the mean of its neighbours."""
        distances = np.linalg.norm(self.activations - outputs, axis=1)
        nearest = distances.argsort(kind="stable")[:NEIGHBOURS]
        place: Floats = self.points[nearest].mean(axis=0)
        return place


def embed(method: MapMethod, activations: Floats) -> Generator[Progress, None, Embedding]:
    """Compute the map of ``activations``, shape (count, units), all finite; closing the generator ends the process.

    Raises `EmbeddingError` if there are fewer than `FEWEST` pictures, or if the process fails.
    """
    if len(activations) < FEWEST:
        raise EmbeddingError(f"a map needs at least {FEWEST} pictures")
    command = [sys.executable, "-m", "nnstudio.inspection.embedding_process", method.key]
    pipe = subprocess.PIPE
    # A file, as what is left to be written to a pipe is lost where `communicate` comes back early.
    with tempfile.TemporaryFile() as sent:
        np.save(sent, np.ascontiguousarray(activations, np.float32), allow_pickle=False)
        sent.seek(0)
        with subprocess.Popen(
            command, stdin=sent, stdout=pipe, stderr=pipe, env={**os.environ, **ONE_THREAD}
        ) as process:
            try:
                received, errors = yield from _communicate(process, method)
            finally:
                if process.poll() is None:
                    process.kill()
    lines = errors.decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise EmbeddingError(lines[-1] if lines else f"exit code {process.returncode}")
    points = np.load(io.BytesIO(received), allow_pickle=False).astype(np.float64)
    return Embedding(activations, points)


def _communicate(
    process: "subprocess.Popen[bytes]", method: MapMethod
) -> Generator[Progress, None, tuple[bytes, bytes]]:
    while True:
        try:
            return process.communicate(timeout=POLLING)
        except subprocess.TimeoutExpired:
            yield Progress(f"Computing the map by {method.label}", 0, 0)
