"""Gradient clipping. To add a kind: a file here and a line below."""

from nnstudio.engine.clipping.clip_by_norm import ClipByNorm
from nnstudio.engine.clipping.clip_by_value import ClipByValue
from nnstudio.engine.clipping.clipping import Clipping
from nnstudio.engine.clipping.no_clipping import NoClipping
from nnstudio.spec.record import Registry

CLIPPINGS: Registry[Clipping] = Registry(
    "gradient clipping",
    NoClipping,
    ClipByNorm,
    ClipByValue,
)
