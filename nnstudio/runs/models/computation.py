"""How a network computes its predictions, as statements of NumPy on arrays with the names of a model file.

They compute what the engine computes, operation by operation, so that the same number of pictures gives the same bits.
"""

from nnstudio.engine.activations import Activation, Linear
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout, Layer
from nnstudio.engine.layers.batch_norm import EPSILON
from nnstudio.engine.layers.raw_inputs import LARGEST, RawInputs
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.engine.network import Network
from nnstudio.runs.models.array_names import array_names
from nnstudio.spec.record import members


def computation(network: Network) -> list[str]:
    """Return the statements, one for each layer, that turn ``x`` from inputs from 0 to 1 into the logits.

    ``x`` has the shape (count, inputs). The statements call activations by their keys. Raises ValueError for a layer
    that cannot be written as a statement.
    """
    lines = []
    for layer, names in zip(network.layers, array_names(network), strict=True):
        if (line := _statement(layer, names)) is not None:
            lines.append(line)
    return lines


def activations(network: Network) -> list[Activation]:
    """Return the activations that `computation` calls, one of each kind."""
    found = [layer.activation for layer in network.layers if isinstance(layer, Dense | ActivationLayer)]
    return list({each.key: each for each in found if not isinstance(each, Linear)}.values())


def _statement(layer: Layer, names: dict[str, str]) -> str | None:
    match layer:
        case Dense(activation=activation):
            biases = f" + {names['biases']}" if "biases" in names else ""
            return "x = " + _applied(activation, f"x.dot({names['weights']}){biases}")
        case ActivationLayer(activation=activation):
            return "x = " + _applied(activation, "x")
        case BatchNorm():
            factor = f"1 / np.sqrt({names['running_variances']} + {EPSILON}) * {names['scales']}"
            return f"x = (x - {names['running_means']}) * ({factor}) + {names['shifts']}"
        case Standardization():
            return f"x = (x - {names['input_mean']}) / {names['input_deviation']}"
        case RawInputs():
            return f"x = x * np.float32({LARGEST})"
        case Dropout():
            return None  # which only training has
        case _:
            raise ValueError(f"a layer of the kind {layer.key}, which has no statement in NumPy yet")


def _applied(activation: Activation, text: str) -> str:
    if isinstance(activation, Linear):
        return text
    values = "".join(f", {getattr(activation, name)}" for name in members(activation))
    return f"{activation.key}({text}{values})"
