"""The views in the middle of the window, one tab each: a new view is a folder and one line in `VIEWS`."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.inside.inside_view import InsideView
from nnstudio.ui.models import Models
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.why.why_view import WhyView


@dataclass(frozen=True)
class View:
    """A tab: its title, the key of its page in ``resources/help``, and the function that builds its widget."""

    title: str
    help_page: str
    build: Callable[[Models], QWidget]


def _live(models: Models) -> QWidget:
    return LiveView(models.session, models.health, models.run_actions, models.themes, models.frames)


def _health(models: Models) -> QWidget:
    return HealthView(
        models.check_up, models.health, models.session, models.workspace, models.run_actions, models.themes
    )


VIEWS = (
    View("Live", "live", _live),
    View(
        "Inside",
        "inside",
        lambda models: InsideView(models.session, models.lit_picture, models.inspection, models.themes, models.frames),
    ),
    View("Errors", "errors", lambda models: ErrorsView(models.judge, models.themes)),
    View("Health", "health", _health),
    View("Why", "why", lambda models: WhyView(models.session, models.reader, models.themes, models.frames)),
    View("Drawing", "drawing", lambda models: DrawingView(models.reader, models.pinned, models.themes, models.frames)),
    View("Data", "data", lambda models: DataView(models.workspace, models.library, models.themes)),
    View("My digits", "my-digits", lambda models: MyDigitsView(models.session, models.my_digits, models.themes)),
)
"""In the order of the tabs."""
