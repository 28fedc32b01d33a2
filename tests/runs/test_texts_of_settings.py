"""What the form says about every setting of a run: help in plain words, and a formula for every coefficient."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from nnstudio.engine.optimizers import Adam, AdamW, Momentum
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.schedules import InverseTime
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.record import Kind, ListOf, Nested, OneOf, Registry, members
from nnstudio.spec.setting import Number, Setting

INTERNALS = re.compile(
    r"\b(json|true|false|null|floats?|float32|int|bool|string|dict|tuple|arrays?|kind of|registry|record|path|rng)\b|_",
    re.IGNORECASE,
)
NO_COEFFICIENTS = {"stopping rule target.accuracy", "stopping rule early.minimum_change"}


def records(record: type[Any], name: str = "") -> Iterator[tuple[str, type[Any]]]:
    """Yield every settings record below ``record``, all kinds of each registry included, by a readable name."""
    yield name, record
    for member, setting in members(record).items():
        item = setting.item if isinstance(setting, ListOf) else setting
        if isinstance(item, Nested):
            yield from records(item.record, member)
        elif isinstance(item, OneOf):
            for kind in kinds(item.registry):
                yield from records(kind, f"{item.registry.noun} {kind.key}")


def kinds(registry: Registry[Any]) -> list[type[Kind]]:
    return list(registry)


RECORDS = dict(records(RunSettings))
SETTINGS: dict[str, Setting] = {
    f"{name}.{member}": setting for name, record in RECORDS.items() for member, setting in members(record).items()
}
KINDS = {name: record for name, record in RECORDS.items() if issubclass(record, Kind)}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_help_of_whole_sentences_without_internals(name):
    help_text = SETTINGS[name].help
    assert help_text[0].isupper()
    assert help_text.endswith(".")
    assert not INTERNALS.search(help_text)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_hint_of_whole_sentences_without_internals(name):
    assert KINDS[name].hint.endswith(".")
    assert not INTERNALS.search(KINDS[name].hint)


def test_every_coefficient_of_training_and_of_the_network_has_its_formula():
    coefficients = {
        name
        for name, setting in SETTINGS.items()
        if isinstance(setting, Number) and not name.startswith(("split", "data", "augmentation"))
    }
    without = {name for name in coefficients if not SETTINGS[name].formula}
    assert without == NO_COEFFICIENTS


def test_a_formula_says_where_the_coefficient_stands():
    assert members(PenaltySettings)["l2"].formula == "loss + λ/2·Σw²"
    assert members(InverseTime)["decay"].formula == "lr = lr₀ / (1 + decay·epoch)"
    assert members(Momentum)["momentum"].formula == "v ← μ·v + g,  w ← w − lr·v"


def test_a_kind_that_extends_another_shows_its_own_formula():
    assert members(AdamW)["beta1"].formula == AdamW.formula
    assert AdamW.formula != Adam.formula
