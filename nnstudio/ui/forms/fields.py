"""The widget for each kind of setting."""

from typing import Any

from nnstudio.spec.record import ListOf, Nested, OneOf
from nnstudio.spec.setting import Choice, Flag, Integer, Number, Setting, Text
from nnstudio.ui.forms.choice_field import ChoiceField
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.flag_field import FlagField
from nnstudio.ui.forms.integer_field import IntegerField
from nnstudio.ui.forms.list_field import ListField
from nnstudio.ui.forms.nested_field import NestedField
from nnstudio.ui.forms.number_field import NumberField
from nnstudio.ui.forms.one_of_field import OneOfField
from nnstudio.ui.forms.text_field import TextField

FIELDS: dict[type[Setting], Any] = {
    Number: NumberField,
    Integer: IntegerField,
    Flag: FlagField,
    Choice: ChoiceField,
    Text: TextField,
    OneOf: OneOfField,
    Nested: NestedField,
    ListOf: ListField,
}


def make_field(context: FormContext, path: str, setting: Setting, scope: str = "") -> Field:
    """Return a widget for ``setting``, whose More is that of ``scope``.

    Raises TypeError for a kind of setting that has none.
    """
    for kind in type(setting).__mro__:
        if kind in FIELDS:
            field = FIELDS[kind](context, path, setting, scope)
            assert isinstance(field, Field)
            return field
    raise TypeError(f"no widget for the setting {type(setting).__name__} at {path!r}")
