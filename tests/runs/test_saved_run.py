"""A run's folder is checked when it is read: an error names the file, what was found and what is expected."""

import json
import re

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.runs.events import RunStarted
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.saved_run import SavedRunError, open_run
from tests.conftest import small_settings

SETTINGS = small_settings("layers=[dense 3 relu]", "seed=9")
COUNT = 4 * 3 + 3 + 3 * 2 + 2
LAST, BEST = np.arange(COUNT, dtype=np.float32), -np.arange(COUNT, dtype=np.float32)


@pytest.fixture
def folder(tmp_path):
    """The folder of a run with four inputs and two classes."""
    folder = tmp_path / "mine"
    folder.mkdir()
    writer = RunWriter(folder)
    writer.weights(LAST)
    writer.best_weights(BEST)
    writer.started(RunStarted(SETTINGS, folder, (4,), ("cat", "Hündin"), COUNT, 500, 100, 90))
    writer.close()
    return folder


def refused(folder, file, weights="last"):
    """Return what was found and what is expected, as the error for ``file`` says."""
    with pytest.raises(SavedRunError) as raised:
        open_run(folder, weights)
    said = re.fullmatch(rf"{re.escape(str(folder / file))}: (.*)\. Expected: (.*)\.", str(raised.value), re.DOTALL)
    return said.groups()


def test_a_run_is_read_back_with_its_settings_its_names_and_its_network(folder):
    saved = open_run(folder)
    assert (saved.folder, saved.settings, saved.class_names) == (folder, SETTINGS, ("cat", "Hündin"))
    assert (saved.network.input_shape, saved.network.classes, saved.network.layout.count) == ((4,), 2, COUNT)
    np.testing.assert_array_equal(saved.parameters, LAST)
    assert saved.parameters.dtype == np.float32


def test_a_run_that_says_how_many_inputs_it_had_and_no_shape_had_pictures_of_28_by_28(folder):
    content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del content["input_shape"]
    (folder / "run.json").write_text(json.dumps(content | {"input_shape": [28, 28]}))
    network = Network(SETTINGS.network, (28, 28), 2)
    np.save(folder / "weights.npy", np.zeros(network.layout.count, np.float32))
    assert open_run(folder).network.shapes == network.shapes


def test_the_last_or_the_best_weights_are_read(folder):
    np.testing.assert_array_equal(open_run(folder, "last").parameters, LAST)
    np.testing.assert_array_equal(open_run(folder, "best").parameters, BEST)


def test_weights_in_half_precision_are_read_in_single_precision(folder):
    np.save(folder / "weights.npy", LAST.astype(np.float16))
    parameters = open_run(folder).parameters
    assert parameters.dtype == np.float32
    np.testing.assert_array_equal(parameters, LAST.astype(np.float16))


def test_a_folder_without_a_run_is_refused(tmp_path):
    expected = ("no such file", "the folder of a run, as train prints it")
    assert refused(tmp_path, "run.json") == expected


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"settings": {"seed": -1}}, "seed"),
        ({"class_names": 5}, "not iterable"),
        ({"input_shape": ["many"]}, "many"),
        ({"input_shape": None}, "NoneType"),
        ({"settings": []}, ""),
    ],
)
def test_a_description_with_something_wrong_in_it_is_refused(folder, change, found):
    content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(content | change))
    said, expected = refused(folder, "run.json")
    assert re.fullmatch(rf"not a run's description \(.*{found}.*\)", said, re.DOTALL)
    assert expected == "run.json as a run writes it"


@pytest.mark.parametrize("missing", ["settings", "class_names", "input_shape"])
def test_a_description_with_something_missing_is_refused(folder, missing):
    content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del content[missing]
    (folder / "run.json").write_text(json.dumps(content))
    assert refused(folder, "run.json")[0] == f"not a run's description ('{missing}')"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"settings": {}}'])
def test_a_description_that_is_none_is_refused(folder, content):
    (folder / "run.json").write_bytes(content)
    said, expected = refused(folder, "run.json")
    assert said.startswith("not a run's description (")
    assert expected == "run.json as a run writes it"


@pytest.mark.parametrize(("weights", "file"), [("last", "weights.npy"), ("best", "weights-best.npy")])
def test_weights_that_cannot_be_read_are_refused(folder, weights, file):
    expected = f"{COUNT} single-precision numbers, as the layers of run.json need"
    for content in (b"", b"no array", (folder / file).read_bytes()[:-1]):
        (folder / file).write_bytes(content)
        said = refused(folder, file, weights)
        assert re.fullmatch(r"cannot be read \(.+\)", said[0])
        assert said[1] == expected
    (folder / file).unlink()
    said = refused(folder, file, weights)
    assert said[0].startswith("cannot be read (")
    assert "No such file" in said[0]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (LAST.astype(np.float64), f"float64 of shape ({COUNT},)"),
        (LAST[1:], f"float32 of shape ({COUNT - 1},)"),
        (LAST[None], f"float32 of shape (1, {COUNT})"),
    ],
)
def test_weights_of_another_kind_are_refused(folder, wrong, found):
    np.save(folder / "weights.npy", wrong)
    expected = f"{COUNT} single-precision numbers, as the layers of run.json need"
    assert refused(folder, "weights.npy") == (found, expected)


def test_weights_that_would_run_code_are_refused(folder):
    np.save(folder / "weights.npy", np.array([print] * COUNT, object), allow_pickle=True)
    assert "allow_pickle=False" in refused(folder, "weights.npy")[0]


def test_a_file_of_weights_that_is_far_too_large_is_refused_before_it_is_read(folder):
    size = 4 * COUNT + 4096
    for extra in (0, 1):
        with (folder / "weights.npy").open("r+b") as file:
            file.truncate(size + extra)
        if extra:
            expected = f"{COUNT} single-precision numbers, as the layers of run.json need"
            assert refused(folder, "weights.npy") == (f"{size + 1} bytes", expected)
        else:
            np.testing.assert_array_equal(open_run(folder).parameters, LAST)
