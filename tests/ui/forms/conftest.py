"""A form over settings of every kind."""

import pytest

from nnstudio.session.workspace import Workspace
from nnstudio.ui.forms import Form
from nnstudio.ui.theme import ThemeController
from tests.ui.forms.sample import Gallery


@pytest.fixture
def workspace(qtbot) -> Workspace:
    return Workspace(Gallery())


@pytest.fixture
def form(qtbot, workspace) -> Form:
    theme = ThemeController()
    form = Form(workspace, theme, "picture", {"picture.sizes": "No size at all."})
    theme.setParent(form)
    qtbot.addWidget(form)
    form.show()
    return form
