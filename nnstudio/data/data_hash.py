"""A hash of a data set: two runs that recorded the same one learned from the same pictures."""

import hashlib
import json
import threading

import numpy as np

from nnstudio.data.dataset import Dataset


class DataHash:
    """Computes the SHA-256 of all pictures, labels and class names of ``dataset`` beside other work.

    MNIST takes a tenth of a second, which the loading of a run has not to wait for: hashing does not hold the
    interpreter lock.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._text = ""
        self._thread = threading.Thread(target=self._compute, args=(dataset,), name="data hash")
        self._thread.start()

    @property
    def text(self) -> str:
        """The hash as 64 hexadecimal digits, once it is computed."""
        self._thread.join()
        return self._text

    def _compute(self, dataset: Dataset) -> None:
        arrays = (dataset.training_pictures, dataset.training_labels, dataset.test_pictures, dataset.test_labels)
        described = [[list(array.shape), array.dtype.str] for array in arrays]
        sha = hashlib.sha256(json.dumps([described, list(dataset.class_names)]).encode())
        for array in arrays:
            sha.update(np.ascontiguousarray(array).data)
        self._text = sha.hexdigest()
