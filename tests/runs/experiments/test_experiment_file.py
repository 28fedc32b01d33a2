"""Experiments are read from JSON; an error names the place, what was found and what is allowed."""

import json

import pytest

from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.experiment_file import experiment_keys, find_experiment, read_experiment
from nnstudio.runs.presets import find_preset
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import replace, set_text
from tests.conftest import small_settings

BASE = small_settings()


def read(content, change=lambda settings: settings):
    return read_experiment(content, "mine", BASE, change)


def test_a_grid_gives_every_combination_of_its_values():
    experiment = read({"grid": {"batch_size": [10, 20, 40], "training.penalties.l2": [0.01, 0.04]}, "seeds": [1, 2]})
    assert [axis.path for axis in experiment.axes] == ["training.batch_size", "training.penalties.l2"]
    found = [(p.settings.training.batch_size, p.settings.training.penalties.l2) for p in experiment.points]
    assert found == [(10, 0.01), (10, 0.04), (20, 0.01), (20, 0.04), (40, 0.01), (40, 0.04)]
    assert experiment.name_of(3) == "batch size 20, L2 0.04"
    assert [trial.settings.seed for trial in experiment.trials] == [1] * 6 + [2] * 6
    assert experiment.trial_name(experiment.trials[9]) == "batch size 20, L2 0.04, seed 2"


def test_variants_are_presets_and_changes_with_a_label():
    content = {
        "set": {"epochs": 3},
        "variants": [{"label": "plain"}, {"preset": "baseline-20-7-5", "set": {"training.optimizer": "adam"}}],
    }
    plain, tiny = read(content).points
    assert plain.settings == set_text(BASE, "epochs=3")
    expected = find_preset("baseline-20-7-5").applied_to(BASE)
    assert tiny.settings == set_text(set_text(expected, "epochs=3"), "optimizer=adam")
    assert read(content).name_of(1) == "baseline-20-7-5"


def test_a_grid_varies_each_variant():
    experiment = read({"variants": [{"label": "a"}, {"label": "b"}], "grid": {"batch_size": [10, 20]}})
    assert [experiment.values_of(point) for point in range(4)] == [("a", "10"), ("a", "20"), ("b", "10"), ("b", "20")]


def test_the_caller_changes_what_the_grid_does_not_vary():
    experiment = read({"grid": {"batch_size": [10, 20]}}, lambda settings: set_text(settings, "batch_size=5"))
    assert [point.settings.training.batch_size for point in experiment.points] == [10, 20]


def test_values_are_json_or_the_short_notation():
    experiment = read({"grid": {"network.layers": ["[dense 8]", [{"kind": "dense", "units": 8}, "batch_norm"]]}})
    assert [len(point.settings.network.layers) for point in experiment.points] == [1, 2]


def test_seeds_alone_are_an_experiment_too():
    experiment = read({"seeds": [4, 5]})
    assert (len(experiment.points), experiment.trial_name(experiment.trials[1])) == (1, "mine, seed 5")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], r"experiment: found \[\]"),
        ({"gird": {}}, "experiment.gird: found an unknown name; .*did you mean"),
        ({"grid": {"batch_sise": [1]}}, "batch_sise: found an unknown setting"),
        ({"grid": {"batch_size": 3}}, "grid.batch_size: found 3; allowed: a list of at least one value"),
        ({"grid": {"batch_size": []}}, "at least one value"),
        ({"grid": {"batch_size": [3, 3]}}, "each value once"),
        ({"grid": {"batch_size": [-1]}}, "training.batch_size: found -1"),
        ({"grid": {"batch_size": ["many"]}}, "batch_size"),
        ({"grid": {"seed": [1]}}, 'a list "seeds"'),
        ({"grid": []}, "grid: found"),
        ({"grid": {"batch_size": list(range(1, 200)), "epochs": list(range(1, 200))}}, "39601 runs; allowed: at most"),
        ({"variants": []}, "variants: found"),
        ({"variants": [{"label": "a"}, {"label": "a"}]}, "a label of its own"),
        ({"variants": [{"lable": "a"}]}, "variants.0.lable: found an unknown name"),
        ({"preset": "basline"}, "--preset: found 'basline'"),
        ({"set": {"epochs": "x"}}, "epochs"),
        ({"set": 3}, "set: found 3"),
        ({"seeds": [1, 1]}, "seeds: found"),
        ({"seeds": [True]}, "seeds: found"),
        ({"seeds": 3}, "seeds: found 3"),
        ({"seeds": [-1]}, "seeds: found"),
    ],
)
def test_what_is_wrong_is_named(content, message):
    with pytest.raises(SettingError, match=message):
        read(content)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_a_file_that_is_no_json_is_named(tmp_path, text):
    (tmp_path / "mine.json").write_text(text)
    with pytest.raises(SettingError, match=r"mine\.json: .*an experiment as JSON"):
        find_experiment(str(tmp_path / "mine.json"), BASE)


def test_an_error_in_a_file_names_the_file(tmp_path):
    (tmp_path / "mine.json").write_text('{"grid": {"epochs": [0.5]}}')
    with pytest.raises(SettingError, match=r"mine\.json: training\.epochs: found 0\.5"):
        find_experiment(str(tmp_path / "mine.json"), BASE)


def test_an_unknown_key_is_answered_with_the_known_ones():
    with pytest.raises(SettingError, match=r"three-optimizers.*did you mean"):
        find_experiment("three-optimisers", BASE)


@pytest.mark.parametrize("key", experiment_keys())
def test_every_experiment_of_the_program_can_be_read(key):
    experiment = find_experiment(key, RunSettings())
    assert len(experiment.points) > 1
    assert experiment.teaches
    assert all(point.settings.data.dataset.key == "mnist" for point in experiment.points)


def test_the_reference_systems_ship_ready():
    assert len(find_experiment("reference-systems", RunSettings()).points) == 5
    assert len(find_experiment("three-optimizers", RunSettings()).trials) == 9
    grid = find_experiment("batch-size-l2", RunSettings())
    assert [axis.values for axis in grid.axes] == [("32", "64", "128"), ("0.01", "0.04")]


def test_an_experiment_comes_back_from_json_and_differs_when_its_runs_differ():
    experiment = read({"grid": {"batch_size": [10, 20]}, "seeds": [1, 2]})
    again = Experiment.from_json(json.loads(json.dumps(experiment.to_json())))
    assert again == experiment
    assert again.digest == experiment.digest
    assert read({"grid": {"batch_size": [10, 20]}, "seeds": [1, 3]}).digest != experiment.digest
    other = replace(BASE, "training.epochs", 9)
    assert (
        read_experiment({"grid": {"batch_size": [10, 20]}, "seeds": [1, 2]}, "mine", other).digest != experiment.digest
    )
