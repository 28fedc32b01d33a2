"""The series of weight snapshots: which are kept, how exactly, within which budget, and what damage does."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.engine.network import Network
from nnstudio.runs import snapshot_recorder, snapshots
from nnstudio.runs.events import RunEndReason
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.snapshots import (
    BEST,
    BRANCH,
    FILE,
    SnapshotSeries,
    capacity,
    from_bfloat16,
    record_type,
    to_bfloat16,
)
from nnstudio.runs.training_on import prepare_to_go_on
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run import prepared

SETTINGS = small_settings("optimizer=adam 0.01", "layers=[dense 16 relu, batch_norm]", "batch_size=5", "epochs=4")


@pytest.fixture(scope="module")
def data(_small_mnist_folder, tmp_path_factory):
    return DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Take each snapshot that is due, however fast the run is."""
    monkeypatch.setattr(snapshot_recorder, "LARGEST_SHARE", 1000.0)


def finish_training(run):
    """Train to the end; what comes after training is left out, as it takes longer."""
    while not run.is_ending:
        run.advance()
    run.close()


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    """A run of 400 batches, and its parameters after each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_recorder, "LARGEST_SHARE", 1000.0)
        run = prepared(SETTINGS, data, tmp_path_factory.mktemp("runs"))
        parameters = {0: run.parameters()}
        while not run.is_ending:
            run.advance()
            parameters.setdefault(run.step, run.parameters())
        run.close()
    return run, parameters


def series_of(run, settings=SETTINGS):
    folder = run.started.folder
    return SnapshotSeries(folder, open_run(folder).network, settings)


def best_step(run):
    lines = (run.started.folder / "evaluations.jsonl").read_text().splitlines()
    return min(map(json.loads, lines), key=lambda line: line["validation_loss"])["step"]


def few(monkeypatch, count):
    """Let no more than ``count`` snapshots of `SETTINGS` fit into the budget."""
    form = record_type(Network(SETTINGS.network, (28, 28), 10), SETTINGS)
    monkeypatch.setattr(snapshots, "BUDGET", count * form.itemsize)


def test_each_has_the_weights_of_its_step_as_exactly_as_half_precision_can(whole):
    run, parameters = whole
    series = series_of(run)
    for place in series.places():
        snapshot = series.read(place)
        np.testing.assert_allclose(snapshot.parameters, parameters[place.step], rtol=2**-11, atol=1e-7)
        assert (snapshot.step, snapshot.position) == (place.step, pytest.approx(place.step / 100))


def test_the_first_the_best_and_the_last_are_among_them(whole):
    run, _ = whole
    places = series_of(run).places()
    assert (places[0].step, places[-1].step) == (0, 400)
    assert [place.step for place in places if place.flags & BEST] == [best_step(run)]
    assert len(places) <= 304


def test_they_are_even_in_the_logarithm_of_time_within_the_budget_of_disk(data, tmp_path, monkeypatch):
    few(monkeypatch, 12)
    run = prepared(SETTINGS, data, tmp_path)
    finish_training(run)
    steps = [place.step for place in series_of(run).places()]
    assert len(steps) == 12
    assert (run.started.folder / FILE).stat().st_size <= snapshots.BUDGET
    gaps = np.diff(np.log(np.array(steps[1:])))
    assert gaps.max() < 4 * np.log(400) / 10


def test_where_not_even_four_fit_there_are_none_and_the_run_is_as_usual(data, tmp_path, monkeypatch, whole):
    few(monkeypatch, 3)
    run = prepared(SETTINGS, data, tmp_path)
    finish_training(run)
    assert series_of(run).places() == []
    assert not (run.started.folder / FILE).exists()


def test_a_run_is_bit_for_bit_the_same_with_and_without_them(data, tmp_path, monkeypatch, whole):
    few(monkeypatch, 0)
    run = prepared(SETTINGS, data, tmp_path)
    finish_training(run)
    np.testing.assert_array_equal(run.parameters(), whole[0].parameters())


def test_they_take_at_most_a_hundredth_of_the_time_after_the_first_moment(data, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot_recorder, "ADVANCE", 0.0)
    monkeypatch.setattr(snapshot_recorder, "LARGEST_SHARE", 0.0)
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 50:
        run.advance()
    assert [place.step for place in series_of(run).places()] == [0]
    run.close()


def test_the_first_steps_have_a_coarse_series_at_once_however_little_time_there_is(data, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot_recorder, "ADVANCE", 1000.0)
    monkeypatch.setattr(snapshot_recorder, "LARGEST_SHARE", 0.0)
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 300:
        run.advance()
    run.close()
    steps = [place.step for place in series_of(run).places() if not place.flags]
    assert steps[:8] == [0, 1, 2, 3, 4, 6, 8, 11]
    assert 20 < len(steps) < 30


def test_a_run_that_goes_on_drops_those_after_its_checkpoint_and_then_has_the_same_again(data, tmp_path, whole):
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 150:
        run.advance()
    run.close()
    again = finish(prepare_to_go_on(run.started.folder, data))
    assert max(place.step for place in series_of(again).places()) == 100
    finish_training(again)
    expected = series_of(whole[0])
    found = {place.step for place in series_of(again).places()}
    assert {0, 100, 400} <= found
    assert abs(len(found) - len(expected.places())) < 5


def test_weights_beyond_half_precision_are_left_out(data, tmp_path):
    run = prepared(small_settings("optimizer=sgd 10", "initializer=uniform", "epochs=1"), data, tmp_path)
    finish_training(run)
    settings = run.started.settings
    for place in series_of(run, settings).places():
        assert np.isfinite(series_of(run, settings).read(place).parameters).all()


def test_a_branch_point_is_marked_and_stays(data, tmp_path, monkeypatch):
    few(monkeypatch, 6)
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 20:
        run.advance()
    run.end(RunEndReason.STOPPED)
    run.close()
    series = series_of(run)
    branch = series.places()[2]
    series.mark(branch, BRANCH)
    again = finish(prepare_to_go_on(run.started.folder, data))
    finish_training(again)
    assert [place.step for place in series.places() if place.flags & BRANCH] == [branch.step]
    assert series.read(series.places()[0]).step == 0


@pytest.mark.parametrize("damage", ["torn", "cut", "other"])
def test_a_damaged_snapshot_is_refused_and_the_others_stay_readable(data, tmp_path, whole, damage):
    run = prepared(small_settings("epochs=1"), data, tmp_path)
    finish_training(run)
    settings = run.started.settings
    series, file = series_of(run, settings), run.started.folder / FILE
    places = series.places()
    size = record_type(open_run(run.started.folder).network, settings).itemsize
    last = max(places, key=lambda place: place.index)
    content = bytearray(file.read_bytes())
    if damage == "cut":
        del content[-10:]
    else:
        content[last.index * size + (40 if damage == "torn" else 0)] ^= 1
    file.write_bytes(content)
    with pytest.raises(SavedRunError, match=r"damaged|cannot be read"):
        series.read(last)
    assert series.read(next(place for place in places if place != last)).parameters.dtype == np.float32


def test_a_file_of_any_size_takes_the_memory_of_one_record(tmp_path, settings):
    network = Network(settings.network, (28, 28), 10)
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(1 << 40)  # a file with holes
    assert len(SnapshotSeries(tmp_path, network, settings).places()) <= 304


def test_bfloat16_keeps_the_range_of_single_precision_and_two_digits():
    numbers = np.array([0, 1, -2.5, 1e-30, 3e38, -1e-12, 123.456], np.float32)
    np.testing.assert_allclose(from_bfloat16(to_bfloat16(numbers)), numbers, rtol=2**-8)


def test_at_most_three_hundred_and_four_are_kept_of_a_small_network_and_none_of_a_huge_one(settings):
    assert capacity(record_type(Network(settings.network, (28, 28), 10), settings)) == 304
    huge = small_settings("layers=[dense 4096 relu, dense 4096 relu]")
    assert capacity(record_type(Network(huge.network, (28, 28), 10), huge)) == 0
