"""The result of a run as a table of plain text."""

from nnstudio.engine.events import Metrics
from nnstudio.number_text import percent, significant
from nnstudio.runs.events import RunEnded

_GAP = "  "


def result_text(ended: RunEnded) -> str:
    """Return several lines: why the run ended, how long it took, and the metrics of its last and its best weights."""
    results = ended.results
    titles = (f"{name} weights{best_by_text(ended, name)}, epoch {each.epoch:.4g}" for name, each in results.items())
    table = [["", *titles]]
    for rows in zip(*(result.rows for result in results.values()), strict=True):
        table.append([rows[0][0].lower(), *(_cell(metrics) for _, metrics in rows)])
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join([f"{ended.explanation}, after {time_text(ended)}", *lines])


def best_by_text(ended: RunEnded, name: str) -> str:
    """Return by what the weights called ``name`` in the results are the best: " by loss"; empty for the last."""
    return f" by {ended.best_by}" if name.endswith("best") else ""


def _cell(metrics: Metrics | None) -> str:
    return f"{percent(metrics.accuracy, 2)}, loss {significant(metrics.loss)}" if metrics else "not evaluated"


def time_text(ended: RunEnded) -> str:
    """Return how long the run took in all and per epoch."""
    each = f" ({_seconds(ended.seconds_per_epoch)} per epoch)" if ended.seconds_per_epoch else ""
    return f"{_seconds(ended.seconds)}{each}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds:.0f} s"
