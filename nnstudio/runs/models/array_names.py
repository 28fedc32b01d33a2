"""What the arrays of a model file are called.

The k-th dense layer, counted from the inputs and with the output layer as the last, has ``wk``, shape (inputs, units),
and ``bk``, shape (units,). The k-th layer of batch normalization has ``batch_norm{k}_scales``, ``…_shifts``,
``…_running_means`` and ``…_running_variances``, each of shape (inputs,). Standardised inputs have ``input_mean`` and
``input_deviation``, shape (1,). Any other kind of layer has its key, its number among its kind and the name of the
parameter.
"""

from collections import Counter

from nnstudio.engine.layers import Dense
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.engine.network import Network

_DENSE = {"weights": "w", "biases": "b"}


def array_names(network: Network) -> list[dict[str, str]]:
    """Return, for each layer of ``network``, the name in a file of each of its parameters."""
    counts: Counter[str] = Counter()
    named = []
    for layer, parameters in zip(network.layers, network.layout.layers, strict=True):
        counts[layer.key] += 1
        number = counts[layer.key]
        if isinstance(layer, Dense):
            names = {parameter.name: f"{_DENSE[parameter.name]}{number}" for parameter in parameters}
        elif isinstance(layer, Standardization):
            names = {parameter.name: parameter.name for parameter in parameters}
        else:
            names = {parameter.name: f"{layer.key}{number}_{parameter.name}" for parameter in parameters}
        named.append(names)
    return named


def array_shapes(network: Network) -> dict[str, tuple[int, ...]]:
    """Return the shape of each array of ``network`` by its name in a file."""
    return {
        names[parameter.name]: parameter.shape
        for names, parameters in zip(array_names(network), network.layout.layers, strict=True)
        for parameter in parameters
    }
