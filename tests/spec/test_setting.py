"""Settings with one plain value: what they allow, how they report a wrong value, how they are read and written."""

from dataclasses import FrozenInstanceError, dataclass, fields

import pytest

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.setting import Choice, Flag, Integer, Number, Text, declare, setting_of, suggestion

TEXTS = {"label": "Label", "help": "Help."}
LENGTH = Number(**TEXTS, unit="cm", minimum=0.5, maximum=20)
FRACTION = Number(**TEXTS, minimum=0.01, maximum=0.9, zero_means="off")
COUNT = Integer(**TEXTS, unit="sheets", minimum=3, maximum=12)
LIMIT = Integer(**TEXTS, minimum=10, maximum=20, zero_means="all")
FLAG = Flag(**TEXTS)
COLOUR = Choice(**TEXTS, options={"white": "White", "grey": "Grey"})
NAME = Text(**TEXTS, pattern="[a-z]{1,4}", explanation="up to 4 letters")
ALL = [LENGTH, FRACTION, COUNT, LIMIT, FLAG, COLOUR, NAME]


def read(setting, text):
    """Return the value of ``setting`` that ``text`` stands for on a command line."""
    return setting.from_json(setting.from_notation(notation.read(text, "page.x"), "page.x"), "page.x")


def problem_of(setting, text):
    with pytest.raises(SettingError) as caught:
        read(setting, text)
    (problem,) = caught.value.problems
    return problem


def found(setting, value):
    return [problem.found for problem in setting.check(value, "page.x")]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (LENGTH, "a number from 0.5 to 20 cm"),
        (FRACTION, "a number from 0.01 to 0.9, or 0 (off)"),
        (Number(**TEXTS, minimum=-1e-7, maximum=1e9), "a number from -1e-07 to 1e+09"),
        (COUNT, "a whole number from 3 to 12 sheets"),
        (LIMIT, "a whole number from 10 to 20, or 0 (all)"),
        (FLAG, "on or off"),
        (COLOUR, "one of white, grey"),
        (NAME, "up to 4 letters"),
    ],
)
def test_the_text_of_what_is_allowed(setting, text):
    assert setting.allowed() == text


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *[(LENGTH, value) for value in (0.5, 0.51, 1, 20, 20.0)],
        *[(FRACTION, value) for value in (0, 0.0, 0.01, 0.9)],
        *[(COUNT, value) for value in (3, 4, 12)],
        *[(LIMIT, value) for value in (0, 10, 20)],
        *[(FLAG, value) for value in (True, False)],
        *[(COLOUR, value) for value in ("white", "grey")],
        *[(NAME, value) for value in ("", "a", "abcd")],
    ],
)
def test_a_value_within_the_limits_is_allowed_and_survives_json(setting, value):
    assert list(setting.check(value, "page.x")) == []
    assert setting.to_json(value) == value
    assert setting.from_json(setting.to_json(value), "page.x") == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *[(LENGTH, value) for value in (0, 0.49, 20.01, -1, True, "1", None, [1], float("nan"), float("inf"))],
        *[(FRACTION, value) for value in (0.009, 0.91, -0.0001, False, True, "off", 1)],
        *[(COUNT, value) for value in (2, 13, 0, -3, True, 4.0, "4", None)],
        *[(LIMIT, value) for value in (1, 9, 21, -1, False, 0.0, "all")],
        *[(FLAG, value) for value in (0, 1, None, "on", "true")],
        *[(NAME, value) for value in ("abcde", "A", "a b", None, 0, "abcd\n", "xabc1")],
    ],
)
def test_any_other_value_is_a_problem_that_names_path_value_and_what_is_allowed(setting, value):
    problem = Problem("page.x", repr(value), setting.allowed())
    assert list(setting.check(value, "page.x")) == [problem]
    with pytest.raises(SettingError) as caught:
        setting.from_json(value, "page.x")
    assert caught.value.problems == (problem,)


