"""Runs on samples that are not pictures of 28×28, from their beginning to the predictions of their networks."""

import json

import numpy as np
import pytest

from nnstudio.cli.main import main
from nnstudio.data.dataset import Dataset, PictureSamples
from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import Splits
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.ink.file import DrawnDigit, append_to_ink_file
from nnstudio.inspection.explanation import Explainer
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.inspection.prediction import predict_drawing, predict_picture
from nnstudio.runs.events import RunEnded
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import open_run
from tests.conftest import small_settings
from tests.imported_shapes import keep_pictures, shape_settings

DISTORTED = tuple(
    f"augmentation.{each}" for each in ("shift=1", "rotation=10", "elastic_strength=0.5", "thickness=0.3", "noise=10")
)
SEVEN = (np.array([[10.0, 10.0], [60.0, 10.0], [30.0, 90.0]]),)


@pytest.fixture
def folders(tmp_path):
    return DataFolders(tmp_path / "data", tmp_path / "cache")


def run_to_end(settings, folders, runs):
    steps, run = prepare(settings, folders, runs), None
    while run is None:
        try:
            next(steps)
        except StopIteration as end:
            run = end.value
    return end_of(run)


def end_of(run):
    events = []
    while run.ended is None:
        events += run.advance()
    run.close()
    return run, events


@pytest.mark.parametrize("shape", [(8, 8), (6, 11), (40, 32), (2, 3), (1, 5)])
def test_pictures_of_any_shape_are_learned_from_to_the_very_end_of_a_run(folders, tmp_path, shape):
    dataset = keep_pictures(folders, shape)
    run, events = run_to_end(shape_settings(*DISTORTED), folders, tmp_path / "runs")
    folder = run.started.folder
    assert isinstance(events[-1], RunEnded)
    assert json.loads((folder / "run.json").read_text())["input_shape"] == list(shape)
    assert json.loads((folder / "result.json").read_text())["epochs"] == 2
    saved = open_run(folder)
    assert saved.network.input_shape == shape
    for weights in ("last", "best"):
        detector = read_novelty_detector(folder, saved.network, weights)
        assert detector.pictures.shape[1:] == shape
        assert 0 < detector.p_value(dataset.test_pictures[0], Predictor(saved.network, saved.parameters)) <= 1


@pytest.mark.parametrize("shape", [(8, 8), (6, 11), (3, 3), (1, 5)])
def test_predictions_of_such_a_network_are_explained_in_pictures_of_its_shape(folders, tmp_path, shape):
    dataset = keep_pictures(folders, shape)
    run, _ = run_to_end(shape_settings(), folders, tmp_path / "runs")
    saved = open_run(run.started.folder)
    explainer = Explainer(saved.network, saved.parameters)
    explainer.set_detector(read_novelty_detector(saved.folder, saved.network))
    prediction = predict_picture(Predictor(saved.network, saved.parameters), dataset.test_pictures[0])
    assert explainer.can_explain(prediction)
    explanation = explainer.explain(prediction)
    pictures = [explanation.pixels, explanation.occlusion, *(unit.weights for unit in explanation.units)]
    pictures += [neighbour.picture for neighbour in explanation.neighbours]
    assert {picture.shape for picture in pictures} == {shape}
    assert explanation.occlusion.any()


def test_such_a_run_is_evaluated_and_resumed_by_the_command_line(folders, tmp_path, capsys):
    keep_pictures(folders, (8, 8))
    run, _ = run_to_end(shape_settings(), folders, tmp_path / "runs")
    data, runs = ["--data-dir", str(folders.data)], ["--runs-dir", str(tmp_path / "runs")]
    assert main([*data, "evaluate", str(run.started.folder), "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert evaluated["accuracy"] == run.ended.last.test.accuracy
    assert evaluated["flagged"] is not None
    resumed = [*data, *runs, "train", "--resume", str(run.started.folder), "--set", "epochs=3", "--quiet", "--json"]
    assert main(resumed) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["epochs"] == 3


@pytest.mark.parametrize("shape", [(8, 8), (6, 11), (40, 32)])
def test_a_drawing_is_fitted_into_the_pictures_of_the_network(folders, tmp_path, capsys, shape):
    keep_pictures(folders, shape)
    append_to_ink_file(folders.my_digits, DrawnDigit(7, SEVEN))
    run, _ = run_to_end(shape_settings(), folders, tmp_path / "runs")
    assert run.ended.last.my_digits is None  # they evaluate only networks of their size
    saved = open_run(run.started.folder)
    prediction = predict_drawing(Predictor(saved.network, saved.parameters), StrokeDrawing(SEVEN).render())
    assert prediction.picture.shape == shape
    assert prediction.picture.max() > 100
    command = ["--data-dir", str(folders.data), "evaluate", str(saved.folder), "--ink", str(folders.my_digits)]
    assert main([*command, "--each", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["read"] == prediction.best


def test_samples_that_are_no_pictures_are_learned_from_without_a_novelty_detector(tmp_path):
    rng = np.random.default_rng(0)
    numbers = rng.integers(0, 256, (200, 5), np.uint8)
    labels = (numbers[:, 0] > numbers[:, 1]).astype(np.uint8)
    dataset = Dataset(numbers[:150], labels[:150], numbers[150:], labels[150:], ("less", "more"))
    splits = [PictureSamples(numbers[at], labels[at]) for at in (slice(100), slice(100, 150), slice(150, 200))]
    settings = small_settings("network.layers=[dense 4 tanh]", *DISTORTED)
    run = Run(settings, dataset, Splits(*splits), RandomStreams.from_seed(0))
    (tmp_path / "run").mkdir()
    run.open(tmp_path / "run")
    end_of(run)
    assert (tmp_path / "run" / "result.json").is_file()
    assert read_novelty_detector(tmp_path / "run", open_run(tmp_path / "run").network) is None
