"""The Runs view as a tab of the whole window."""

from nnstudio.ui.runs.runs_view import RunsView
from tests.conftest import small_settings
from tests.runs.store.made_runs import make_run


def test_the_tab_lists_the_kept_runs(window, wait_until):
    make_run(window.session.runs, "first", small_settings("layers=[dense 3 relu]"))
    window.views.show_view("Runs")
    wait_until(lambda: window.view(RunsView).model.rowCount() == 1)
