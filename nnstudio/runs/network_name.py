"""What a network is called in a few words."""

from nnstudio.runs.settings import RunSettings


def network_name(settings: RunSettings) -> str:
    """Return the units of the hidden layers, such as "128-64"."""
    units = [str(layer.units) for layer in settings.network.layers if hasattr(layer, "units")]
    return "-".join(units) or "softmax regression"
