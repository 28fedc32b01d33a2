"""The sections of a report that compare runs: their curves over each other, differing settings and results."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from nnstudio.engine.events import Metrics
from nnstudio.number_text import percent, short
from nnstudio.runs.experiments.mean_curves import MOST_LINES, mean_curve
from nnstudio.runs.experiments.result_table import NOTE, rows_of
from nnstudio.runs.experiments.results import CHOSEN_BY, Measure
from nnstudio.runs.report.chart import Line, line_chart
from nnstudio.runs.report.html import element, section, table, text
from nnstudio.runs.report.source import ReportedExperiment, ReportedRun
from nnstudio.runs.report.style import shade
from nnstudio.runs.setting_texts import labels_of
from nnstudio.runs.store.comparison import compare
from nnstudio.runs.store.run_store import RunList

METRICS: dict[str, tuple[Callable[[Metrics], float], Callable[[float], str]]] = {
    "Validation accuracy": (lambda metrics: metrics.accuracy, partial(percent, decimals=0)),
    "Validation loss": (lambda metrics: metrics.loss, short),
}


def comparison_section(runs: Sequence[ReportedRun]) -> str:
    """Return the curves of all ``runs`` over each other, and a table of differing settings and of results."""
    return section("Runs compared", _comparison(runs))


def experiment_section(reported: ReportedExperiment) -> str:
    """Return the table of an experiment's results, its heat map if it has two axes, and its curves with bands."""
    return section(reported.experiment.label, _experiment(reported))


def _comparison(runs: Sequence[ReportedRun]) -> Iterator[str]:
    charts = []
    for title, (value, tick) in METRICS.items():
        lines = [Line(run.name, *_points(run, value), style) for style, run in enumerate(runs[:MOST_LINES])]
        charts.append(line_chart(title, lines, title, tick))
    yield element("div", *charts, class_="row")
    if len(runs) > MOST_LINES:
        yield element("p", text(f"The curves are those of the first {MOST_LINES} of {len(runs)} runs."), class_="muted")
    labels = {path: label for run in runs for path, label in labels_of(run.saved.settings).items()}
    summaries = [run.summary for run in runs]
    compared = compare(summaries, RunList(tuple(summaries), {}, labels))
    lines_of = [[line.label, *line.texts] for line in (*compared.settings, *compared.results)]
    # A run is a row: there may be many runs.
    rows = [["", *(run.name for run in runs)], *lines_of]
    yield table([list(column) for column in zip(*rows, strict=True)])


def _experiment(reported: ReportedExperiment) -> Iterator[str]:
    experiment, results = reported.experiment, reported.results
    if experiment.teaches:
        yield element("p", text(experiment.teaches))
    yield _result_table(reported)
    yield element("p", text(f"{NOTE.partition(';')[0]}; the best of each column is bold."), class_="muted")
    if (best := results.best()) is not None and len(results.points) > 1:
        spread = best.spreads[CHOSEN_BY.key].text
        said = f"Best by validation accuracy: {experiment.name_of(best.point)}, {spread}"
        test = best.spreads.get("test_accuracy")
        yield element("p", text(f"{said}; test {test.text}." if test else f"{said}."))
    if len(experiment.axes) == 2 and min(len(axis.values) for axis in experiment.axes) > 1:
        yield _heat_map(reported, CHOSEN_BY)
    charts = [line_chart(title, _bands(reported, value), title, tick) for title, (value, tick) in METRICS.items()]
    yield element("div", *charts, class_="row")
    if len(experiment.seeds) > 1:
        said = f"Lines are means over {len(experiment.seeds)} seeds, bands one standard deviation to both sides."
        yield element("p", text(said), class_="muted")


def _result_table(reported: ReportedExperiment) -> str:
    rows, names = rows_of(reported.results), len(reported.experiment.axes)
    marked = rows_of(reported.results, lambda cell: f"\0{cell}")
    head = element("thead", element("tr", *(element("th", text(cell), scope="col") for cell in rows[0])))
    body = []
    for row in marked[1:]:
        cells = [element("th", text(cell), class_="name", scope="row") for cell in row[:names]]
        cells += [
            element("td", text(cell.removeprefix("\0")), class_="best" if cell.startswith("\0") else None)
            for cell in row[names:]
        ]
        body.append(element("tr", *cells))
    return element("div", element("table", head, element("tbody", *body)), class_="wide")


def _heat_map(reported: ReportedExperiment, measure: Measure) -> str:
    down, across = reported.experiment.axes
    spreads = {
        reported.experiment.points[point.point].coordinates: point.spreads.get(measure.key)
        for point in reported.results.points
    }
    means = [spread.mean for spread in spreads.values() if spread is not None]
    low, high = (min(means), max(means)) if means else (0.0, 1.0)
    corner = f"{down.label} ↓  {across.label} →"
    head = element("tr", *(element("th", text(cell), scope="col") for cell in (corner, *across.values)))
    rows = []
    for row, name in enumerate(down.values):
        cells = []
        for column in range(len(across.values)):
            spread = spreads.get((row, column))
            fraction = 0.0 if spread is None else (spread.mean - low) / (high - low) if high > low else 1.0
            shown = "–" if spread is None else spread.text
            cells.append(element("td", text(shown), style=shade("accent", fraction)))
        rows.append(element("tr", element("th", text(name), scope="row"), *cells))
    heat_map = element("table", element("thead", head), element("tbody", *rows), class_="matrix")
    caption = element("figcaption", text(f"{measure.label.removesuffix(' %')} accuracy: stronger colour, higher"))
    return element("figure", caption, element("div", heat_map, class_="wide"), class_="narrow")


def _bands(reported: ReportedExperiment, value: Callable[[Metrics], float]) -> list[Line]:
    """Return a line for each point: the mean over seeds where all were evaluated, with a band if there are several."""
    lines: list[Line] = []
    for point in reported.results.points[:MOST_LINES]:
        runs = [reported.runs[each.trial.index] for each in point.outcomes if each.trial.index in reported.runs]
        name = reported.experiment.name_of(point.point) or reported.experiment.label
        if not runs:
            continue
        curve = mean_curve(name, [_points(run, value) for run in runs])
        band = (curve.mean - curve.deviation, curve.mean + curve.deviation) if len(runs) > 1 else None
        lines.append(Line(name, curve.x, curve.mean, len(lines), band))
    return lines


def _points(run: ReportedRun, value: Callable[[Metrics], float]) -> tuple[np.ndarray, np.ndarray]:
    evaluations = run.recorded.history.evaluations
    x = np.array([event.position for event in evaluations], float)
    return x, np.array([value(event.validation) for event in evaluations], float)
