"""Gradient clipping. To add a way: a record beside these and a line below."""

from nnstudio.engine.clipping.clipping import Clipping
from nnstudio.engine.clipping.kinds import ClipByNorm, ClipByValue, NoClipping
from nnstudio.spec.record import Registry

CLIPPINGS: Registry[Clipping] = Registry(
    "gradient clipping",
    NoClipping,
    ClipByNorm,
    ClipByValue,
)
