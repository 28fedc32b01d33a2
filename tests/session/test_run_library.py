"""The window's list of runs: read in the background, followed while it is watched, with undo of deletions."""

import pytest

from nnstudio.runs.run_metadata import set_metadata
from nnstudio.session import run_library
from nnstudio.session.checked_runs import GOOD_LOOKS, CheckedRuns
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.run_opener import RunOpener
from tests.conftest import small_settings
from tests.runs.store.made_runs import begin_run, make_run
from tests.session.scripted_trainer import started

SETTINGS = small_settings("layers=[dense 3 relu]")
TIMEOUT = 20_000
WATCHER = object()


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "runs"
    for number in range(3):
        make_run(folder, f"run-{number}", small_settings("layers=[dense 3 relu]", f"seed={number}"), minutes=number)
    return folder


@pytest.fixture
def library(qtbot, runs, monkeypatch):
    monkeypatch.setattr(run_library, "INTERVAL", 10)
    library = RunLibrary(runs)
    yield library
    library.close()


@pytest.fixture
def watched(qtbot, library):
    library.watch(WATCHER, True)
    qtbot.waitUntil(lambda: library.is_loaded, timeout=TIMEOUT)
    return library


@pytest.fixture
def failures(library):
    said = []
    library.failed.connect(said.append)
    return said


def keys(library):
    return [run.key for run in library.list.runs]


def test_nothing_is_read_until_somebody_watches(library):
    assert keys(library) == []


def test_runs_are_read_once_somebody_watches(watched):
    assert keys(watched) == ["run-0", "run-1", "run-2"]
    assert watched.run("run-1").key == "run-1"
    assert watched.run("none") is None


def test_a_run_that_begins_elsewhere_appears(qtbot, watched, runs):
    writer = begin_run(runs, "new", SETTINGS, minutes=9)
    qtbot.waitUntil(lambda: "new" in keys(watched), timeout=TIMEOUT)
    writer.close()


def test_who_watches_no_longer_hears_of_nothing(qtbot, watched, runs):
    watched.watch(WATCHER, False)
    qtbot.waitUntil(lambda: not watched._task.is_active, timeout=TIMEOUT)
    set_metadata(runs / "run-0", name="mine")
    assert watched.list.names["run-0"] != "mine"
    watched.watch(WATCHER, True)
    qtbot.waitUntil(lambda: watched.list.names["run-0"] == "mine", timeout=TIMEOUT)


def test_notes_are_changed_at_once(watched):
    watched.change(["run-0"], lambda noted: noted.tagged("good"))
    assert watched.run("run-0").metadata.tags == ("good",)


def test_deleted_runs_come_back_in_the_reverse_order(watched):
    watched.delete(["run-0"])
    watched.delete(["run-1", "run-2"])
    assert keys(watched) == []
    watched.undo()
    assert keys(watched) == ["run-1", "run-2"]
    watched.undo()
    watched.undo()
    assert keys(watched) == ["run-0", "run-1", "run-2"]


def test_a_run_that_trains_stays_and_it_is_said(qtbot, watched, runs, failures):
    writer = begin_run(runs, "live", SETTINGS, minutes=9)
    watched.delete(["run-0", "live", "run-1"])
    assert "it is being trained" in failures[0]
    assert watched.deletions == [("run-0",)]
    qtbot.waitUntil(lambda: keys(watched) == ["run-1", "run-2", "live"], timeout=TIMEOUT)
    writer.close()


def test_nothing_can_be_changed_while_runs_are_being_read(library, failures):
    library.delete(["run-0"])
    assert failures == ["The runs are still being read"]
    assert library.deletions == []


def test_the_index_is_written_when_it_is_closed(watched, runs):
    watched.change(["run-0"], lambda noted: noted.tagged("good"))
    watched.close()
    assert (runs / ".index.json").exists()


@pytest.fixture
def opener(qtbot, session):
    opener = RunOpener(session)
    yield opener
    opener.close()


def test_a_run_is_opened_as_if_it_had_just_ended(qtbot, opener, session, runs):
    with qtbot.waitSignal(opener.opened, timeout=TIMEOUT):
        opener.open(runs / "run-1")
    assert session.shown_run.started.folder == runs / "run-1"
    assert session.shown_run.settings.seed == 1
    assert session.active_network.folder == runs / "run-1"


def test_a_damaged_run_is_not_opened_and_it_is_said(qtbot, opener, session, runs):
    (runs / "run-1" / "weights.npy").write_bytes(b"no weights")
    with qtbot.waitSignal(opener.failed, timeout=TIMEOUT) as said:
        opener.open(runs / "run-1")
    assert "run-1 cannot be opened" in said.args[0]
    assert session.shown_run is None


def test_a_run_that_has_begun_meanwhile_stays(qtbot, opener, session, say, runs):
    session.run(SETTINGS)
    say(started(SETTINGS))
    with qtbot.waitSignal(opener.failed, timeout=TIMEOUT) as said:
        opener.open(runs / "run-1")
    assert "a run is in progress" in said.args[0]
    assert session.shown_run.started.folder != runs / "run-1"


def test_a_checked_run_keeps_its_look():
    checked = CheckedRuns()
    checked.set_checked(["a", "b", "c"], True)
    assert [checked.look_of(key) for key in checked.keys] == [0, 1, 2]
    checked.set_checked(["b"], False)
    checked.set_checked(["d", "b"], True)
    assert [checked.look_of(key) for key in "abcd"] == [0, 1, 2, 3]


def test_looks_of_unchecked_runs_are_given_away_once_there_are_no_others():
    checked = CheckedRuns()
    for number in range(3 * GOOD_LOOKS):
        checked.clear()
        checked.set_checked([f"{number} a", f"{number} b"], True)
        looks = [checked.look_of(key) for key in checked.keys]
        assert looks[0] != looks[1]
        assert max(looks) < GOOD_LOOKS


def test_runs_that_are_gone_are_not_checked(qtbot):
    checked = CheckedRuns()
    checked.set_checked(["a", "b"], True)
    with qtbot.waitSignal(checked.changed):
        checked.keep_only(["b", "c"])
    assert checked.keys == ("b",)


def test_a_second_look_waits_longer_where_the_first_took_long(qtbot, watched):
    watched._on_looked((None, 100.0))
    assert watched._timer.interval() == 1_000_000
    watched.watch(WATCHER, False)


def test_a_view_that_is_hidden_before_it_was_ever_shown_sees_the_runs_once_it_is(qtbot, library):
    library.watch(WATCHER, False)
    library.watch(WATCHER, True)
    qtbot.waitUntil(lambda: library.is_loaded, timeout=TIMEOUT)
    assert len(library.list.runs) == 3
