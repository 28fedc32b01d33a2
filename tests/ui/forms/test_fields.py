"""Every kind of setting has a widget."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from nnstudio.session.workspace import Workspace
from nnstudio.spec import notation, record, setting
from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Integer, Setting
from nnstudio.ui.forms.field import FormContext
from nnstudio.ui.forms.fields import FIELDS, make_field
from nnstudio.ui.forms.integer_field import IntegerField
from nnstudio.ui.theme import ThemeController
from tests.ui.forms.sample import Gallery


@pytest.fixture
def context(qtbot) -> FormContext:
    return FormContext(Workspace(Gallery()), ThemeController(), make_field)


def declared_kinds() -> list[type[Setting]]:
    found = [thing for module in (setting, record) for thing in vars(module).values() if isinstance(thing, type)]
    return [thing for thing in found if issubclass(thing, Setting) and thing is not Setting]


@pytest.mark.parametrize("kind", declared_kinds())
def test_every_kind_of_setting_has_a_widget(kind) -> None:
    assert kind in FIELDS


def test_a_derived_kind_has_the_widget_of_its_base(qtbot, context) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Even(Integer):
        pass

    field = make_field(context, "picture.count", Even(label="Even", help="", minimum=0, maximum=8))
    qtbot.addWidget(field)
    assert isinstance(field, IntegerField)


def test_a_kind_without_a_widget_is_named(context) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Sound(Setting):
        def allowed(self) -> str:
            return "any sound"

        def check(self, value: Any, path: str) -> Iterator[Problem]:
            yield from ()

        def from_notation(self, value: notation.Value, path: str) -> Any:
            return value

    with pytest.raises(TypeError, match=r"Sound at 'picture\.noise'"):
        make_field(context, "picture.noise", Sound(label="Noise", help=""))
