"""What is usual, worked out by hand from a few pictures: which are chosen, on what scale, and what share comes out."""

import io
from pathlib import Path

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.data.settings import Parts
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.inspection import novelty as module
from nnstudio.inspection.direction_features import direction_features
from nnstudio.inspection.novelty import fit_familiarity, gather_material
from nnstudio.inspection.novelty_file import FILES, read_familiarity, write_familiarity
from tests.conftest import small_settings

NAMES = ("cat", "dog", "hen")


def samples(count, seed):
    """Return pictures of three classes; the first pixels of each tell its number."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, count).astype(np.uint8)
    patterns = np.random.default_rng(0).integers(0, 200, (3, 784))
    pictures = (patterns[labels] + rng.integers(0, 56, (count, 784))).astype(np.uint8)
    pictures[:, 0], pictures[:, 1] = np.arange(count) % 256, np.arange(count) // 256
    return PictureSamples(pictures, labels)


PARTS = Parts(samples(90, 1), samples(60, 2), samples(5, 3))


def gathered(parts=PARTS, names=NAMES):
    """Return the material and the progress that was told."""
    gathering, progress = gather_material(parts, names), []
    while True:
        try:
            progress.append(next(gathering))
        except StopIteration as end:
            return end.value, progress


def network_of(layers, classes=3):
    network = Network(small_settings(f"layers={layers}").network, 784, classes)
    return network, np.random.default_rng(8).normal(0, 0.05, network.layout.count).astype(np.float32)


def unit(hidden):
    return hidden / np.linalg.norm(hidden, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def fitted():
    """A network, its parameters and what it knows as usual."""
    network, parameters = network_of("[dense 12 relu]")
    return network, parameters, fit_familiarity(network, parameters, gathered()[0])


def test_few_pictures_are_all_described_and_measured_and_kept():
    material, progress = gathered()
    assert progress == [Progress("Learning what is usual", done, 3) for done in (1, 2)]
    np.testing.assert_array_equal(material.described.pictures, PARTS.training.pictures)
    np.testing.assert_array_equal(material.described.labels, PARTS.training.labels)
    np.testing.assert_array_equal(material.usual.pictures, PARTS.validation.pictures)
    np.testing.assert_array_equal(material.usual.labels, PARTS.validation.labels)
    np.testing.assert_array_equal(material.described_features, direction_features(PARTS.training.pictures))
    np.testing.assert_array_equal(material.usual_features, direction_features(PARTS.validation.pictures))
    assert material.kept == 90


def test_of_many_pictures_some_are_chosen_evenly_from_the_first_to_the_last(monkeypatch):
    for name, count in (("DESCRIBED", 11), ("USUAL", 7), ("KEPT", 4)):
        monkeypatch.setattr(module, name, count)
    material, _ = gathered()
    described, usual = np.arange(11) * 89 // 10, np.arange(7) * 59 // 6
    np.testing.assert_array_equal(material.described.pictures, PARTS.training.pictures[described])
    np.testing.assert_array_equal(material.described.labels, PARTS.training.labels[described])
    np.testing.assert_array_equal(material.usual.pictures, PARTS.validation.pictures[usual])
    assert material.kept == 4
    network, parameters = network_of("[dense 12 relu]")
    familiarity = fit_familiarity(network, parameters, material)
    np.testing.assert_array_equal(familiarity.pictures, PARTS.training.pictures[described[:4]])
    np.testing.assert_array_equal(familiarity.labels, PARTS.training.labels[described[:4]])


def strangeness(familiarity, network, parameters, pictures):
    """Return what the two descriptions say, shape (count, 2), and their sum on the scale of what is usual."""
    hidden = hidden_activations(network, parameters, PictureSamples(pictures, np.zeros(len(pictures), np.uint8)))
    both = np.stack(
        [
            familiarity.shapes.strangeness(direction_features(pictures)),
            familiarity.activations.strangeness(unit(hidden)),
        ],
        axis=1,
    )
    scaled = (both - familiarity.middles) / familiarity.spreads
    return both, scaled[:, 0] + 0.5 * scaled[:, 1], hidden


def test_the_scale_is_the_median_and_the_way_to_the_ninth_tenth_of_held_out_pictures(fitted):
    network, parameters, familiarity = fitted
    both, total, _ = strangeness(familiarity, network, parameters, PARTS.validation.pictures)
    np.testing.assert_allclose(familiarity.middles, np.median(both, axis=0), rtol=1e-4)
    spreads = np.quantile(both, 0.9, axis=0) - np.median(both, axis=0)
    np.testing.assert_allclose(familiarity.spreads, spreads, rtol=1e-3)
    np.testing.assert_allclose(familiarity.usual, np.sort(total), rtol=1e-3, atol=1e-3)
    assert familiarity.usual.dtype == familiarity.middles.dtype == familiarity.spreads.dtype == np.float32


def test_a_share_counts_those_as_strange_or_stranger_and_the_picture_itself(fitted):
    network, parameters, familiarity = fitted
    pictures = np.concatenate([samples(40, 4).pictures, np.zeros((1, 784), np.uint8)])
    _, total, hidden = strangeness(familiarity, network, parameters, pictures)
    expected = [(1 + (familiarity.usual >= each).sum()) / 61 for each in total]
    shares = familiarity.shares(pictures, hidden)
    assert shares.shape == (41,)
    assert np.abs(shares - expected).max() <= 1.01 / 61  # one that is equal up to rounding
    assert (np.abs(shares - expected) < 1e-6).mean() > 0.9
    assert shares[-1] == pytest.approx(1 / 61)
    assert len(set(shares.tolist())) > 5


def test_the_strangest_of_the_usual_pictures_is_as_strange_as_itself(fitted):
    network, parameters, familiarity = fitted
    _, _, hidden = strangeness(familiarity, network, parameters, PARTS.validation.pictures)
    shares = familiarity.shares(PARTS.validation.pictures, hidden)
    np.testing.assert_allclose(np.sort(shares), np.arange(2, 62) / 61)


def test_one_picture_is_shown_to_the_network_as_ink_from_nought_to_one():
    network, parameters = network_of("[dense 12 sigmoid]")
    parameters *= 3  # its biases make the length of what it is shown matter
    familiarity = fit_familiarity(network, parameters, gathered()[0])
    predictor = Predictor(network, parameters)
    shares = [familiarity.share(each, predictor) for each in PARTS.validation.pictures]
    assert all(type(share) is float for share in shares)
    np.testing.assert_allclose(np.sort(shares), np.arange(2, 62) / 61, atol=1.01 / 61)


def test_how_strong_the_activations_are_as_a_whole_is_nothing_strange(fitted):
    network, parameters, familiarity = fitted
    pictures = samples(20, 4).pictures
    _, _, hidden = strangeness(familiarity, network, parameters, pictures)
    np.testing.assert_allclose(
        familiarity.shares(pictures, hidden * 8), familiarity.shares(pictures, hidden), atol=1.01 / 61
    )


@pytest.mark.parametrize(("units", "stride"), [(7, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_of_a_wide_layer_only_every_so_many_th_unit_is_described(units, stride, monkeypatch):
    monkeypatch.setattr(module, "MOST_UNITS", 8)
    network, parameters = network_of(f"[dense {units} tanh]")
    familiarity = fit_familiarity(network, parameters, gathered()[0])
    hidden = hidden_activations(network, parameters, PARTS.training)[:, ::stride]
    np.testing.assert_allclose(familiarity.activations.mean, unit(hidden).mean(axis=0), rtol=1e-3, atol=1e-6)


def test_activations_that_are_all_nought_are_no_trouble():
    network, parameters = network_of("[dense 12 relu]")
    familiarity = fit_familiarity(network, np.zeros_like(parameters), gathered()[0])
    assert np.isfinite(familiarity.usual).all()
    assert familiarity.spreads[1] == pytest.approx(1e-6)


def test_a_network_whose_activations_are_not_finite_knows_nothing():
    network, parameters = network_of("[dense 12 relu]")
    parameters[0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        fit_familiarity(network, parameters, gathered()[0])


def written(folder, familiarity, weights="last"):
    with (folder / FILES[weights]).open("wb") as file:
        write_familiarity(file, familiarity)


@pytest.mark.parametrize("weights", ["last", "best"])
def test_it_is_read_back_as_it_was_written(fitted, tmp_path, weights):
    network, _, familiarity = fitted
    written(tmp_path, familiarity, weights)
    read = read_familiarity(tmp_path, network, weights)
    for name in ("middles", "spreads", "usual", "pictures", "labels"):
        np.testing.assert_array_equal(getattr(read, name), getattr(familiarity, name), err_msg=name)
    for part in ("shapes", "activations"):
        for name in ("mean", "components", "class_means", "whitening", "log_determinants"):
            expected = getattr(getattr(familiarity, part), name)
            np.testing.assert_array_equal(getattr(getattr(read, part), name), expected, err_msg=name)
    other = "best" if weights == "last" else "last"
    assert read_familiarity(tmp_path, network, other) is None


def test_the_last_network_s_is_read_unless_said_otherwise(fitted, tmp_path):
    network, _, familiarity = fitted
    written(tmp_path, familiarity)
    assert read_familiarity(tmp_path, network) is not None


def test_it_is_of_no_use_to_a_network_of_another_width_or_of_fewer_classes(fitted, tmp_path):
    written(tmp_path, fitted[2])
    assert read_familiarity(tmp_path, network_of("[dense 13 relu]")[0]) is None
    assert read_familiarity(tmp_path, network_of("[dense 12 relu]", classes=2)[0]) is None
    assert read_familiarity(tmp_path, network_of("[dense 12 relu]", classes=4)[0]) is not None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("pictures", lambda array: array.astype(np.float32)),
        ("pictures", lambda array: array[:, :-1]),
        ("pictures", lambda array: array[:-1]),
        ("labels", lambda array: array[:, None]),
        ("labels", lambda array: array.astype(np.int64)),
        ("labels", lambda array: array + np.uint8(1)),
        ("usual", lambda array: np.append(array, np.float32(np.inf))),
        ("usual", lambda array: array[None]),
        ("spreads", lambda array: array[:1].repeat(3)),
        ("shapes_components", lambda array: array[:, :-1]),
        ("activations_whitening", lambda array: array[:-1]),
        ("shapes_mean", lambda array: array[:-1]),
    ],
)
def test_an_array_that_does_not_fit_is_no_verdict(fitted, tmp_path, name, change):
    network, _, familiarity = fitted
    written(tmp_path, familiarity)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    np.savez(tmp_path / FILES["last"], **arrays | {name: change(arrays[name])})
    assert read_familiarity(tmp_path, network) is None
    del arrays[name]
    np.savez(tmp_path / FILES["last"], **arrays)
    assert read_familiarity(tmp_path, network) is None


def test_without_kept_pictures_there_is_a_verdict_all_the_same(fitted, tmp_path):
    network, _, familiarity = fitted
    written(tmp_path, familiarity)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    none = {"pictures": arrays["pictures"][:0], "labels": arrays["labels"][:0]}
    np.savez(tmp_path / FILES["last"], **arrays | none)
    assert read_familiarity(tmp_path, network) is not None


def test_a_compressed_file_is_refused_unread_for_what_it_claims_to_hold(fitted, tmp_path):
    network, _, familiarity = fitted
    plain = io.BytesIO()
    write_familiarity(plain, familiarity)
    plain.seek(0)
    with np.load(plain) as archive:
        np.savez_compressed(tmp_path / FILES["last"], **dict(archive))
    assert read_familiarity(tmp_path, network) is None


class Trap:
    """What makes a file when it is read back by whoever trusts it."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def test_a_file_that_would_run_code_is_not_trusted(fitted, tmp_path):
    network, _, familiarity = fitted
    written(tmp_path, familiarity)
    with np.load(tmp_path / FILES["last"]) as archive:
        arrays = dict(archive)
    np.savez(tmp_path / FILES["last"], **arrays | {"usual": np.array([Trap(tmp_path / "sprung")], object)})
    assert read_familiarity(tmp_path, network) is None
    assert not (tmp_path / "sprung").exists()