def test_a_misspelt_option_is_refused_with_the_closest_one():
    for value in ("gray", "wite"):
        near = {"gray": "grey", "wite": "white"}[value]
        assert list(COLOUR.check(value, "page.x")) == [
            Problem("page.x", repr(value), f"one of white, grey (did you mean {near}?)")
        ]
    for value in ("xyz", None, 3, [1]):
        assert list(COLOUR.check(value, "page.x")) == [Problem("page.x", repr(value), "one of white, grey")]


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (LENGTH, "2", 2.0),
        (LENGTH, "1.5e0", 1.5),
        (FRACTION, "off", 0.0),
        (FRACTION, "0", 0.0),
        (FRACTION, "0.25", 0.25),
        (COUNT, "7", 7),
        (LIMIT, "all", 0),
        (LIMIT, "0", 0),
        (LIMIT, "15", 15),
        *[(FLAG, text, True) for text in ("on", "true", "yes", "ON", "True", "Yes")],
        *[(FLAG, text, False) for text in ("off", "false", "no", "OFF", "False", "No")],
        (COLOUR, "grey", "grey"),
        (NAME, "abcd", "abcd"),
    ],
)
def test_a_word_is_read_as_the_value_it_stands_for(setting, text, value):
    result = read(setting, text)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    ("setting", "text"),
    [(LENGTH, "big"), (LENGTH, "off"), (FRACTION, "Off"), (COUNT, "2.5"), (COUNT, "all"), (LIMIT, "none"), (FLAG, "2")],
)
def test_a_word_without_a_meaning_is_refused_with_its_path(setting, text):
    assert problem_of(setting, text) == Problem("page.x", repr(text), setting.allowed())


@pytest.mark.parametrize("setting", ALL)
@pytest.mark.parametrize("text", ["[a, b]", "a b", "a (b c) d=e"])
def test_more_than_one_word_is_refused_and_quoted(setting, text):
    assert problem_of(setting, text) == Problem("page.x", f"'{text}'", setting.allowed())


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        (LENGTH, 2.0, "2"),
        (LENGTH, 2, "2"),
        (LENGTH, 10.0, "10"),
        (LENGTH, 0.1 + 0.2, "0.30000000000000004"),
        (LENGTH, 1.05, "1.05"),
        (LENGTH, 0, "0"),
        (FRACTION, 0, "off"),
        (FRACTION, 0.0, "off"),
        (FRACTION, 0.25, "0.25"),
        (FRACTION, 1.0, "1"),
        (COUNT, 7, "7"),
        (COUNT, 0, "0"),
        (LIMIT, 0, "all"),
        (LIMIT, 15, "15"),
        (LIMIT, 1, "1"),
        (FLAG, True, "on"),
        (FLAG, False, "off"),
        (COLOUR, "grey", "grey"),
        (NAME, "abc", "abc"),
    ],
)
def test_a_value_is_written_as_the_shortest_text(setting, value, text):
    assert setting.to_text(value) == text


def test_a_number_from_json_is_always_a_float_and_an_integer_stays_an_int():
    assert type(LENGTH.from_json(2, "page.x")) is float
    assert type(COUNT.from_json(4, "page.x")) is int


def test_a_declaration_holds_the_texts_of_the_form_and_has_these_defaults():
    assert (LENGTH.label, LENGTH.help, LENGTH.unit, LENGTH.live) == ("Label", "Help.", "cm", False)
    assert (LENGTH.scale, LENGTH.zero_means, FLAG.unit) == ("linear", "", "")
    assert (COUNT.steps, COUNT.zero_means) == ((), "")


def test_a_problem_shows_a_record_in_the_notation_and_any_other_value_as_its_repr():
    record = notation.read("dense 128 relu", "page.x")
    assert FLAG.problem("page.x", record) == Problem("page.x", "dense 128 relu", FLAG.allowed())
    assert FLAG.problem("page.x", "dense").found == "'dense'"


def test_only_a_close_match_is_suggested():
    assert suggestion("pensil", ["pen", "pencil", "paper"]) == " (did you mean pencil?)"
    assert suggestion("pensil", {"pencil": 1}) == " (did you mean pencil?)"
    assert suggestion("xyz", ["pen", "pencil"]) == ""
    assert suggestion(None, ["pencil"]) == ""
    assert suggestion(12, ["123", "9"]) == " (did you mean 123?)"


def test_a_declared_field_has_its_default_and_its_setting():
    @dataclass(frozen=True)
    class Sheet:
        length: float = declare(2.5, LENGTH)
        name: str = declare("abc", NAME)

    assert Sheet() == Sheet(2.5, "abc")
    assert [setting_of(field) for field in fields(Sheet)] == [LENGTH, NAME]
    with pytest.raises(FrozenInstanceError):
        Sheet().length = 3.0


def test_a_field_without_a_declaration_is_refused():
    @dataclass(frozen=True)
    class Plain:
        length: float = 1.0

    with pytest.raises(KeyError):
        setting_of(fields(Plain)[0])
