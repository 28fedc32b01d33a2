"""The sections of a report on one run. To add one, write a function here and a line in `RUN_SECTIONS`."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from nnstudio.engine.events import Metrics
from nnstudio.engine.layers import Dense
from nnstudio.number_text import grouped, percent, significant
from nnstudio.runs.report.chart import Line, line_chart
from nnstudio.runs.report.html import element, section, table, text
from nnstudio.runs.report.pictures import data_uri, labelled, weight_tiles
from nnstudio.runs.report.source import Judged, ReportedRun
from nnstudio.runs.report.style import color, shade
from nnstudio.runs.result_text import best_by_text, time_text
from nnstudio.spec.paths import default_at, entries, find
from nnstudio.spec.record import ListOf, Nested
from nnstudio.spec.value_text import value_text

WORST, SAMPLES, TILES, TILE_COLUMNS = 24, 24, 64, 16
"""How many pictures and units are shown."""
SEED = 20_261_122
MOST_CLASSES = 30
"""A confusion matrix of more classes is left out."""


def results(run: ReportedRun) -> Iterator[str]:
    """Yield why the run ended, and the metrics of its last and best weights."""
    ended = run.recorded.ended
    started = run.recorded.started
    sizes = (
        f"{started.settings.data.dataset.title}: {grouped(started.training_count)} training, "
        f"{grouped(started.validation_count)} validation and {grouped(started.test_count)} test pictures; "
        f"{grouped(started.parameter_count)} parameters. Folder: {run.saved.folder.name}"
    )
    yield element("p", text(sizes), class_="muted")
    if ended is None:
        yield element("p", "The run was interrupted before its first evaluation.")
        return
    yield element("p", text(f"{ended.explanation}, after {time_text(ended)}".capitalize() + "."))
    header = [
        "",
        *(f"{name} weights{best_by_text(ended, name)}, epoch {each.epoch:.4g}" for name, each in ended.results.items()),
    ]
    rows = zip(*(result.rows for result in ended.results.values()), strict=True)
    yield table([header, *([row[0][0], *(_metrics(metrics) for _, metrics in row)] for row in rows)])


def settings(run: ReportedRun) -> Iterator[str]:
    """Yield what differs from the defaults, and all settings to unfold."""
    own = run.saved.settings
    changed = [
        (entry.path, value_text(entry.setting, entry.value))
        for entry in entries(own)
        if not isinstance(entry.setting, Nested | ListOf)
        and not entry.path.startswith("network.layers.")
        and entry.value != default_at(type(own)(), own, entry.path)
    ]
    layers = find(own, "network.layers")
    changed.insert(0, (layers.path, layers.setting.to_text(layers.value)))
    yield element("h4", "Layers, and what is not the default")
    yield table([["setting", "value"], *([path, value] for path, value in changed)], names=2)
    every = [
        [entry.path, value_text(entry.setting, entry.value)]
        for entry in entries(own)
        if not isinstance(entry.setting, Nested | ListOf)
    ]
    yield element("details", element("summary", "All settings"), table([["setting", "value"], *every], names=2))
    if changes := run.recorded.history.changes:
        yield element("h4", "Changed while it trained")
        yield table([["epoch", "change"], *([f"{change.position:.4g}", change.text] for change in changes)], names=2)


def curves(run: ReportedRun) -> Iterator[str]:
    """Yield the loss and the accuracy of batches and evaluations over the epochs."""
    history = run.recorded.history
    charts = []
    for label, column in (("Loss", "loss"), ("Accuracy", "accuracy")):
        lines = [Line("each batch", history.positions.values, history.series(column).values, 0, is_faint=True)]
        for style, name in enumerate(("training", "validation")):
            points = [(event.position, getattr(event, name)) for event in history.evaluations]
            known = [(x, getattr(metrics, column)) for x, metrics in points if metrics is not None]
            x, y = np.array(known, float).reshape(-1, 2).T
            lines.append(Line(f"{name} set", x, y, style))
        tick = partial(percent, decimals=0) if column == "accuracy" else None
        charts.append(line_chart(label, lines, label, tick) if tick else line_chart(label, lines, label))
    yield element("div", *charts, class_="row")


def confusion(run: ReportedRun) -> Iterator[str]:
    """Yield the confusion matrix of the test set, with the recall and the precision of each class."""
    if (judged := _finite(run)) is None:
        yield element("p", text(run.trouble or "The network's outputs are not finite."))
        return
    matrix, names = judged.judgement.confusion, run.saved.class_names
    yield element(
        "p",
        text(f"Test accuracy {percent(matrix.accuracy, 2)} of {grouped(matrix.count)} pictures. Rows: true classes."),
    )
    if len(names) > MOST_CLASSES:
        yield element("p", text(f"There are {len(names)} classes, too many for a table."))
        return
    wrong = matrix.counts.copy()
    np.fill_diagonal(wrong, 0)
    most = max(1, int(wrong.max()))
    head = element("tr", *(element("th", text(name), scope="col") for name in ("", *names, "recall")))
    rows = []
    for index, name in enumerate(names):
        counts = matrix.counts[index]
        cells = [
            element("td", text(count), style=shade("accent", count / max(1, counts.sum())), class_="diagonal")
            if index == column
            else element("td", text(count or "·"), style=shade("error", (count / most) ** 0.5))
            for column, count in enumerate(counts.tolist())
        ]
        recall = element("td", text(percent(float(matrix.recall[index]))))
        rows.append(element("tr", element("th", text(name), scope="row"), *cells, recall))
    precision = [element("td", text(percent(float(each)))) for each in matrix.precision]
    rows.append(element("tr", element("th", "precision", scope="row"), *precision, element("td")))
    matrix_table = element("table", element("thead", head), element("tbody", *rows), class_="matrix")
    yield element("div", matrix_table, class_="wide")


def mistakes(run: ReportedRun) -> Iterator[str]:
    """Yield the pictures that are predicted wrongly with the largest losses."""
    if (judged := _finite(run)) is None:
        return
    worst = judged.judgement.mistakes
    if not len(worst):
        yield element("p", "Every picture of the test set is predicted correctly.")
        return
    yield element(
        "p", text(f"{grouped(len(worst))} of {grouped(judged.judgement.count)} pictures are predicted wrongly.")
    )
    yield _gallery(run, judged, worst[:WORST])


def predictions(run: ReportedRun) -> Iterator[str]:
    """Yield pictures drawn at random with their predictions."""
    if (judged := _finite(run)) is None:
        return
    count = judged.judgement.count
    chosen = np.random.default_rng(SEED).choice(count, min(SAMPLES, count), replace=False)
    yield _gallery(run, judged, np.sort(chosen))


def first_layer(run: ReportedRun) -> Iterator[str]:
    """Yield the weights of the first layer as tiles, those of the largest norm first."""
    network = run.saved.network
    layers = zip(network.layers, network.layout.views(run.saved.parameters), strict=True)
    views = next(views for layer, views in layers if isinstance(layer, Dense))
    weights = views["weights"]
    if len(network.input_shape) != 2 or weights.shape[0] != network.inputs:
        return
    order = np.argsort(-np.linalg.norm(weights, axis=0), kind="stable")[:TILES]
    said = (
        f"{len(order)} of {weights.shape[1]} units, the largest weights first. "
        if len(order) < weights.shape[1]
        else ""
    )
    legend = f"{said}Blue raises a unit's sum, orange lowers it; each tile is scaled to its largest weight."
    yield element("p", text(legend), class_="muted")
    shown, colors = min(TILE_COLUMNS, len(order)), (color("diverging_negative"), color("diverging_positive"))
    sheet = weight_tiles(weights[:, order], network.input_shape, colors, shown)
    label = f"Weights of {len(order)} units of the first layer"
    tiles = element("img", src=data_uri(sheet), alt=label, class_="tiles", width=sheet.shape[1] * 2)
    yield tiles.removesuffix("</img>")


RUN_SECTIONS: dict[str, Callable[[ReportedRun], Iterator[str]]] = {
    "Results": results,
    "Curves": curves,
    "Settings": settings,
    "Confusion matrix": confusion,
    "Worst mistakes": mistakes,
    "Sample predictions": predictions,
    "Weights of the first layer": first_layer,
}
"""By heading, in their order."""


def run_section(run: ReportedRun) -> str:
    """Return the whole section on ``run``; what has nothing to show is left out."""
    contents = ((title, list(of(run))) for title, of in RUN_SECTIONS.items())
    inner = [section(title, found, 3) for title, found in contents if found]
    return section(run.name, inner, class_="run")


def _finite(run: ReportedRun) -> Judged | None:
    return run.judged if run.judged is not None and run.judged.judgement.is_finite else None


def _gallery(run: ReportedRun, judged: Judged, indices: np.ndarray) -> str:
    names, judgement = run.saved.class_names, judged.judgement
    figures = []
    for index in indices.tolist():
        label, predicted = names[int(judgement.labels[index])], names[int(judgement.predicted[index])]
        confidence = percent(float(judgement.confidences[index]), 0)
        is_right = bool(judgement.is_right[index])
        caption = f"{label}, {confidence}" if is_right else f"{label}, predicted {predicted}, {confidence}"
        figures.append(labelled(judged.samples.pictures[index], caption, None if is_right else "wrong"))
    return element("div", *figures, class_="gallery")


def _metrics(metrics: Metrics | None) -> str:
    return f"{percent(metrics.accuracy, 2)}, loss {significant(metrics.loss)}" if metrics else "not evaluated"
