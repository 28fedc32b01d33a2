"""``python -m nnstudio.inspection.embedding_process METHOD``: activations on stdin, points of a plane on stdout.

Both are arrays as `numpy.save` writes them, shapes (count, units) and (count, 2).
"""

import io
import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

PERPLEXITY, NEIGHBOURS = 30.0, 15
"""As usual; fewer where there are few pictures."""
SEED = 0


def tsne(activations: NDArray[np.float32]) -> Any:
    """Return the points of t-SNE, shape (count, 2).

    Source: L. van der Maaten, G. Hinton, Visualizing data using t-SNE, JMLR 2008.
    """
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(activations) - 1) / 3)
    init = "pca" if min(activations.shape) >= 2 and activations.std(axis=0).any() else "random"
    return TSNE(2, perplexity=perplexity, init=init, random_state=SEED).fit_transform(activations)


def umap(activations: NDArray[np.float32]) -> Any:
    """Return the points of UMAP, shape (count, 2).

    Source: L. McInnes, J. Healy, J. Melville, UMAP: uniform manifold approximation and projection, 2018.
    """
    from umap import UMAP

    neighbours = min(NEIGHBOURS, len(activations) - 1)
    return UMAP(n_neighbors=neighbours, n_components=2, random_state=SEED, n_jobs=1).fit_transform(activations)


METHODS = {"tsne": tsne, "umap": umap}


def main(method: str) -> None:
    """Read activations, write points."""
    warnings.simplefilter("ignore")
    activations = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
    points = np.asarray(METHODS[method](activations), np.float64)
    written = io.BytesIO()
    np.save(written, points, allow_pickle=False)
    sys.stdout.buffer.write(written.getvalue())


if __name__ == "__main__":
    main(sys.argv[1])
