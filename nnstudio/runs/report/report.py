"""A report on runs and experiments as one HTML file, which needs no network, no scripts and no other file."""

from collections.abc import Generator, Sequence
from datetime import datetime
from pathlib import Path

from nnstudio import __version__
from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.errors import DataError
from nnstudio.runs.report.comparison_sections import comparison_section, experiment_section
from nnstudio.runs.report.html import element, text
from nnstudio.runs.report.run_sections import run_section
from nnstudio.runs.report.source import ReportSource, read_source
from nnstudio.runs.report.style import style

MOST_DETAILED = 12
"""Runs that are shown one by one; more would make a file of hundreds of pages."""
TITLE = "NN Studio report"


def write_report(
    paths: Sequence[Path], target: Path, folders: DataFolders, title: str = "", most_detailed: int = MOST_DETAILED
) -> Generator[Progress, None, ReportSource]:
    """Write a report on the runs and the records of experiments at ``paths`` to ``target``; yield progress.

    Returns what it is about. Raises `SavedRunError` naming what cannot be read, or `DataError` if ``target`` cannot be
    written.
    """
    source = yield from read_source(paths, folders, most_detailed)
    content = report(source, title or _title(source)).encode()
    try:
        write_atomically(target, lambda file: file.write(content))
    except OSError as error:
        raise DataError(target, f"cannot be written ({error.strerror or error})", "Name another place.") from error
    return source


def report(source: ReportSource, title: str) -> str:
    """Return the report as HTML."""
    sections = [experiment_section(each) for each in source.experiments]
    of_experiments = {run.saved.folder for each in source.experiments for run in each.runs.values()}
    others = [run for run in source.runs if run.saved.folder not in of_experiments]
    if len(others) > 1:
        sections.append(comparison_section(others))
    sections += [run_section(run) for run in source.detailed]
    if (left_out := len(source.runs) - len(source.detailed)) and source.detailed:
        said = f"{left_out} more run{'s' * (left_out > 1)} are in the tables above and not shown one by one."
        sections.append(element("p", text(said), class_="muted"))
    made = f"Made on {datetime.now():%Y-%m-%d} with NN Studio {__version__}."
    body = element("body", element("h1", text(title)), element("p", text(made), class_="muted"), *sections)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    page = element("head", head, element("title", text(title)), f"<style>\n{style()}</style>")
    return "<!DOCTYPE html>\n" + element("html", page, body, lang="en") + "\n"


def _title(source: ReportSource) -> str:
    if len(source.experiments) == 1:
        return source.experiments[0].experiment.label
    return source.runs[0].name if len(source.runs) == 1 else TITLE
