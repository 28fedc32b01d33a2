"""The judge of the active network: which pictures it judges by, when, and what stands in its way."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import split_dataset
from nnstudio.engine.events import Metrics
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.inspection.calibration import fit_temperature, reliability
from nnstudio.runs.events import Origin
from nnstudio.session.judge import DURING_RUN, FINE_TUNED, NO_NETWORK, NOT_FINITE
from nnstudio.session.judged_pictures import JudgedSet
from nnstudio.session.judged_source import NO_DRAWINGS
from nnstudio.session.shipped_network import shipped_network
from nnstudio.session.state import State
from nnstudio.steps import finish
from tests.session.judging.shown_runs import FOLDER, SETTINGS, network_at, show
from tests.session.scripted_trainer import (
    ended,
    network_of,
    snapshot,
    started,
)

ONE = [np.array([[0.5, 0.2], [0.5, 0.8]])]


def splits(folders):
    """Return the sets of a run with `SETTINGS`, split as the trainer does it."""
    dataset = finish(SETTINGS.data.dataset.load(folders))
    return split_dataset(dataset, SETTINGS.data, RandomStreams.from_seed(SETTINGS.seed).split)


def test_without_a_network_it_says_what_is_needed(judge):
    assert judge.judged is None
    assert judge.obstacle == NO_NETWORK


def test_a_run_is_judged_by_its_own_validation_set(session, judge, folders, wait):
    network = show(session)
    wait(lambda: judge.judged is not None)
    assert judge.obstacle == ""
    assert judge.judged.network is network
    assert judge.judged.which is JudgedSet.VALIDATION
    expected = splits(folders).validation
    np.testing.assert_array_equal(judge.judged.samples.pictures, expected.pictures)
    np.testing.assert_array_equal(judge.judged.samples.labels, expected.labels)
    np.testing.assert_array_equal(judge.judged.judgement.labels, expected.labels)


def test_after_the_run_it_can_be_judged_by_its_test_set(session, judge, folders, wait):
    show(session)
    assert judge.reason_against(JudgedSet.TEST) == ""
    judge.choose(JudgedSet.TEST)
    wait(lambda: judge.judged is not None)
    assert judge.judged.which is JudgedSet.TEST
    np.testing.assert_array_equal(judge.judged.samples.pictures, splits(folders).test.pictures)


def test_nothing_is_judged_while_nobody_watches(session, judge, wait):
    judge.watch(False)
    show(session)
    newest = show(session, network=network_at(3, seed=1))
    assert (judge.judged, judge.obstacle) == (None, "")
    judge.watch(True)
    wait(lambda: judge.judged is not None)
    assert judge.judged.network is newest


def test_while_it_learns_the_newest_network_is_judged_about_once_a_second(session, judge, trainers, wait, qtbot):
    session.run(SETTINGS)
    wait(lambda: bool(trainers))
    trainers[-1].say(started(SETTINGS), snapshot(SETTINGS, 0))
    wait(lambda: judge.judged is not None)
    assert session.state is State.RUNNING
    seen = []
    judge.changed.connect(lambda: seen.append(judge.judged.network.step))
    for step in range(1, 6):
        trainers[-1].say(snapshot(SETTINGS, step, value=step / 10))
    wait(lambda: session.active_network.step == 5)
    wait(lambda: bool(seen))
    assert seen == [5]


def test_during_a_run_the_test_set_waits_and_then_comes_back(session, judge, trainers, wait):
    show(session)
    judge.choose(JudgedSet.TEST)
    session.run(SETTINGS)
    assert judge.reason_against(JudgedSet.TEST) == DURING_RUN
    assert judge.which is JudgedSet.VALIDATION
    wait(lambda: bool(trainers))
    trainers[-1].say(started(SETTINGS), snapshot(SETTINGS, 0))
    wait(lambda: judge.judged is not None and judge.judged.network.step == 0)
    assert judge.judged.which is JudgedSet.VALIDATION
    trainers[-1].say(ended())
    wait(lambda: judge.judged is not None and judge.judged.which is JudgedSet.TEST)


def test_the_users_drawings_are_judged_and_again_when_they_change(session, judge, my_digits, wait):
    show(session)
    judge.choose(JudgedSet.MY_DIGITS)
    wait(lambda: judge.obstacle == NO_DRAWINGS)
    my_digits.add(1, ONE)
    wait(lambda: judge.judged is not None)
    assert judge.judged.judgement.labels.tolist() == [1]
    my_digits.add(7, ONE)
    wait(lambda: judge.judged is not None and judge.judged.judgement.count == 2)
    assert judge.judged.samples.pictures.shape == (2, 28, 28)


def test_a_missing_data_set_is_named(session, judge, tmp_path):
    session.folders = DataFolders(tmp_path / "empty", tmp_path / "cache")
    show(session)
    assert judge.missing == SETTINGS.data.dataset
    assert "MNIST is needed" in judge.obstacle


def test_a_data_set_that_comes_later_is_used_at_the_next_look(session, judge, folders, tmp_path, wait):
    session.folders = DataFolders(tmp_path / "empty", tmp_path / "cache")
    show(session)
    session.folders = folders
    judge.retry()
    wait(lambda: judge.judged is not None)
    assert (judge.obstacle, judge.missing) == ("", None)


def test_a_data_set_that_has_changed_since_the_run_is_not_used(session, judge, wait):
    show(session, replace(started(SETTINGS, FOLDER), validation_count=99))
    wait(lambda: "has changed since this run" in judge.obstacle)
    assert judge.judged is None
    assert "99 validation" in judge.obstacle


def test_other_classes_are_not_judged(session, judge, wait):
    begun = replace(started(SETTINGS, FOLDER), class_names=tuple("ABCDEFGHIJ"))
    show(session, begun)
    wait(lambda: "other classes" in judge.obstacle)


def test_the_validation_set_of_a_fine_tuned_network_is_not_kept(session, judge, wait):
    metrics = Metrics(1.0, 0.5, 10)
    show(session, started(SETTINGS, FOLDER, Origin("base", 4, 1, metrics, metrics)))
    assert judge.reason_against(JudgedSet.VALIDATION) == FINE_TUNED
    wait(lambda: judge.judged is not None)
    assert judge.judged.which is JudgedSet.TEST


def test_a_fine_tuned_network_is_judged_by_drawings_with_how_many_it_has_learned(session, judge, my_digits, wait):
    my_digits.add(1, ONE)
    metrics = Metrics(1.0, 0.5, 10)
    show(session, started(SETTINGS, FOLDER, Origin("base", 4, 1, metrics, metrics)))
    judge.choose(JudgedSet.MY_DIGITS)
    wait(lambda: judge.judged is not None and judge.judged.which is JudgedSet.MY_DIGITS)
    assert judge.judged.source.learned == 4


def test_a_network_that_has_diverged_is_not_judged(session, judge, wait):
    network = network_of(SETTINGS)
    parameters = np.full(network.layout.count, np.nan, np.float32)
    diverged = replace(network_at(2), parameters=parameters)
    show(session, network=diverged)
    wait(lambda: judge.obstacle == NOT_FINITE)
    assert judge.judged is None


def test_the_network_that_came_with_the_program_needs_the_data_it_learned_from(session, judge, tmp_path):
    session.folders = DataFolders(tmp_path / "empty", tmp_path / "cache")
    session.begin_with(shipped_network())
    assert "MNIST and handwriting is needed" in judge.obstacle
    assert judge.missing is not None


def test_the_network_that_came_with_the_program_is_judged_by_drawings(session, judge, my_digits, wait):
    my_digits.add(1, ONE)
    session.begin_with(shipped_network())
    judge.choose(JudgedSet.MY_DIGITS)
    wait(lambda: judge.judged is not None)
    assert judge.judged.judgement.predicted.tolist() == [1]


def test_a_network_whose_folder_is_gone_says_so(session, judge):
    session.begin_with(replace(network_at(2), folder=Path("gone"), step=None))
    assert "gone" in judge.obstacle


def test_the_calibration_follows_the_judgement(session, judge, wait):
    show(session)
    wait(lambda: judge.calibrator.reliability is not None)
    judgement = judge.judged.judgement
    assert judge.calibrator.reliability.error == reliability(judgement).error
    judge.calibrator.set_temperature(2.0)
    wait(lambda: judge.calibrator.reliability.temperature == 2.0)
    assert judge.calibrator.reliability.loss == reliability(judgement, 2.0).loss
    assert judge.calibrator.uncalibrated.loss == reliability(judgement).loss
    judge.calibrator.fit()
    fitted = finish(fit_temperature(judgement))
    wait(lambda: judge.calibrator.temperature == fitted)
    assert judge.calibrator.reliability.temperature == fitted


def test_a_fit_goes_on_with_a_newer_judgement_and_ends_where_there_is_none(session, judge, wait):
    show(session)
    wait(lambda: judge.judged is not None)
    judgement = judge.judged.judgement
    judge.calibrator.fit()
    judge.calibrator.use(judgement)
    wait(lambda: judge.calibrator.temperature == finish(fit_temperature(judgement)))
    judge.calibrator.use(None)
    assert judge.calibrator.reliability is None
