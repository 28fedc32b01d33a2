import json

import pytest

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.mnist import Mnist
from nnstudio.data.splits import PooledSplit, SplitByCount, SplitByFraction
from nnstudio.engine.network import Network
from nnstudio.engine.optimizers import Sgd
from nnstudio.runs.presets import find_preset, load_presets
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_from_json, record_problems


@pytest.mark.parametrize("preset", load_presets().values(), ids=lambda preset: preset.key)
def test_every_preset_is_allowed_and_says_what_it_teaches(preset):
    assert list(record_problems(preset.settings)) == []
    assert preset.label
    assert preset.teaches.endswith(".")
    assert preset.expects.endswith(".")


@pytest.mark.parametrize("preset", load_presets().values(), ids=lambda preset: preset.key)
def test_every_preset_is_for_mnist_whose_figures_it_promises(preset):
    assert preset.settings.data.dataset.remote is Mnist.remote


def test_a_preset_leaves_the_seed_as_it_was_and_brings_its_data_set_instead_of_the_built_in_digits():
    mine = RunSettings(seed=7)
    applied = find_preset("leaky-relu-500-300-100").applied_to(mine)
    assert mine.data.dataset == BuiltInHandwriting()
    assert (applied.seed, applied.data.dataset) == (7, Mnist())
    assert [layer.units for layer in applied.network.layers] == [500, 300, 100]


def test_a_preset_brings_the_split_of_its_figures():
    mine = replace(RunSettings(), "data.split", SplitByFraction(validation_fraction=0.1))
    assert find_preset("best-mlp").applied_to(mine).data.split == SplitByCount()
    assert find_preset("l2-20-7-5-long").applied_to(mine).data.split == PooledSplit()


@pytest.mark.parametrize("key", ["baseline-20-7-5", "batch-norm-20-7-5", "l2-20-7-5"])
def test_the_tiny_networks_learn_by_plain_sgd_and_watch_the_accuracy(key):
    training = find_preset(key).settings.training
    assert training.optimizer == Sgd(0.1)
    assert (training.stopping.monitor, training.restores_best) == ("accuracy", True)


def test_the_sigmoid_network_has_no_biases():
    network = Network(find_preset("sigmoid-online-128-64").settings.network, (28, 28), 10)
    assert network.layout.count == 784 * 128 + 128 * 64 + 64 * 10


def test_an_unknown_preset_is_refused_with_the_nearest_one():
    with pytest.raises(SettingError, match="did you mean best-mlp"):
        find_preset("best-mpl")


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"label": "x", "teaches": "x.", "settings": {"a": 1}})])
def test_a_file_that_is_no_preset_is_named(tmp_path, content):
    (tmp_path / "wrong.json").write_text(content)
    with pytest.raises(SettingError, match=r"wrong.json"):
        load_presets(tmp_path)


def test_an_unknown_preset_is_named_with_all_there_are():
    with pytest.raises(SettingError) as raised:
        find_preset("best-mpl")
    (problem,) = raised.value.problems
    assert (problem.path, problem.found) == ("--preset", "'best-mpl'")
    assert problem.allowed == ", ".join(load_presets()) + " (did you mean best-mlp?)"


def write_preset(folder, name="mine.json", **changes):
    texts = {"label": "Größer", "teaches": "Learns → more.", "expects": "98 % – more."}
    content = texts | {"settings": {"seed": 3}} | changes
    file = folder / name
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_preset_s_file_gives_its_key_and_texts_and_settings(tmp_path):
    write_preset(tmp_path)
    write_preset(tmp_path, "another.json", settings={"data": {"dataset": {"kind": "mnist"}}})
    presets = load_presets(tmp_path)
    assert list(presets) == ["another", "mine"]
    mine = presets["mine"]
    assert (mine.key, mine.label, mine.teaches) == ("mine", "Größer", "Learns → more.")
    assert (mine.expects, mine.settings) == ("98 % – more.", RunSettings(seed=3))
    assert presets["another"].settings.data.dataset == Mnist()


def test_a_preset_in_json_has_its_texts_and_settings_that_read_back():
    preset = find_preset("l2-20-7-5")
    content = preset.to_json()
    assert list(content) == ["key", "label", "teaches", "expects", "breakable", "settings"]
    assert (content["key"], content["expects"]) == ("l2-20-7-5", preset.expects)
    assert record_from_json(RunSettings, content["settings"]) == preset.settings


def test_files_that_are_no_json_files_are_left_alone(tmp_path):
    write_preset(tmp_path, "notes.txt")
    assert load_presets(tmp_path) == {}


@pytest.mark.parametrize("missing", ["label", "teaches", "expects", "settings"])
def test_a_preset_without_one_of_its_members_is_named_with_all_that_it_needs(tmp_path, missing):
    file = write_preset(tmp_path)
    content = json.loads(file.read_text(encoding="utf-8"))
    del content[missing]
    file.write_text(json.dumps(content))
    with pytest.raises(SettingError) as raised:
        load_presets(tmp_path)
    (problem,) = raised.value.problems
    assert (problem.path, problem.found) == (str(file), f"'{missing}'")
    assert problem.allowed == "label, teaches, expects and settings"


def test_presets_that_show_what_goes_wrong_come_last_and_are_marked(tmp_path):
    write_preset(tmp_path, "a.json", breakable=True)
    write_preset(tmp_path, "b.json")
    presets = load_presets(tmp_path)
    assert [(key, preset.is_breakable) for key, preset in presets.items()] == [("b", False), ("a", True)]


def test_there_are_eight_of_them():
    broken = [preset for preset in load_presets().values() if preset.is_breakable]
    assert len(broken) == 8
    assert all(preset.key.startswith("broken-") for preset in broken)
