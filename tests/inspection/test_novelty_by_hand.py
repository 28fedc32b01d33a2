"""The novelty detector of a few pictures worked out by hand: the chosen pictures, the scores' scale, the p-values."""

import io
from pathlib import Path

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.data.settings import Splits
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.inspection import novelty as module
from nnstudio.inspection.direction_features import direction_features
from nnstudio.inspection.novelty import WORK, choose_novelty_samples, fit_novelty_detector
from nnstudio.inspection.novelty_file import FILES, read_novelty_detector, write_novelty_detector
from nnstudio.steps import finish
from tests.conftest import small_settings

NAMES = ("cat", "dog", "hen")


def samples(count, seed):
    """Return pictures of three classes; the first two pixels of each encode its index."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, count).astype(np.uint8)
    patterns = np.random.default_rng(0).integers(0, 200, (3, 28, 28))
    pictures = (patterns[labels] + rng.integers(0, 56, (count, 28, 28))).astype(np.uint8)
    pictures[:, 0, 0], pictures[:, 0, 1] = np.arange(count) % 256, np.arange(count) // 256
    return PictureSamples(pictures, labels)


SPLITS = Splits(samples(90, 1), samples(60, 2), samples(5, 3))


def chosen_samples():
    """Return the chosen samples and the progress that was reported."""
    progress = []
    return finish(choose_novelty_samples(SPLITS, NAMES), progress.append), progress


def network_of(layers, classes=3):
    network = Network(small_settings(f"layers={layers}").network, (28, 28), classes)
    return network, np.random.default_rng(8).normal(0, 0.05, network.layout.count).astype(np.float32)


def unit(hidden):
    return hidden / np.linalg.norm(hidden, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def fitted():
    """A network, its parameters and its novelty detector."""
    network, parameters = network_of("[dense 12 relu]")
    return network, parameters, fit_novelty_detector(network, parameters, chosen_samples()[0])


def test_few_pictures_are_all_used_and_kept():
    samples, progress = chosen_samples()
    assert progress == [Progress(WORK, done, 3) for done in (1, 2)]
    np.testing.assert_array_equal(samples.fitting.pictures, SPLITS.training.pictures)
    np.testing.assert_array_equal(samples.fitting.labels, SPLITS.training.labels)
    np.testing.assert_array_equal(samples.calibration.pictures, SPLITS.validation.pictures)
    np.testing.assert_array_equal(samples.calibration.labels, SPLITS.validation.labels)
    np.testing.assert_array_equal(samples.fitting_features, direction_features(SPLITS.training.pictures))
    np.testing.assert_array_equal(samples.calibration_features, direction_features(SPLITS.validation.pictures))
    assert samples.kept_count == 90


def test_of_many_pictures_evenly_spaced_ones_are_chosen_from_the_first_to_the_last(monkeypatch):
    for name, count in (("FITTING_COUNT", 11), ("CALIBRATION_COUNT", 7), ("KEPT_COUNT", 4)):
        monkeypatch.setattr(module, name, count)
    samples, _ = chosen_samples()
    fitting, calibration = np.arange(11) * 89 // 10, np.arange(7) * 59 // 6
    np.testing.assert_array_equal(samples.fitting.pictures, SPLITS.training.pictures[fitting])
    np.testing.assert_array_equal(samples.fitting.labels, SPLITS.training.labels[fitting])
    np.testing.assert_array_equal(samples.calibration.pictures, SPLITS.validation.pictures[calibration])
    assert samples.kept_count == 4
    network, parameters = network_of("[dense 12 relu]")
    detector = fit_novelty_detector(network, parameters, samples)
    np.testing.assert_array_equal(detector.pictures, SPLITS.training.pictures[fitting[:4]])
    np.testing.assert_array_equal(detector.labels, SPLITS.training.labels[fitting[:4]])


def novelty_scores(detector, network, parameters, pictures):
    """Return the scores of the two models, (count, 2), their scaled and weighted sum, and the hidden activations."""
    hidden = hidden_activations(network, parameters, PictureSamples(pictures, np.zeros(len(pictures), np.uint8)))
    both = np.stack(
        [
            detector.shapes.novelty_scores(direction_features(pictures)),
            detector.activations.novelty_scores(unit(hidden)),
        ],
        axis=1,
    )
    scaled = (both - detector.medians) / detector.spreads
    return both, scaled[:, 0] + 0.5 * scaled[:, 1], hidden


def test_scores_are_scaled_by_the_median_and_its_distance_to_the_90th_percentile_of_held_out_pictures(fitted):
    network, parameters, detector = fitted
    both, total, _ = novelty_scores(detector, network, parameters, SPLITS.validation.pictures)
    np.testing.assert_allclose(detector.medians, np.median(both, axis=0), rtol=1e-4)
    spreads = np.quantile(both, 0.9, axis=0) - np.median(both, axis=0)
    np.testing.assert_allclose(detector.spreads, spreads, rtol=1e-3)
    np.testing.assert_allclose(detector.calibration_scores, np.sort(total), rtol=1e-3, atol=1e-3)
    assert detector.calibration_scores.dtype == detector.medians.dtype == detector.spreads.dtype == np.float32


def test_a_p_value_counts_calibration_scores_at_least_as_large_and_the_picture_itself(fitted):
    network, parameters, detector = fitted
    pictures = np.concatenate([samples(40, 4).pictures, np.zeros((1, 28, 28), np.uint8)])
    _, total, hidden = novelty_scores(detector, network, parameters, pictures)
    expected = [(1 + (detector.calibration_scores >= each).sum()) / 61 for each in total]
    p_values = detector.p_values(pictures, hidden)
    assert p_values.shape == (41,)
    assert np.abs(p_values - expected).max() <= 1.01 / 61  # a score that is equal up to rounding
    assert (np.abs(p_values - expected) < 1e-6).mean() > 0.9
    assert p_values[-1] == pytest.approx(1 / 61)
    assert len(set(p_values.tolist())) > 5


def test_calibration_pictures_have_evenly_spaced_p_values(fitted):
    network, parameters, detector = fitted
    _, _, hidden = novelty_scores(detector, network, parameters, SPLITS.validation.pictures)
    p_values = detector.p_values(SPLITS.validation.pictures, hidden)
    np.testing.assert_allclose(np.sort(p_values), np.arange(2, 62) / 61)


def test_the_pixels_of_one_picture_are_scaled_from_0_to_1():
    network, parameters = network_of("[dense 12 sigmoid]")
    parameters *= 3  # because of its biases, the scale of its inputs matters
    detector = fit_novelty_detector(network, parameters, chosen_samples()[0])
    predictor = Predictor(network, parameters)
    p_values = [detector.p_value(each, predictor) for each in SPLITS.validation.pictures]
    assert all(type(p_value) is float for p_value in p_values)
    np.testing.assert_allclose(np.sort(p_values), np.arange(2, 62) / 61, atol=1.01 / 61)


def test_the_overall_scale_of_the_activations_does_not_change_p_values(fitted):
    network, parameters, detector = fitted
    pictures = samples(20, 4).pictures
    _, _, hidden = novelty_scores(detector, network, parameters, pictures)
    np.testing.assert_allclose(
        detector.p_values(pictures, hidden * 8), detector.p_values(pictures, hidden), atol=1.01 / 61
    )


@pytest.mark.parametrize(("units", "stride"), [(7, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_of_a_wide_layer_only_evenly_spaced_units_are_used(units, stride, monkeypatch):
    monkeypatch.setattr(module, "MAX_UNITS", 8)
    network, parameters = network_of(f"[dense {units} tanh]")
    detector = fit_novelty_detector(network, parameters, chosen_samples()[0])
    hidden = hidden_activations(network, parameters, SPLITS.training)[:, ::stride]
    np.testing.assert_allclose(detector.activations.mean, unit(hidden).mean(axis=0), rtol=1e-3, atol=1e-6)


def test_activations_that_are_all_zero_can_be_fitted():
    network, parameters = network_of("[dense 12 relu]")
    detector = fit_novelty_detector(network, np.zeros_like(parameters), chosen_samples()[0])
    assert np.isfinite(detector.calibration_scores).all()
    assert detector.spreads[1] == pytest.approx(1e-6)


def test_no_detector_is_fitted_to_activations_that_are_not_finite():
    network, parameters = network_of("[dense 12 relu]")
    parameters[0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        fit_novelty_detector(network, parameters, chosen_samples()[0])


def written(folder, detector, weights="last"):
    with (folder / FILES[weights]).open("wb") as file:
        write_novelty_detector(file, detector)


@pytest.mark.parametrize("weights", ["last", "best"])
def test_a_detector_is_read_back_as_it_was_written(fitted, tmp_path, weights):
    network, _, detector = fitted
    written(tmp_path, detector, weights)
    read = read_novelty_detector(tmp_path, network, weights)
    for name in ("medians", "spreads", "calibration_scores", "pictures", "labels"):
        np.testing.assert_array_equal(getattr(read, name), getattr(detector, name), err_msg=name)
    for model in ("shapes", "activations"):
        for name in ("mean", "components", "class_means", "whitening", "log_determinants"):
            expected = getattr(getattr(detector, model), name)
            np.testing.assert_array_equal(getattr(getattr(read, model), name), expected, err_msg=name)
    other = "best" if weights == "last" else "last"
    assert read_novelty_detector(tmp_path, network, other) is None


def test_the_detector_of_the_last_weights_is_read_by_default(fitted, tmp_path):
    network, _, detector = fitted
    written(tmp_path, detector)
    assert read_novelty_detector(tmp_path, network) is not None


def test_a_detector_does_not_fit_a_network_of_another_width_or_of_fewer_classes(fitted, tmp_path):
    written(tmp_path, fitted[2])
    assert read_novelty_detector(tmp_path, network_of("[dense 13 relu]")[0]) is None
    assert read_novelty_detector(tmp_path, network_of("[dense 12 relu]", classes=2)[0]) is None
    assert read_novelty_detector(tmp_path, network_of("[dense 12 relu]", classes=4)[0]) is not None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("pictures", lambda array: array.astype(np.float32)),
        ("pictures", lambda array: array[:, :-1]),
        ("pictures", lambda array: array[:-1]),
        ("labels", lambda array: array[:, None]),
        ("labels", lambda array: array.astype(np.int64)),
        ("labels", lambda array: array + np.uint8(1)),
        ("calibration_scores", lambda array: np.append(array, np.float32(np.inf))),
        ("calibration_scores", lambda array: array[None]),
        ("spreads", lambda array: array[:1].repeat(3)),
        ("shapes_components", lambda array: array[:, :-1]),
        ("activations_whitening", lambda array: array[:-1]),
        ("shapes_mean", lambda array: array[:-1]),
    ],
)
def test_a_file_with_an_array_that_does_not_fit_gives_no_detector(fitted, tmp_path, name, change):
    network, _, detector = fitted
    written(tmp_path, detector)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    np.savez(tmp_path / FILES["last"], **arrays | {name: change(arrays[name])})
    assert read_novelty_detector(tmp_path, network) is None
    del arrays[name]
    np.savez(tmp_path / FILES["last"], **arrays)
    assert read_novelty_detector(tmp_path, network) is None


def test_a_file_without_kept_pictures_still_gives_a_detector(fitted, tmp_path):
    network, _, detector = fitted
    written(tmp_path, detector)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    none = {"pictures": arrays["pictures"][:0], "labels": arrays["labels"][:0]}
    np.savez(tmp_path / FILES["last"], **arrays | none)
    assert read_novelty_detector(tmp_path, network) is not None


def test_a_compressed_file_is_refused_by_its_claimed_size_without_being_read(fitted, tmp_path):
    network, _, detector = fitted
    plain = io.BytesIO()
    write_novelty_detector(plain, detector)
    plain.seek(0)
    with np.load(plain) as archive:
        np.savez_compressed(tmp_path / FILES["last"], **dict(archive))
    assert read_novelty_detector(tmp_path, network) is None


class Trap:
    """An object that creates a file when it is unpickled."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def test_a_file_that_would_run_code_is_not_trusted(fitted, tmp_path):
    network, _, detector = fitted
    written(tmp_path, detector)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    np.savez(tmp_path / FILES["last"], **arrays | {"calibration_scores": np.array([Trap(tmp_path / "sprung")], object)})
    assert read_novelty_detector(tmp_path, network) is None
    assert not (tmp_path / "sprung").exists()


def test_built_in_handwriting_is_added_once_to_either_set_where_the_classes_are_digits():
    chosen = finish(choose_novelty_samples(SPLITS, tuple("0123456789")))
    added = chosen.fitting.pictures[90:], chosen.calibration.pictures[60:]
    assert [len(each) for each in added] == [module.HANDWRITING_FITTING_COUNT, module.HANDWRITING_CALIBRATION_COUNT]
    assert not np.array_equal(added[0][: len(added[1])], added[1])
    np.testing.assert_array_equal(chosen.calibration_features[60:], direction_features(added[1]))
