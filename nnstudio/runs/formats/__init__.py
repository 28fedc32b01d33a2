"""Formats to export runs and models to. To add one, write a file here and a line below."""

from nnstudio.runs.formats import npz, onnx, safetensors, script, tables, tensorboard
from nnstudio.runs.formats.format import Format

FORMATS: dict[str, Format] = {
    format.key: format
    for format in (
        npz.FORMAT,
        safetensors.FORMAT,
        onnx.FORMAT,
        script.FORMAT,
        tables.CSV,
        tables.JSON_LINES,
        tensorboard.FORMAT,
    )
}
"""By key, in the order in which they are offered."""
