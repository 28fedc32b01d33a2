"""A Python script with the weights in it, which needs NumPy and nothing else, and predicts what the network predicts.

It computes the same operations in the same order as the engine. So for the same pictures, as many at a time, the
probabilities are the same bit for bit with the same NumPy on the same processor; elsewhere, or with another number of
pictures at a time, matrix products may be rounded otherwise, in the last digits.
"""

import base64
import json
from pathlib import Path

import numpy as np

from nnstudio.atomic_file import write_atomically
from nnstudio.runs.formats.format import Exported, Format
from nnstudio.runs.models.computation import activations, computation
from nnstudio.runs.models.model import Model
from nnstudio.runs.models.model_parts import parts_of
from nnstudio.runs.saved_run import SavedRunError

LINE = 120

ACTIVATIONS = {
    "relu": "def relu(z):\n    return np.maximum(z, 0)",
    "leaky_relu": "def leaky_relu(z, slope):\n    return np.maximum(z, z * np.float32(slope))",
    "elu": "def elu(z, alpha):\n    return np.maximum(z, 0) + (np.exp(np.minimum(z, 0)) - 1) * np.float32(alpha)",
    "gelu": "def gelu(z):\n"
    "    c = math.sqrt(2 / math.pi)\n"
    "    return z * ((np.tanh(z * (z * z * np.float32(c * 0.044715) + np.float32(c))) + 1) * np.float32(0.5))",
    "silu": "def silu(z):\n    return z * ((np.tanh(z * np.float32(0.5)) + 1) * np.float32(0.5))",
    "softplus": "def softplus(z):\n    return np.maximum(z, 0) + np.log(np.exp(-np.abs(z)) + 1)",
    "tanh": "def tanh(z):\n    return np.tanh(z)",
    "sigmoid": "def sigmoid(z):\n    return (np.tanh(z * np.float32(0.5)) + 1) * np.float32(0.5)",
}
"""The function of each activation, by its key, with its settings as further arguments."""

SCRIPT = '''\
"""A neural network for pictures of {height} × {width} pixels, exported by NN Studio. It needs only NumPy.

    python {name} pictures.npy

prints the class and its probability for each picture in an array of bytes, shape (count, {height}, {width}), where 0 is
paper and 255 is ink; {name} can also be imported, for `predict`.
"""

import base64
import math
import sys

import numpy as np

CLASSES = {classes}


{activations}


def predict(pictures):
    """Return the probabilities, shape (count, {count}), for bytes of the shape (count, {height}, {width})."""
    x = np.asarray(pictures, np.uint8).reshape(-1, {inputs}).astype(np.float32) * np.float32(1 / 255)
{statements}
    x = np.exp(x - x.max(axis=1, keepdims=True))
    return x / x.sum(axis=1, keepdims=True)


def array(text, *shape):
    """Return the little-endian float32 numbers in ``text``, which is base64."""
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape).astype(np.float32)


{arrays}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for row in predict(np.load(sys.argv[1], allow_pickle=False)):
        print(CLASSES[int(row.argmax())], f"{{row.max():.2%}}")
'''


def write(exported: Exported, path: Path) -> None:
    """Write the script."""
    text = _script(exported.model, path)
    write_atomically(path, lambda file: file.write(text.encode()))


def _script(model: Model, path: Path) -> str:
    height, width = model.network.input_shape
    used = activations(model.network)
    if unknown := [each.key for each in used if each.key not in ACTIVATIONS]:
        raise SavedRunError(model.source, f"the activation {unknown[0]}", f"one of {', '.join(ACTIVATIONS)}")
    return SCRIPT.format(
        height=height,
        width=width,
        inputs=height * width,
        count=model.network.classes,
        name=path.name if path.name.isascii() and path.stem.isidentifier() else "model.py",
        classes=json.dumps(model.class_names),
        activations="\n\n\n".join(ACTIVATIONS[each.key] for each in used) or "# There is no activation.",
        statements="\n".join(f"    {line}" for line in computation(model.network)),
        arrays="\n".join(_assignment(name, array) for name, array in parts_of(model).arrays.items()),
    )


def _assignment(name: str, array: np.ndarray) -> str:
    text = base64.b64encode(array.astype("<f4").tobytes()).decode()
    lines = "\n".join(f'    "{text[start : start + LINE]}"' for start in range(0, len(text), LINE))
    return f"{name} = array(\n{lines},\n    {', '.join(map(str, array.shape))},\n)"


FORMAT = Format("script", "Python script", ".py", "a script with the weights in it that needs only NumPy", write)
