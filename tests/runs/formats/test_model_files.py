"""A model saved as one file opens as the same model, and its arrays can be used with NumPy alone."""

import json

import numpy as np
import pytest

from nnstudio.data.dataset import as_inputs
from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.layers import LAYERS
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.errors import DataError
from nnstudio.runs.formats import FORMATS
from nnstudio.runs.formats.format import Exported
from nnstudio.runs.formats.open_model import open_model
from tests.runs.formats.conftest import model_of

LAYER_TEXTS = {
    "dense": "dense 6",
    "dropout": "dropout 0.5",
    "batch_norm": "batch_norm",
    "activation": "activation tanh",
}
ALL_LAYERS = [f"network.layers=[dense 4, {LAYER_TEXTS[key]}, dense 3]" for key in LAYERS.keys]
ALL_ACTIVATIONS = [f"network.layers=[dense 9 {key}]" for key in ACTIVATIONS.keys]
ALL_INPUTS = [f"network.inputs={inputs}" for inputs in ("unit", "standardized", "raw")]
SOFTMAX_REGRESSION = "network.layers=[]"
EVERYTHING = [*ALL_LAYERS, *ALL_ACTIVATIONS, *ALL_INPUTS, SOFTMAX_REGRESSION, "network.output_has_bias=off"]


def predicted(model, pictures):
    workspace = PredictionWorkspace(model.network, model.parameters, len(pictures))
    workspace.inputs[:] = as_inputs(pictures).reshape(len(pictures), -1)
    return softmax(workspace.logits())


def saved(model, key, tmp_path, name="my_model"):
    path = tmp_path / f"{name}{FORMATS[key].ending}"
    FORMATS[key].export(Exported(model), path)
    return path


@pytest.mark.parametrize("key", ["npz", "safetensors"])
def test_a_saved_model_opens_as_the_same_model(model, tmp_path, key):
    if key == "safetensors":
        pytest.importorskip("safetensors")
    again = open_model(saved(model, key, tmp_path))
    assert (again.settings, again.class_names, again.is_foreign) == (model.settings, model.class_names, False)
    assert again.network.input_shape == model.network.input_shape
    np.testing.assert_array_equal(again.parameters, model.parameters)


@pytest.mark.parametrize("text", EVERYTHING)
def test_every_kind_of_network_opens_again(tmp_path, text):
    model = model_of(tmp_path, text)
    np.testing.assert_array_equal(open_model(saved(model, "npz", tmp_path)).parameters, model.parameters)


def test_the_arrays_are_used_with_numpy_alone(tmp_path, pictures):
    model = model_of(tmp_path, "network.layers=[dense 4 relu]")
    with np.load(saved(model, "npz", tmp_path), allow_pickle=False) as file:
        x = pictures.reshape(len(pictures), -1) / np.float32(255)
        logits = np.maximum(x @ file["w1"] + file["b1"], 0) @ file["w2"] + file["b2"]
        names = json.loads(str(file["class_names"]))
    np.testing.assert_array_equal(logits.argmax(axis=1), predicted(model, pictures).argmax(axis=1))
    assert names == list(model.class_names)


def test_the_file_says_how_its_arrays_are_computed_with(model, tmp_path, pictures):
    with np.load(saved(model, "npz", tmp_path), allow_pickle=False) as file:
        assert sorted(name for name in file.files if name[0] in "wb" and name[1].isdigit()) == [
            "b1",
            "b3",
            "w1",
            "w2",
            "w3",
        ]
        known = {name: file[name] for name in file.files}
    _, *statements, _ = str(known["computation"]).splitlines()
    known |= {"np": np, "x": as_inputs(pictures).reshape(len(pictures), -1), "tanh": np.tanh}
    known["leaky_relu"] = lambda z, slope: np.maximum(z, slope * z)
    exec("\n".join(statements), known)
    np.testing.assert_allclose(softmax(known["x"]), predicted(model, pictures), atol=1e-6)


@pytest.mark.parametrize("text", EVERYTHING)
@pytest.mark.parametrize("count", [1, 40])
def test_the_script_predicts_the_same_bits(tmp_path, pictures, text, count):
    model = model_of(tmp_path, text)
    space = {"__name__": "imported"}
    exec(saved(model, "script", tmp_path).read_text(encoding="utf-8"), space)
    np.testing.assert_array_equal(space["predict"](pictures[:count]), predicted(model, pictures[:count]))
    assert space["CLASSES"] == list(model.class_names)


@pytest.mark.parametrize("text", EVERYTHING)
def test_onnxruntime_predicts_the_same_to_five_digits(tmp_path, pictures, text):
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime checks the file, and is not installed")
    pytest.importorskip("onnx", reason="the library onnx writes the file, and is not installed")
    model = model_of(tmp_path, text)
    session = runtime.InferenceSession(saved(model, "onnx", tmp_path), providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {"pixels": as_inputs(pictures)})
    np.testing.assert_allclose(probabilities, predicted(model, pictures), atol=1e-5)


@pytest.mark.parametrize(
    ("key", "name"), [("onnx", "onnx"), ("safetensors", "safetensors"), ("tensorboard", "tensorboardX")]
)
def test_a_missing_library_is_named_with_its_installation(model, tmp_path, monkeypatch, key, name):
    monkeypatch.setitem(__import__("sys").modules, name, None)
    monkeypatch.setitem(__import__("sys").modules, f"{name}.numpy", None)
    with pytest.raises(DataError, match=rf'needs the library {name}.*pip install "nnstudio\[{key}\]"'):
        saved(model, key, tmp_path)
    assert not (tmp_path / f"my_model{FORMATS[key].ending}").exists()


def test_a_place_that_cannot_be_written_is_named(model, tmp_path):
    with pytest.raises(DataError, match=r"nowhere/my_model\.npz: cannot be written"):
        saved(model, "npz", tmp_path / "nowhere")
