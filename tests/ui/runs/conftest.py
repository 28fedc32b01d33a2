import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnstudio.session import run_library
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.compared_runs import ComparedRuns
from nnstudio.session.compared_weights import ComparedWeights
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.run_opener import RunOpener
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.runs.runs_view import RunsView
from tests.conftest import small_settings
from tests.runs.store.made_runs import make_run
from tests.session.conftest import scripted_session
from tests.ui.window import show_in_window

FAST, FIRST, SECOND = "learning rate 0.5, seed 2", "seed 0", "seed 1"
"""The names of the kept runs."""


def tiny(*assignments):
    return small_settings("layers=[dense 3 relu]", *assignments)


@pytest.fixture
def runs(tmp_path):
    """Three kept runs: two seeds, and one with another learning rate."""
    folder = tmp_path / "runs"
    make_run(folder, "first", tiny(), 0.5, 0.8, minutes=0)
    make_run(folder, "second", tiny("seed=1"), 0.6, 0.9, minutes=1)
    make_run(folder, "fast", tiny("seed=2", "learning_rate=0.5"), 0.4, 0.3, minutes=2, reason="stopped")
    return folder


@pytest.fixture
def trainers():
    return []


@pytest.fixture
def session(qtbot, folders, runs, trainers):
    with scripted_session(folders, runs, trainers) as session:
        yield session


def press(page, key, modifiers=Qt.KeyboardModifier.NoModifier):
    page.table.setFocus()
    QTest.keyClick(page.table, key, modifiers)


@pytest.fixture
def until(qtbot):
    return lambda is_reached: qtbot.waitUntil(is_reached, timeout=20_000)


class Shown:
    """A Runs view in a window of its own, with what it listens to."""

    def __init__(self, qtbot, session, themes):
        self.session, self.workspace = session, Workspace(small_settings())
        self.library, self.opener = RunLibrary(session.runs), RunOpener(session)
        self.checked, self.frames = CheckedRuns(), FrameTimer(None)
        self.weights = ComparedWeights()
        self.compared = ComparedRuns(session, self.library, self.checked)
        self.actions = RunActions(session, self.workspace, themes)
        self.view = RunsView(
            self.library,
            self.opener,
            self.checked,
            self.compared,
            self.weights,
            session,
            self.workspace,
            self.actions,
            themes,
            self.frames,
            QWidget(),
        )
        self.window = show_in_window(qtbot, self.view, 1000, 700)

    @property
    def page(self):
        return self.view.listed

    @property
    def names(self):
        """The names in the table, from top to bottom."""
        model = self.page.model
        return [str(model.index(row, 1).data()) for row in range(model.rowCount())]

    def cell(self, name, title):
        """The text of a run in the column with this title."""
        model = self.page.model
        return str(model.index(self.names.index(name), model.column_titles.index(title)).data())

    def select(self, *names):
        keys = [self.page.model.rows[self.names.index(name)].key for name in names]
        self.page.table.select(keys)

    def close(self):
        self.frames.stop()
        self.library.close()
        self.opener.close()
        self.compared.close()
        self.weights.close()


@pytest.fixture
def shown(qtbot, session, themes, monkeypatch):
    monkeypatch.setattr(run_library, "INTERVAL", 20)
    shown = Shown(qtbot, session, themes)
    qtbot.waitUntil(lambda: shown.library.is_loaded, timeout=20_000)
    yield shown
    shown.close()
