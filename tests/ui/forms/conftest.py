"""A form for settings of every kind."""

from collections.abc import Iterator

import pytest

from nnstudio.session.workspace import Workspace
from nnstudio.ui.forms import Form
from nnstudio.ui.theme import ThemeController
from tests.ui.forms.sample import Gallery
from tests.ui.window import show_in_window


@pytest.fixture
def workspace(qtbot) -> Workspace:
    return Workspace(Gallery())


@pytest.fixture
def form(qtbot, workspace) -> Iterator[Form]:
    theme = ThemeController()
    choices = {"picture.title": lambda: ("dawn", "dusk")}
    form = Form(workspace, theme, "picture", {"picture.sizes": "No size at all."}, choices)
    window = show_in_window(qtbot, form, 320, 1000)
    yield form
    window.close()
