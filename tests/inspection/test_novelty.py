"""How good the verdict "this does not look like a digit" is, on drawings that nothing was fitted to."""

from pathlib import Path

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.data.folders import DataFolders
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.ink.file import read_ink_file
from nnstudio.ink.handwriting import generate
from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.novelty import DEFAULT_SIGNIFICANCE, NoveltyDetector
from nnstudio.inspection.novelty_file import FILES, read_novelty_detector
from nnstudio.inspection.prediction import Prediction, predict_picture
from nnstudio.runs.events import NoveltyDetectorFitted, RunEnded
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.steps import finish
from tests.conftest import small_settings, write_idx

NON_DIGITS = Path(__file__).parent / "non_digits.jsonl"


def pictures_of(file, every=1):
    drawings = list(read_ink_file(file))[::every]
    return draw_many([drawing.strokes for drawing in drawings])


def train(settings, folders, runs):
    """Run to the end; return the events after training and the saved run."""
    run, events = finish(prepare(settings, folders, runs)), []
    while run.ended is None:
        events += run.advance()
    return events, open_run(run.started.folder)


def flagged_fraction(saved, pictures, weights="last", significance=DEFAULT_SIGNIFICANCE):
    unlabelled = PictureSamples(pictures, np.zeros(len(pictures), np.uint8))
    hidden = hidden_activations(saved.network, saved.parameters, unlabelled)
    detector = read_novelty_detector(saved.folder, saved.network, weights)
    return (detector.p_values(pictures, hidden) <= significance).mean()


@pytest.fixture(scope="module")
def handwriting(tmp_path_factory):
    """Folders with 5000 digits of the built-in handwriting in MNIST's format."""
    folder = tmp_path_factory.mktemp("handwriting")
    for name, count, seed in (("train", 5000, 11), ("t10k", 300, 12)):
        pictures, labels = generate(count, seed)
        write_idx(folder / "mnist" / f"{name}-images-idx3-ubyte.gz", pictures)
        write_idx(folder / "mnist" / f"{name}-labels-idx1-ubyte.gz", labels)
    return DataFolders(folder, folder)


@pytest.fixture(scope="module")
def trained(handwriting, tmp_path_factory):
    settings = small_settings("layers=[dense 64 relu]", "epochs=6", "validation_count=1000")
    return train(settings, handwriting, tmp_path_factory.mktemp("runs"))


def test_there_are_at_least_two_hundred_different_drawings_that_are_not_digits():
    pictures = pictures_of(NON_DIGITS)
    assert len(np.unique(pictures, axis=0)) == len(pictures) >= 200


def test_most_drawings_that_are_not_digits_are_flagged_and_few_digits_are(trained):
    _, saved = trained
    assert flagged_fraction(saved, pictures_of(NON_DIGITS)) >= 0.75
    assert flagged_fraction(saved, generate(1000, 13)[0]) <= 0.035


def test_a_higher_significance_level_flags_more(trained):
    _, saved = trained
    pictures = pictures_of(NON_DIGITS)
    flagged = [
        flagged_fraction(saved, pictures, significance=significance) for significance in (0, 0.001, 0.02, 0.2, 1)
    ]
    assert flagged == sorted(flagged)
    assert flagged[0] == 0
    assert flagged[-1] == 1


def test_digits_of_many_writers_are_rarely_flagged_after_training_on_mnist(real_data, tmp_path):
    strokes = real_data / "pen-strokes" / "writers-train.jsonl"
    if not strokes.is_file():
        pytest.skip(f"no pen strokes at {strokes}")
    settings = small_settings("layers=[dense 64 relu]", "epochs=2", "validation_count=10000", "batch_size=64")
    _, saved = train(settings, DataFolders(real_data, tmp_path), tmp_path / "runs")
    assert flagged_fraction(saved, pictures_of(NON_DIGITS)) >= 0.8
    assert flagged_fraction(saved, pictures_of(strokes, every=3)) <= 0.03


