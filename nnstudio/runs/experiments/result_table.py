"""The results of an experiment as a table: one row for each point, with the best of each column marked.

A cell is the mean over the seeds, with ± and the standard deviation where there are several.
"""

import csv
import io
import json
import math
import re
from collections.abc import Callable
from typing import Any

from nnstudio.runs.experiments.record import TrialState
from nnstudio.runs.experiments.results import CHOSEN_BY, MEASURES, ExperimentResults, PointResult
from nnstudio.runs.store.comparison import Spread

MISSING = "–"
NOTE = "Accuracies and losses of the best weights by validation; * marks the best of a column"


def as_text(results: ExperimentResults) -> str:
    """Return the table with spaces, and a line on the best point and on what failed."""
    table = as_columns(_marked(results, lambda text: f"{text}*", "± "), len(results.experiment.axes))
    return "\n".join([table, _note(results), *_conclusion(results)])


def as_columns(rows: list[list[str]], names: int) -> str:
    """Return ``rows`` in columns of equal width; the first ``names`` are names, the others numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < names else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def as_markdown(results: ExperimentResults) -> str:
    """Return the table for a Markdown document."""
    rows = [[cell.replace("|", "\\|") for cell in row] for row in _marked(results, lambda text: f"**{text}**", "± ")]
    names = len(results.experiment.axes)
    rule = ["---"] * names + ["---:"] * (len(rows[0]) - names)
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], rule, *rows[1:]])


def as_latex(results: ExperimentResults) -> str:
    """Return the table for a LaTeX document that uses the package booktabs."""
    rows = _marked(results, lambda text: rf"\textbf{{{text}}}", r"$\pm$ ", _escaped)
    names = len(results.experiment.axes)
    columns = "l" * names + "r" * (len(rows[0]) - names)
    body = [" & ".join(row) + r" \\" for row in rows[1:]]
    header = " & ".join(map(_escaped, rows[0])) + r" \\"
    return "\n".join(
        [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", header, r"\midrule", *body, r"\bottomrule", r"\end{tabular}"]
    )


def as_csv(results: ExperimentResults) -> str:
    """Return a table with commas: of each measure the mean, and the standard deviation where there are several seeds.

    Accuracies are fractions from 0 to 1.
    """
    has_seeds = len(results.experiment.seeds) > 1
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [name for each in MEASURES for name in ([each.key, f"{each.key}_sd"] if has_seeds else [each.key])]
    writer.writerow([*(axis.label for axis in results.experiment.axes), *names, "runs"])
    for point in results.points:
        cells: list[object] = list(results.experiment.values_of(point.point))
        for measure in MEASURES:
            spread = point.spreads.get(measure.key)
            pair = (
                ["", ""]
                if spread is None
                else [f"{spread.mean:.7g}", f"{spread.deviation:.7g}" if spread.count > 1 else ""]
            )
            cells += pair if has_seeds else pair[:1]
        writer.writerow([*cells, _done(point)])
    return text.getvalue().rstrip("\n")


def as_json(results: ExperimentResults) -> str:
    """Return the results as one line of JSON."""
    return json.dumps(json_of(results), ensure_ascii=False, allow_nan=False)


def json_of(results: ExperimentResults) -> dict[str, Any]:
    """Return the points with the mean and the deviation of each measure, their runs, and the best, for JSON."""
    best = results.best()
    return {
        "experiment": results.experiment.key,
        "label": results.experiment.label,
        "axes": [
            {"label": axis.label, "path": axis.path, "values": list(axis.values)} for axis in results.experiment.axes
        ],
        "seeds": list(results.experiment.seeds),
        "points": [_point_as_json(point, results) for point in results.points],
        "chosen_by": CHOSEN_BY.key,
        "best": None if best is None else best.point,
    }


TABLE_FORMATS: dict[str, Callable[[ExperimentResults], str]] = {
    "text": as_text,
    "csv": as_csv,
    "markdown": as_markdown,
    "latex": as_latex,
    "json": as_json,
}
"""By key. To add one, write a function above and a line here."""


def rows_of(results: ExperimentResults, mark: Callable[[str], str] = lambda text: text) -> list[list[str]]:
    """Return the table as texts, its header first, with the best of each column as ``mark`` returns it."""
    return _marked(results, mark, "± ")


def cell_text(spread: Spread | None, text: Callable[[float], str], sign: str = "± ") -> str:
    """Return a mean, with ``sign`` and the deviation where it is over several runs."""
    if spread is None:
        return MISSING
    return f"{text(spread.mean)} {sign}{text(spread.deviation)}" if spread.count > 1 else text(spread.mean)


def _marked(
    results: ExperimentResults,
    mark: Callable[[str], str],
    sign: str,
    escaped: Callable[[str], str] = lambda text: text,
) -> list[list[str]]:
    best = {measure.key: results.best(measure) for measure in MEASURES if _is_compared(results, measure.key)}
    rows = [[*(axis.label for axis in results.experiment.axes), *(measure.label for measure in MEASURES), "Runs"]]
    for point in results.points:
        cells = [escaped(value) for value in results.experiment.values_of(point.point)]
        for measure in MEASURES:
            text = cell_text(point.spreads.get(measure.key), measure.text, sign)
            is_best = best.get(measure.key) is point
            cells.append(mark(text) if is_best else text)
        rows.append([*cells, f"{_done(point)}"])
    return rows


def _is_compared(results: ExperimentResults, key: str) -> bool:
    """Return whether several points have the measure, so that one can be the best."""
    return sum(key in point.spreads for point in results.points) > 1


def _done(point: PointResult) -> int:
    return sum(outcome.state is TrialState.DONE for outcome in point.outcomes)


def _note(results: ExperimentResults) -> str:
    if len(results.experiment.seeds) == 1:
        return f"{NOTE}."
    return f"{NOTE}; mean ± standard deviation over {len(results.experiment.seeds)} seeds."


def _conclusion(results: ExperimentResults) -> list[str]:
    lines = []
    if (best := results.best()) is not None and len(results.points) > 1:
        spread = cell_text(best.spreads[CHOSEN_BY.key], lambda value: f"{value:.2%}")
        test = cell_text(best.spreads.get("test_accuracy"), lambda value: f"{value:.2%}")
        name = results.experiment.name_of(best.point)
        lines.append(f"Best by validation accuracy: {name}: {spread}, test {test}.")
    for point in results.points:
        for outcome in point.outcomes:
            if outcome.state is TrialState.FAILED:
                lines.append(f"Failed: {results.experiment.trial_name(outcome.trial)}: {outcome.error}")
    return lines


def _point_as_json(point: PointResult, results: ExperimentResults) -> dict[str, Any]:
    return {
        "name": results.experiment.name_of(point.point),
        "values": list(results.experiment.values_of(point.point)),
        "mean": {key: spread.mean for key, spread in point.spreads.items()},
        "deviation": {key: spread.deviation if spread.count > 1 else None for key, spread in point.spreads.items()},
        "runs": [
            {
                "seed": outcome.trial.seed,
                "state": str(outcome.state),
                "run": None if outcome.folder is None else str(outcome.folder),
                "error": outcome.error or None,
                "result": _finite(outcome.result),
            }
            for outcome in point.outcomes
        ],
    }


def _finite(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return ``result`` without what JSON cannot have, which a damaged file may contain."""
    if result is None:
        return None
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in result.items()
    }


def _escaped(text: str) -> str:
    replaced = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", r"\textbackslash "))
    return replaced.replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")
