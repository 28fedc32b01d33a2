"""The judge of the active network, asked to judge it by a data set that it did not learn from."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.dataset import DIGITS, Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_file, keep
from nnstudio.session.judge import DURING_RUN
from nnstudio.session.judged_pictures import JudgedSet
from nnstudio.steps import finish
from tests.session.judging.shown_runs import FOLDER, SETTINGS, show
from tests.session.scripted_trainer import ended, snapshot, started


def pictures_of(class_names, shape=(28, 28)):
    rng = np.random.default_rng(len(class_names))
    pictures = rng.integers(0, 256, (32, *shape), np.uint8)
    labels = (np.arange(32) % len(class_names)).astype(np.uint8)
    return Dataset(pictures[:20], labels[:20], pictures[20:], labels[20:], class_names)


SETS = {
    "others-digits": pictures_of(DIGITS),
    "letters": pictures_of(tuple("ABCDEFGHIJ")),
    "three-classes": pictures_of(DIGITS[:3]),
    "small": pictures_of(DIGITS, (20, 20)),
}


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a small MNIST and some imported data sets."""
    own = DataFolders(shutil.copytree(folders.data, tmp_path / "data"), tmp_path / "cache")
    for name, dataset in SETS.items():
        path = imported_file(own, name)
        path.parent.mkdir(exist_ok=True)
        keep(dataset, path)
    return own


def reasons(judge):
    return {each.dataset.title: each.reason for each in judge.candidates}


def test_its_test_set_is_judged(session, judge, folders, wait):
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("others-digits"))
    wait(lambda: judge.judged is not None or judge.obstacle != "")
    assert judge.obstacle == ""
    loaded = finish(Imported("others-digits").load(folders))
    np.testing.assert_array_equal(judge.judged.samples.pictures, loaded.test_pictures)
    np.testing.assert_array_equal(judge.judged.judgement.labels, loaded.test_labels)


def test_it_is_loaded_once(session, judge, wait):
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("others-digits"))
    wait(lambda: judge.judged is not None)
    samples = judge.judged.samples
    show(session, replace(started(SETTINGS, FOLDER)))
    wait(lambda: judge.judged is not None)
    assert judge.judged.samples is samples


def test_data_sets_that_do_not_fit_say_why_and_the_runs_own_is_not_listed(session, judge):
    show(session)
    assert SETTINGS.data.dataset.title not in reasons(judge)
    assert reasons(judge) | {
        "others-digits": "",
        "letters": "",  # its classes are known once it is read
        "three-classes": "it has 3 classes, the network knows 10",
        "small": "its pictures are 20×20, the network takes 28×28",
    } == reasons(judge)


def test_other_classes_are_found_out_when_it_is_read(session, judge, wait):
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("letters"))
    wait(lambda: "A, B, C, D, E …" in judge.obstacle)
    assert judge.judged is None


def test_one_that_is_gone_leaves_the_validation_set(session, judge, folders, wait):
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("others-digits"))
    wait(lambda: judge.judged is not None)
    imported_file(folders, "others-digits").unlink()
    show(session)
    wait(lambda: judge.judged is not None)
    assert judge.judged.which is JudgedSet.VALIDATION


def test_a_damaged_one_says_so(session, judge, folders, wait):
    imported_file(folders, "others-digits").write_bytes(b"nothing")
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("others-digits"))
    wait(lambda: "others-digits" in judge.obstacle)
    assert judge.judged is None


def test_it_waits_for_the_end_of_a_run(session, judge, trainers, wait):
    show(session)
    judge.choose(JudgedSet.OTHER, Imported("others-digits"))
    session.run(SETTINGS)
    wait(lambda: bool(trainers))
    trainers[-1].say(started(SETTINGS), snapshot(SETTINGS, 0))
    wait(lambda: judge.judged is not None and judge.judged.network.step == 0)
    assert judge.reason_against(JudgedSet.OTHER) == DURING_RUN
    assert judge.which is JudgedSet.VALIDATION
    trainers[-1].say(ended())
    wait(lambda: judge.judged is not None and judge.judged.which is JudgedSet.OTHER)


def test_without_a_network_nothing_is_offered(judge):
    assert judge.candidates == ()
