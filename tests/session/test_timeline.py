"""The timeline of the run that is shown: any snapshot predicts, and the way back."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from nnstudio.runs.snapshots import FILE
from nnstudio.session.last_run import read_shown_run
from nnstudio.session.timeline import Timeline
from tests.kept_run import SETTINGS, train_kept_run
from tests.session.scripted_trainer import scripted_session


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return train_kept_run(tmp_path_factory)


@pytest.fixture
def timeline(session, folder):
    """The timeline of the run, which is shown."""
    timeline = Timeline(session)
    session.show(*read_shown_run(folder))
    yield timeline
    timeline.deleteLater()


def test_it_knows_the_snapshots_of_a_run_that_is_over(timeline, session):
    steps = [place.step for place in timeline.places]
    assert (steps[0], steps[-1]) == (0, 50)
    assert timeline.index is None
    assert session.active_network.origin == "this run, epoch 2"


def test_a_run_that_is_read_knows_its_weights_before_training(folder):
    _, network = read_shown_run(folder)
    assert network.step == 50
    assert network.first_histograms is not None
    pairs = list(zip(network.first_histograms, network.histograms, strict=True))
    assert all(first.counts.sum() == now.counts.sum() for first, now in pairs)
    assert any((first.counts != now.counts).any() for first, now in pairs)


@pytest.mark.parametrize("content", [None, b"nothing of the kind" * 1000], ids=["missing", "damaged"])
def test_a_run_without_its_first_snapshot_is_read_all_the_same(folder, tmp_path, content):
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (copy / FILE).unlink()
    if content is not None:
        (copy / FILE).write_bytes(content)
    _, network = read_shown_run(copy)
    assert network.first_histograms is None


def test_a_snapshot_predicts_and_says_from_when_it_is(timeline, session):
    changed = []
    session.network_changed.connect(changed.append)
    timeline.go_to(10)
    assert changed == [session.active_network]
    assert (timeline.place.step, session.active_network.step) == (10, 10)
    assert session.active_network.origin == "this run, epoch 0.4"
    assert session.active_network.detector is None


def test_the_way_back_leads_to_the_network_that_predicted_before(timeline, session):
    before = session.active_network
    for index in (3, 20, 7):
        timeline.go_to(index)
    timeline.leave()
    assert session.active_network is before
    assert timeline.index is None
    timeline.leave()
    assert session.active_network is before


def test_weights_that_are_chosen_elsewhere_end_it(timeline, session):
    timeline.go_to(3)
    session.show_saved("best")
    assert timeline.index is None
    best = session.active_network
    timeline.go_to(4)
    timeline.leave()
    assert session.active_network is best


def test_the_first_snapshot_is_the_untrained_network_and_the_last_one_that_of_the_end(timeline, session, folder):
    timeline.go_to(len(timeline.places) - 1)
    expected = np.load(folder / "weights.npy")
    np.testing.assert_allclose(session.active_network.parameters, expected, rtol=2**-11, atol=1e-7)


def test_a_damaged_snapshot_is_left_out_and_reported(timeline, session, folder):
    reported = []
    session.weights_unreadable.connect(reported.append)
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(bytes(len(content)))
    try:
        count = len(timeline.places)
        timeline.go_to(5)
        assert len(timeline.places) == count - 1
        assert "the snapshot of step 5 is damaged" in reported[0]
        assert timeline.index is None
    finally:
        (folder / FILE).write_bytes(content)


def test_there_are_none_while_a_run_goes_on_and_an_index_that_is_none_does_nothing(timeline, session):
    before = session.active_network
    for index in (-1, 1000):
        timeline.go_to(index)
    assert session.active_network is before
    session.run(SETTINGS)
    assert timeline.places == ()
    timeline.go_to(0)
    assert session.active_network is before


def test_without_a_run_there_is_nothing(qtbot, folders, tmp_path):
    with scripted_session(folders, tmp_path, []) as empty:
        timeline = Timeline(empty)
        assert timeline.places == ()
        timeline.go_to(0)
        timeline.leave()
        assert empty.active_network is None
