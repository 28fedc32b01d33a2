"""Changes that affect all hidden layers at once: their activation and their dropout.

A hidden layer, as people count them, is a dense layer with what follows it up to the next one: batch normalization, an
activation on its own, dropout. What comes before the first dense layer belongs to none.
"""

import itertools
from dataclasses import replace

from nnstudio.engine.activations import Activation
from nnstudio.engine.layers import ActivationLayer, Dense, Dropout, Layer

Layers = tuple[Layer, ...]


def has_hidden_layer(layers: Layers) -> bool:
    """Return whether there is a dense layer among ``layers``."""
    return bool(_hidden_layers(layers))


def common_activation(layers: Layers) -> Activation | None:
    """Return the activation of every hidden layer, or None if they differ or there is no hidden layer."""
    found = {_activation(hidden) for hidden in _hidden_layers(layers)}
    return found.pop() if len(found) == 1 else None


def with_activation(layers: Layers, activation: Activation) -> Layers:
    """Return ``layers`` with ``activation`` in every hidden layer: in its activation layers, else in its dense one."""
    result = list(_before_hidden_layers(layers))
    for hidden in _hidden_layers(layers):
        has_own_layer = any(isinstance(layer, ActivationLayer) for layer in hidden)
        kind = ActivationLayer if has_own_layer else Dense
        result += [replace(layer, activation=activation) if isinstance(layer, kind) else layer for layer in hidden]
    return tuple(result)


def common_dropout(layers: Layers) -> float | None:
    """Return the dropout rate after every hidden layer, 0 for none; None if they differ or there is no hidden layer."""
    found = {_dropout(hidden) for hidden in _hidden_layers(layers)}
    return found.pop() if len(found) == 1 else None


def with_dropout(layers: Layers, rate: float) -> Layers:
    """Return ``layers`` with dropout at ``rate`` after every hidden layer; at 0, existing dropout layers stay."""
    result = list(_before_hidden_layers(layers))
    for hidden in _hidden_layers(layers):
        result += [replace(layer, rate=rate) if isinstance(layer, Dropout) else layer for layer in hidden]
        if rate and not any(isinstance(layer, Dropout) for layer in hidden):
            result.append(Dropout(rate))
    return tuple(result)


def without_dropout(layers: Layers) -> Layers:
    """Return ``layers`` without the dropout layers of the hidden layers."""
    kept = [layer for hidden in _hidden_layers(layers) for layer in hidden if not isinstance(layer, Dropout)]
    return (*_before_hidden_layers(layers), *kept)


def _before_hidden_layers(layers: Layers) -> Layers:
    first = next((index for index, layer in enumerate(layers) if isinstance(layer, Dense)), len(layers))
    return layers[:first]


def _hidden_layers(layers: Layers) -> list[Layers]:
    starts = [index for index, layer in enumerate(layers) if isinstance(layer, Dense)]
    return [layers[start:end] for start, end in itertools.pairwise([*starts, len(layers)])]


def _activation(hidden: Layers) -> Activation:
    """Return the activation of a hidden layer: of its last activation layer, or of its dense layer."""
    found = [layer.activation for layer in hidden if isinstance(layer, Dense | ActivationLayer)]
    return found[-1]


def _dropout(hidden: Layers) -> float:
    """Return the dropout rate of a hidden layer: 0 if it has no dropout."""
    return max((layer.rate for layer in hidden if isinstance(layer, Dropout)), default=0.0)
