"""No clipping."""

from dataclasses import dataclass

from nnstudio.engine.arrays import Floats
from nnstudio.engine.clipping.clipping import Clipping


@dataclass(frozen=True)
class NoClipping(Clipping):
    """g ← g."""

    key = "none"
    label = "Off"
    hint = "Gradients are used as they are. Usual for small networks."

    def clip(self, gradient: Floats) -> None:
        """Leave ``gradient`` unchanged."""
