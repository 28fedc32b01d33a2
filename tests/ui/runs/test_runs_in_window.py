"""The Runs view as a tab of the whole window."""

from PySide6.QtWidgets import QAbstractButton

from nnstudio.ui.runs.runs_view import RunsView
from tests.conftest import small_settings
from tests.runs.store.made_runs import make_run
from tests.ui.geometry import lasting_cuts
from tests.ui.test_every_control import controls, described, help_of, is_reached_by_keyboard, name_of


def test_the_tab_lists_the_kept_runs(window, wait_until):
    make_run(window.session.runs, "first", small_settings("layers=[dense 3 relu]"))
    window.views.show_view("Runs")
    wait_until(lambda: window.view(RunsView).listed.model.rowCount() == 1)


def test_nothing_is_cut_in_the_pages_of_compared_runs(window, wait_until, qtbot, styled):
    for seed in range(3):
        make_run(window.session.runs, f"run-{seed}", small_settings("layers=[dense 3 relu]", f"seed={seed}"))
    window.views.show_view("Runs")
    view = window.view(RunsView)
    wait_until(lambda: view.listed.model.rowCount() == 3)
    view.listed.table.selectAll()
    view.listed.commands.compare.trigger()
    wait_until(lambda: len(view.compared.overlay.plot.drawn) == 3 and view.compared.weights.text == "")
    faults = []
    for size in ((1280, 720), (1024, 680)):
        window.resize(*size)
        for page in range(2):
            view.tabs.setCurrentIndex(page)
            faults += [f"{size} {page}: {line}" for line in lasting_cuts(window, qtbot)]
    assert "\n".join(sorted(set(faults))) == ""


def test_every_control_of_compared_runs_has_a_name_a_help_and_a_way_by_keyboard(window, wait_until, styled):
    for seed in range(2):
        make_run(window.session.runs, f"run-{seed}", small_settings("layers=[dense 3 relu]", f"seed={seed}"))
    window.views.show_view("Runs")
    view = window.view(RunsView)
    wait_until(lambda: view.listed.model.rowCount() == 2)
    view.listed.table.selectAll()
    for page in range(2):
        view.tabs.setCurrentIndex(page)
        window.models.checked_runs.set_checked(["run-0", "run-1"], True)
        wait_until(lambda page=page: page == 0 or view.compared.weights.text == "")
        shown = [each for each in controls(window) if view.isAncestorOf(each)]
        assert described(each for each in shown if not name_of(each)) == ""
        assert described(each for each in shown if not help_of(each)) == ""
        assert described(each for each in shown if not is_reached_by_keyboard(each)) == ""
        names = [name_of(each) for each in shown if isinstance(each, QAbstractButton)]
        assert sorted({name for name in names if names.count(name) > 1}) == []
