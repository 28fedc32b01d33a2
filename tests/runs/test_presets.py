import json

import pytest

from nnstudio.data.mnist import Mnist
from nnstudio.data.mnist_and_handwriting import MnistAndHandwriting
from nnstudio.data.splits import PooledSplit, SplitByFraction
from nnstudio.runs.presets import find_preset, load_presets
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_problems


@pytest.mark.parametrize("preset", load_presets().values(), ids=lambda preset: preset.key)
def test_every_preset_is_allowed_and_says_what_it_teaches(preset):
    assert list(record_problems(preset.settings)) == []
    assert preset.label
    assert preset.teaches.endswith(".")


def test_a_preset_leaves_the_data_set_and_the_seed_as_they_were():
    mine = replace(RunSettings(seed=7), "data.dataset", Mnist())
    applied = find_preset("leaky-relu-500-300-100").applied_to(mine)
    assert (applied.seed, applied.data.dataset) == (7, Mnist())
    assert [layer.units for layer in applied.network.layers] == [500, 300, 100]


def test_a_preset_with_a_data_set_of_its_own_brings_it():
    mine = replace(RunSettings(seed=7), "data.dataset", Mnist())
    applied = find_preset("reads-you").applied_to(mine)
    assert (applied.seed, applied.data.dataset) == (7, MnistAndHandwriting())


def test_a_preset_keeps_the_split_that_fits_the_user_s_data_unless_it_has_its_own():
    mine = replace(RunSettings(), "data.split", SplitByFraction(validation_fraction=0.1))
    assert find_preset("best-mlp").applied_to(mine).data.split == SplitByFraction(validation_fraction=0.1)
    assert find_preset("l2-20-7-5-long").applied_to(mine).data.split == PooledSplit()


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
    content = {"label": "Größer", "teaches": "Learns → more.", "settings": {"seed": 3}} | changes
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
    assert (mine.settings, mine.has) == (RunSettings(seed=3), frozenset())
    assert presets["another"].has == {"dataset"}


def test_files_that_are_no_json_files_are_left_alone(tmp_path):
    write_preset(tmp_path, "notes.txt")
    assert load_presets(tmp_path) == {}


@pytest.mark.parametrize("missing", ["label", "teaches", "settings"])
def test_a_preset_without_one_of_its_members_is_named_with_all_that_it_needs(tmp_path, missing):
    file = write_preset(tmp_path)
    content = json.loads(file.read_text(encoding="utf-8"))
    del content[missing]
    file.write_text(json.dumps(content))
    with pytest.raises(SettingError) as raised:
        load_presets(tmp_path)
    (problem,) = raised.value.problems
    assert (problem.path, problem.found) == (str(file), f"'{missing}'")
    assert problem.allowed == "label, teaches and settings"
