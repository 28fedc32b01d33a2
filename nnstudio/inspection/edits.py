"""Changes to a network that are tried out: units that are switched off, and weights with other values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.workspace import Silenced
from nnstudio.inspection.activations import Unit, silenced_columns, unit_layers


@dataclass(frozen=True)
class Weight:
    """The weight of ``unit`` from the input ``source``, from 0; None is its bias."""

    unit: Unit
    source: int | None


@dataclass(frozen=True)
class Edits:
    """The ``units`` that are off, and the values of ``weights``; all others are as they were trained."""

    units: frozenset[Unit] = frozenset()
    weights: Mapping[Weight, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.units or self.weights)

    def toggled(self, unit: Unit) -> "Edits":
        """Return these edits with ``unit`` switched the other way."""
        return replace(self, units=self.units ^ {unit})

    def with_weight(self, weight: Weight, value: float) -> "Edits":
        """Return these edits with ``weight`` at ``value``."""
        return replace(self, weights={**self.weights, weight: value})

    def without_weight(self, weight: Weight) -> "Edits":
        """Return these edits with ``weight`` as it was trained."""
        return replace(self, weights={each: value for each, value in self.weights.items() if each != weight})

    def silenced(self, network: Network) -> Silenced:
        """Return what to silence in ``network`` so that the units are off."""
        return silenced_columns(unit_layers(network), self.units)

    def applied(self, network: Network, parameters: Floats) -> Floats:
        """Return ``parameters``, shape (layout.count,), with the weights changed: a copy if there are any."""
        if not self.weights:
            return parameters
        changed = parameters.copy()
        for weight, value in self.weights.items():
            array, place = _place_of(weight, network, changed)
            array[place] = value
        return changed


def value_of(weight: Weight, network: Network, parameters: Floats) -> float:
    """Return the value of ``weight``; 0 for a bias in a layer without biases."""
    if weight.source is None and not has_bias(network, weight.unit.layer):
        return 0.0
    array, place = _place_of(weight, network, parameters)
    return float(array[place])


def has_bias(network: Network, layer: int) -> bool:
    """Return whether the units of the layer of units ``layer`` have biases."""
    dense = unit_layers(network)[layer].dense
    return any(each.name == "biases" for each in network.layout.layers[dense])


def _place_of(weight: Weight, network: Network, parameters: Floats) -> tuple[Floats, int | tuple[int, int]]:
    views = network.layout.views(parameters)[unit_layers(network)[weight.unit.layer].dense]
    if weight.source is None:
        return views["biases"], weight.unit.index
    return views["weights"], (weight.source, weight.unit.index)
