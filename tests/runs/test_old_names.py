"""Every name of format 1 is read as today's."""

import numpy as np
import pytest

from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.old_names import current_description, current_settings, current_state
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.record import record_from_json, record_to_json


@pytest.mark.parametrize(
    ("split", "key", "fractions"),
    [
        ({"kind": "share", "validation_share": 0.25}, "fraction", {"validation_fraction": 0.25}),
        (
            {"kind": "pooled", "validation_share": 0.25, "test_share": 0.125},
            "pooled",
            {"validation_fraction": 0.25, "test_fraction": 0.125},
        ),
    ],
)
def test_a_split_has_its_kind_and_its_fractions_back(split, key, fractions):
    settings = record_to_json(RunSettings())
    settings["data"]["split"] = split
    read = record_from_json(RunSettings, current_settings(settings)).data.split
    assert read.key == key
    assert {name: getattr(read, name) for name in fractions} == fractions


def test_a_description_has_today_s_settings_and_everything_else_as_it_was():
    settings = record_to_json(RunSettings())
    settings["data"]["split"] = {"kind": "share", "validation_share": 0.25}
    description = current_description({"settings": settings, "batches": 7})
    assert set(description) == {"settings", "batches"}
    assert description["settings"]["data"]["split"]["kind"] == "fraction"
    assert current_description({"settings": settings, "inputs": 784})["input_shape"] == (28, 28)


def test_settings_with_today_s_names_stay_as_they_are():
    settings = record_to_json(RunSettings())
    assert current_settings(settings) == settings


@pytest.mark.parametrize("settings", [{}, {"data": {}}, {"data": {"split": "half"}}, None, [1]])
def test_what_is_not_settings_is_returned_unchanged(settings):
    assert current_settings(settings) == settings


def test_only_the_state_of_an_optimizer_is_renamed():
    arrays = {"memory_0": np.zeros(2), "memory_1": np.ones(2), "the_memory_of_it": np.ones(3), "order": np.arange(4)}
    state = current_state(TrainingState(arrays, {}))
    assert set(state.arrays) == {"optimizer_state_0", "optimizer_state_1", "the_memory_of_it", "order"}
    assert state.arrays["optimizer_state_1"] is arrays["memory_1"]
