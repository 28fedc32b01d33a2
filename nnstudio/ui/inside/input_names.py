"""How the inputs of a layer of units are called."""

from nnstudio.inspection.activations import ActivationReader


def input_name(reader: ActivationReader, layer: int, index: int) -> str:
    """Return the name of an input of a unit of ``layer``: a pixel, or a unit of the layer before."""
    if layer:
        return f"{reader.layers[layer - 1].name.split('.')[0]}, unit {index + 1}"
    row, column = divmod(index, reader.network.input_shape[-1])
    return f"row {row + 1}, column {column + 1}"
