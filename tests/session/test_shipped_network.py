"""The network that came with NN Studio: what it can do, when it predicts, and what happens without its files."""

import logging
import shutil

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.predictor import hidden_activations
from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.ink.file import read_ink_file
from nnstudio.ink.handwriting import generate
from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.prediction import predict_samples
from nnstudio.resources import resource_folder
from nnstudio.runs.saved_run import open_run
from nnstudio.session import shipped_network as module
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.session.shipped_network import NAME, begin_with_shipped_network, shipped_network
from nnstudio.training.messages import RunFailed
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, snapshot, started

SETTINGS = small_settings()
ONE = StrokeDrawing((np.array([[0.5, 0.2, 1.0], [0.5, 0.8, 1.0]]),))


@pytest.fixture(scope="module")
def shipped():
    network = shipped_network()
    assert network is not None
    return network


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The folder of a copy of the network, which a test may damage."""
    shutil.copytree(resource_folder("networks"), tmp_path / "networks")
    monkeypatch.setattr(module, "resource_folder", lambda name: tmp_path / name)
    return tmp_path / "networks" / NAME


def accuracy(network, pictures, labels):
    predictions = predict_samples(network.network, network.parameters, PictureSamples(pictures, labels))
    return (predictions.classes == labels).mean()


def p_values(network, pictures):
    samples = PictureSamples(pictures, np.zeros(len(pictures), np.uint8))
    return network.detector.p_values(pictures, hidden_activations(network.network, network.parameters, samples))


def test_it_predicts_digits_that_it_has_not_seen(shipped):
    assert accuracy(shipped, *generate(1000, seed=77)) > 0.97


def test_it_predicts_what_people_draw(shipped, real_data):
    digits = list(read_ink_file(real_data / "pen-strokes" / "writers-train.jsonl"))[::5]
    labels = np.array([digit.label for digit in digits], np.uint8)
    assert accuracy(shipped, draw_many([digit.strokes for digit in digits]), labels) > 0.97


def test_it_knows_digits_from_what_does_not_look_like_one(shipped):
    pictures, _ = generate(300, seed=78)
    rng = np.random.default_rng(0)
    scribbles = draw_many([[rng.uniform(0, 100, (12, 2)) for _ in range(3)] for _ in range(30)])
    assert (p_values(shipped, pictures) <= 0.015).mean() < 0.06
    assert (p_values(shipped, scribbles) <= 0.015).mean() > 0.7


def test_it_is_small_and_is_what_its_command_writes(shipped):
    files = {file.name: file.stat().st_size for file in (resource_folder("networks") / NAME).iterdir()}
    assert set(files) == {"run.json", "weights.npy", "novelty.npz"}
    assert files["weights.npy"] < 1_300_000
    assert sum(files.values()) < 1_800_000
    assert 0 < len(shipped.detector.pictures) == len(shipped.detector.labels)
    assert shipped.class_names == tuple("0123456789")


def test_it_says_where_it_comes_from_and_belongs_to_no_run_that_is_shown(shipped):
    assert shipped.origin == "the network that came with NN Studio"
    assert (shipped.step, shipped.epoch) == (None, None)
    assert open_run(shipped.folder).settings.data.dataset.key == "mnist-and-handwriting"
    assert [histogram.counts.sum() > 0 for histogram in shipped.histograms] == [True] * len(shipped.histograms)
    assert not shipped.parameters.flags.writeable


def test_without_its_files_there_is_no_network_and_a_line_in_the_log(copied, caplog):
    shutil.rmtree(copied)
    with caplog.at_level(logging.WARNING):
        assert shipped_network() is None
    expected = "the folder of a run, as train prints it"
    assert caplog.messages == [
        f"There is no network at the start: {copied / 'run.json'}: no such file. Expected: {expected}."
    ]


def test_without_the_folder_of_networks_there_is_no_network_and_a_line_in_the_log(monkeypatch, caplog):
    def missing(name):
        raise FileNotFoundError(f"The resource folder {name!r} is missing")

    monkeypatch.setattr(module, "resource_folder", missing)
    with caplog.at_level(logging.WARNING):
        assert shipped_network() is None
    assert "'networks' is missing" in caplog.text


@pytest.mark.parametrize("file", ["run.json", "weights.npy"])
def test_with_a_damaged_file_there_is_no_network_and_a_line_in_the_log(copied, caplog, file):
    (copied / file).write_bytes((copied / file).read_bytes()[:700])
    with caplog.at_level(logging.WARNING):
        assert shipped_network() is None
    assert file in caplog.text


def test_numbers_that_are_not_finite_are_no_network(copied, caplog):
    weights = np.load(copied / "weights.npy")
    weights[5] = np.inf
    np.save(copied / "weights.npy", weights)
    with caplog.at_level(logging.WARNING):
        assert shipped_network() is None
    expected = f"{copied}: weights.npy has numbers that are not finite"
    assert caplog.messages == [f"There is no network at the start: {expected}"]


def test_it_has_a_novelty_detector(shipped):
    assert shipped.detector is not None


def test_without_its_novelty_detector_it_still_predicts(copied):
    (copied / "novelty.npz").write_bytes(b"damaged")
    network = shipped_network()
    assert network.detector is None
    assert accuracy(network, *generate(100, seed=77)) > 0.9


def test_it_predicts_until_the_first_network_of_a_run(session, say, shipped, reported):
    reader = DrawingReader(session)
    assert reader.origin == ""
    session.begin_with(shipped)
    assert session.active_network is shipped
    assert reported == [("network_changed", shipped)]
    reader.set_drawing(ONE)
    assert reader.prediction.best == 1
    session.run(SETTINGS)
    say(RunFailed("no such file", ""))
    assert session.active_network is shipped
    session.run(SETTINGS)
    say(started(SETTINGS))
    assert reader.origin == "the network that came with NN Studio"
    say(batches(1, 2.3, 2.2, 2.1), snapshot(SETTINGS, 3))
    assert reader.origin == "this run, epoch 0.1"


def test_a_session_begins_with_it(session, shipped):
    begin_with_shipped_network(session)
    assert session.active_network.origin == shipped.origin
    np.testing.assert_array_equal(session.active_network.parameters, shipped.parameters)


def test_a_session_begins_without_a_network_where_its_files_are_missing(session, copied, reported):
    shutil.rmtree(copied)
    begin_with_shipped_network(session)
    assert session.active_network is None
    assert reported == []


def test_it_does_not_replace_a_network_that_predicts_already(running, shipped):
    network = running.active_network
    running.begin_with(shipped)
    assert running.active_network is network


def test_a_pinned_drawing_is_predicted_by_it_but_has_no_history_without_a_run(session, say, shipped):
    reader = DrawingReader(session)
    pinned = PinnedDrawing(session, reader)
    session.begin_with(shipped)
    pinned.pin(ONE)
    assert pinned.prediction.best == 1
    assert len(pinned.history) == 0
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert len(pinned.history) == 1