@pytest.mark.parametrize(
    "layers",
    ["[]", "[dense 20 sigmoid]", "[dense 20 linear, batch_norm, activation relu]", "[dense 30 tanh, dropout 0.3]"],
)
def test_every_kind_of_network_has_a_detector_that_works(layers, handwriting, tmp_path):
    settings = small_settings(f"layers={layers}", "validation_count=1000", "batch_size=50")
    _, saved = train(settings, handwriting, tmp_path)
    assert flagged_fraction(saved, pictures_of(NON_DIGITS)) >= 0.6
    assert flagged_fraction(saved, generate(500, 13)[0]) <= 0.04


def test_the_detector_is_reported_once_before_the_end_and_saved_for_both_networks(trained):
    events, saved = trained
    fitted = [event for event in events if isinstance(event, NoveltyDetectorFitted)]
    assert len(fitted) == 1
    assert isinstance(events[-1], RunEnded)
    for weights in FILES:
        kept = read_novelty_detector(saved.folder, saved.network, weights)
        assert isinstance(kept, NoveltyDetector)
    last = read_novelty_detector(saved.folder, saved.network)
    np.testing.assert_array_equal(last.calibration_scores, fitted[0].detector.calibration_scores)
    np.testing.assert_array_equal(last.shapes.whitening, fitted[0].detector.shapes.whitening)


def test_the_kept_pictures_are_training_pictures_with_their_labels(trained, handwriting):
    _, saved = trained
    detector = read_novelty_detector(saved.folder, saved.network)
    assert detector.pictures.shape == (2000, 28, 28)
    pictures, labels = generate(5000, 11)
    known = {picture.tobytes(): label for picture, label in zip(pictures, labels, strict=True)}
    kept = zip(detector.pictures, detector.labels, strict=True)
    assert all(known[picture.tobytes()] == label for picture, label in kept)


def test_a_picture_has_the_same_p_value_alone_and_among_many(trained):
    _, saved = trained
    detector = read_novelty_detector(saved.folder, saved.network)
    predictor = Predictor(saved.network, saved.parameters)
    pictures = generate(5, 13)[0]
    hidden = hidden_activations(saved.network, saved.parameters, PictureSamples(pictures, np.zeros(5, np.uint8)))
    together = detector.p_values(pictures, hidden)
    alone = [predict_picture(predictor, each, detector).p_value for each in pictures]
    np.testing.assert_allclose(alone, together, atol=0.002)


def test_a_prediction_without_a_p_value_is_never_novel():
    prediction = Prediction(np.zeros((28, 28), np.uint8), np.full(10, 0.1))
    assert not prediction.is_novel(1.0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 forged", b"a" * 5000])
def test_a_missing_or_damaged_file_gives_no_detector(trained, tmp_path, content):
    _, saved = trained
    assert read_novelty_detector(tmp_path, saved.network) is None
    (tmp_path / FILES["last"]).write_bytes(content)
    assert read_novelty_detector(tmp_path, saved.network) is None


def test_a_file_of_another_network_or_with_wrong_shapes_gives_no_detector(trained, tmp_path):
    _, saved = trained
    with np.load(saved.folder / FILES["last"]) as archive:
        arrays = dict(archive)
    for name, wrong in (
        ("activations_components", np.zeros((20, 5), np.float32)),
        ("labels", np.full(2000, 99, np.uint8)),
        ("pictures", np.zeros((7, 3), np.uint8)),
        ("calibration_scores", np.full(4, np.nan, np.float32)),
        ("shapes_mean", np.full_like(arrays["shapes_mean"], np.nan)),
        ("activations_class_means", np.full_like(arrays["activations_class_means"], np.inf)),
    ):
        np.savez(tmp_path / FILES["last"], **arrays | {name: wrong})
        assert read_novelty_detector(tmp_path, saved.network) is None, name
    np.savez(tmp_path / FILES["last"], **arrays)
    assert read_novelty_detector(tmp_path, saved.network) is not None
