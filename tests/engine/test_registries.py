"""What holds for every entry of every registry, so that a new one is tested as soon as it is added."""

import dataclasses

import numpy as np
import pytest

from nnstudio.data.datasets import DATASETS
from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.clipping import CLIPPINGS
from nnstudio.engine.initializers import INITIALIZERS
from nnstudio.engine.layers import LAYERS
from nnstudio.engine.losses import LOSSES
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.engine.schedules import SCHEDULES
from nnstudio.engine.stopping import STOPPING_RULES
from nnstudio.spec.record import OneOf, members, record_problems

REGISTRIES = (
    ACTIVATIONS,
    CLIPPINGS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    STOPPING_RULES,
)
KINDS = [pytest.param(registry, kind, id=kind.key) for registry in REGISTRIES for kind in registry]


@pytest.mark.parametrize(("registry", "kind"), KINDS)
def test_every_kind_is_a_frozen_record_with_a_label_and_a_hint(registry, kind):
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert kind.key == kind.key.lower()
    assert " " not in kind.key
    assert kind.label
    assert kind.hint.endswith(".")
    assert kind.__doc__
    assert all(setting.help.endswith(".") for setting in members(kind).values())


@pytest.mark.parametrize(("registry", "kind"), KINDS)
def test_every_kind_is_allowed_with_its_defaults_and_survives_json(registry, kind):
    setting = OneOf(label="It", help="It.", registry=registry)
    assert list(record_problems(kind())) == []
    assert setting.from_json(setting.to_json(kind()), "it") == kind()


@pytest.mark.parametrize("kind", INITIALIZERS, ids=lambda kind: kind.key)
def test_every_initializer_repeats_with_its_generator(kind):
    first, second = np.empty((30, 20)), np.empty((30, 20))
    kind().fill(first, *first.shape, np.random.default_rng(3))
    kind().fill(second, *second.shape, np.random.default_rng(3))
    np.testing.assert_array_equal(first, second)
