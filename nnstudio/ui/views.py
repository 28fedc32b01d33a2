"""The views in the middle of the window, one tab each: a new view is a folder, a function here and a line in `VIEWS`.

A view's own modules are imported when it is built, which only the first is before the window is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from nnstudio.ui.models import Models
from nnstudio.ui.plots.live_view import LiveView


@dataclass(frozen=True)
class View:
    """A tab: its title, the key of its page in ``resources/help``, and the function that builds its widget.

    Below a view of the network of a run stands the timeline of its snapshots, if it ``has_timeline``.
    """

    title: str
    help_page: str
    build: Callable[[Models], QWidget]
    has_timeline: bool = False


def _live(models: Models) -> QWidget:
    return LiveView(models.session, models.health, models.run_actions, models.timeline, models.themes, models.frames)


def _inside(models: Models) -> QWidget:
    from nnstudio.ui.inside.inside_view import InsideView

    picture, inspection, walk = models.lit_picture, models.inspection, models.step_walk
    return InsideView(models.session, picture, inspection, walk, models.themes, models.frames)


def _errors(models: Models) -> QWidget:
    from nnstudio.ui.errors.errors_view import ErrorsView

    return ErrorsView(models.judge, models.requests, models.themes)


def _health(models: Models) -> QWidget:
    from nnstudio.ui.health.health_view import HealthView

    return HealthView(models.health, models.remedies, models.check_up, models.workspace, models.requests, models.themes)


def _why(models: Models) -> QWidget:
    from nnstudio.ui.why.why_view import WhyView

    return WhyView(models.session, models.reader, models.themes, models.frames)


def _drawing(models: Models) -> QWidget:
    from nnstudio.ui.drawing.drawing_view import DrawingView

    return DrawingView(models.reader, models.pinned, models.themes, models.frames)


def _data(models: Models) -> QWidget:
    from nnstudio.ui.data.data_view import DataView

    return DataView(models.workspace, models.library, models.themes)


def _my_digits(models: Models) -> QWidget:
    from nnstudio.ui.my_digits.my_digits_view import MyDigitsView

    return MyDigitsView(models.session, models.my_digits, models.themes)


def _runs(models: Models) -> QWidget:
    from nnstudio.ui.experiments.experiments_view import ExperimentsView
    from nnstudio.ui.runs.runs_view import RunsView

    task, checked, writer = models.experiment, models.checked_runs, models.file_writer
    experiments = ExperimentsView(task, models.workspace, checked, writer, models.requests, models.themes)
    view = RunsView(
        models.run_library,
        models.run_opener,
        checked,
        models.compared_runs,
        models.compared_weights,
        models.session,
        models.workspace,
        models.run_actions,
        models.themes,
        models.frames,
        experiments,
    )
    models.requests.comparison_wanted.connect(partial(view.tabs.setCurrentIndex, 1))
    return view


VIEWS = (
    View("Live", "live", _live, has_timeline=True),
    View("Inside", "inside", _inside, has_timeline=True),
    View("Errors", "errors", _errors, has_timeline=True),
    View("Health", "health", _health),
    View("Why", "why", _why, has_timeline=True),
    View("Drawing", "drawing", _drawing),
    View("Data", "data", _data),
    View("My digits", "my-digits", _my_digits),
    View("Runs", "runs", _runs),
)
"""In the order of the tabs."""
