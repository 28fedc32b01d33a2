"""The file of a run with the statistics of its layers: ``layers.jsonl``, one line per measurement."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.inspection.histograms import BINS, FRACTIONS, Histogram
from nnstudio.inspection.layer_statistics import KINDS, LayerStatistics
from nnstudio.runs.events import LayersMeasured
from nnstudio.runs.result import finite

FILE = "layers.jsonl"
_NUMBERS = ("gradient_norm", "update_ratio", "dead", "saturated")


def line_of(event: LayersMeasured) -> dict[str, Any]:
    """Return ``event`` as plain values for JSON; numbers that are not finite are None."""
    return {
        "step": event.step,
        "position": event.position,
        "probe_loss": finite(event.probe_loss),
        "layers": [_layer(each) for each in event.layers],
    }


def event_of(line: dict[str, Any]) -> LayersMeasured:
    """Return what `line_of` has written; raise KeyError, TypeError or ValueError if it is something else."""
    layers = tuple(_statistics(each) for each in line["layers"])
    return LayersMeasured(int(line["step"]), float(line["position"]), _number(line["probe_loss"]), layers)


def measurements_in(folder: Path) -> Iterator[LayersMeasured]:
    """Yield the measurements in the ``folder`` of a run, up to the first one that is not complete."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        try:
            yield event_of(json.loads(line))
        except (KeyError, TypeError, ValueError):
            return


def last_measurement(folder: Path) -> LayersMeasured | None:
    """Return the last measurement in the ``folder`` of a run; None if there is none."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
        return event_of(json.loads(lines[-1])) if lines else None
    except (OSError, KeyError, TypeError, ValueError):
        return None


def _layer(layer: LayerStatistics) -> dict[str, Any]:
    numbers = {name: finite(getattr(layer, name)) for name in _NUMBERS}
    return {"index": layer.index, **numbers, **{kind: _described(each) for kind, each in layer.histograms.items()}}


def _described(histogram: Histogram) -> dict[str, Any]:
    known = histogram.percentiles
    return {
        "mean": finite(histogram.mean),
        "deviation": finite(histogram.standard_deviation),
        **({} if known is None else {"percentiles": [finite(each) for each in known]}),
        "limit": finite(histogram.limit),
        "counts": histogram.counts.tolist(),
    }


def _statistics(line: dict[str, Any]) -> LayerStatistics:
    numbers = {name: _number(line[name]) for name in _NUMBERS}
    histograms = {kind: _histogram(line[kind]) for kind in KINDS if kind in line}
    return LayerStatistics(int(line["index"]), histograms, **numbers)


def _histogram(line: dict[str, Any]) -> Histogram:
    counts = np.array(line["counts"], np.int64)
    if counts.shape != (BINS,):
        raise ValueError(f"{counts.shape} bins instead of {BINS}")
    known = tuple(map(_number, line["percentiles"])) if "percentiles" in line else None  # older runs have none
    if known is not None and len(known) != len(FRACTIONS):
        raise ValueError(f"{len(known)} percentiles instead of {len(FRACTIONS)}")
    mean, deviation, limit = (_number(line[name]) for name in ("mean", "deviation", "limit"))
    return Histogram(counts, limit, mean, deviation, percentiles=known)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
