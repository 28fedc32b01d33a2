"""The short notation: how it is parsed, how it is written, what is refused and with which message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.notation import MAX_DEPTH, Argument, Items, Record, read

ALLOWED = "plain values, name=value, [lists, of, values] and (nested values)"


def plain(word):
    return Argument(None, Record(word))


def refusal(text):
    with pytest.raises(SettingError) as caught:
        read(text, "page.x")
    (problem,) = caught.value.problems
    assert (problem.path, problem.allowed) == ("page.x", ALLOWED)
    return problem.found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("relu", Record("relu")),
        ("X", Record("X")),
        ("  -1.5e-3 ", Record("-1.5e-3")),
        ("dense 128 relu", Record("dense", (plain("128"), plain("relu")))),
        ("dense units=128", Record("dense", (Argument("units", Record("128")),))),
        ("dense units = 128 relu", Record("dense", (Argument("units", Record("128")), plain("relu")))),
        ("frame (box 6)", Record("frame", (Argument(None, Record("box", (plain("6"),))),))),
        ("frame inside=(box 6) 2", Record("frame", (Argument("inside", Record("box", (plain("6"),))), plain("2")))),
        ("net [a, b]", Record("net", (Argument(None, Items((Record("a"), Record("b")))),))),
        ("net layers=[a]", Record("net", (Argument("layers", Items((Record("a"),))),))),
        ("net ([a])", Record("net", (Argument(None, Items((Record("a"),))),))),
        ("[]", Items(())),
        ("[a]", Items((Record("a"),))),
        ("[a 1,b]", Items((Record("a", (plain("1"),)), Record("b")))),
        ("[[a], []]", Items((Items((Record("a"),)), Items(())))),
    ],
)
def test_text_is_parsed_into_records_and_lists(text, value):
    assert read(text, "page.x") == value


@pytest.mark.parametrize(
    "text",
    [
        "relu",
        "dense 128 relu",
        "dense units=128 activation=relu",
        "frame inside=(box 6 sides=2) 2",
        "net layers=[a 1, b, [c, d]] [] x",
        "[]",
        "[a, b (c d)]",
    ],
)
def test_a_parsed_value_is_written_as_it_was(text):
    assert str(read(text, "page.x")) == text


WORDS = st.text(alphabet="abc019.-_", min_size=1, max_size=4)
VALUES = st.recursive(
    st.builds(Record, WORDS),
    lambda values: (
        st.builds(Items, st.lists(values, max_size=3).map(tuple))
        | st.builds(Record, WORDS, st.lists(st.builds(Argument, st.none() | WORDS, values), max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(VALUES)
def test_every_value_that_is_written_reads_back_as_itself(value):
    assert read(str(value), "page.x") == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the end instead of a value"),
        ("a ]", "']' after the end of the value"),
        ("[a] b", "'b' after the end of the value"),
        ("[a", "the end instead of ','"),
        ("[a, ", "the end instead of a value"),
        ("[, a]", "',' instead of a word"),
        ("[a, ]", "']' instead of a word"),
        ("a (b", "the end instead of ')'"),
        ("a (b, c)", "',' instead of ')'"),
        ("a ()", "')' instead of a word"),
        ("a b=", "the end instead of a value"),
        ("a =b", "'=' instead of a word"),
        ("a [=b]", "'[' instead of a word"),
        ("(a)", "'(' instead of a word"),
        ("[a ==b]", "'=' instead of a word"),
        ("[a (b])", "']' instead of ')'"),
    ],
)
def test_a_syntax_error_is_reported_with_the_token_at_fault(text, found):
    assert refusal(text) == f"{found} in {text!r}"


def test_an_error_quotes_only_the_beginning_of_a_long_text():
    text = "a ]" + "b" * 300
    assert refusal(text) == f"']' after the end of the value in {text[:200]!r}"
    assert refusal("a ]" + "b" * 197).endswith("b" * 197 + "'")


def test_values_may_be_nested_twenty_levels_deep_and_no_deeper():
    assert MAX_DEPTH == 20
    deepest = "[" * 19 + "a" + "]" * 19
    assert str(read(deepest, "page.x")) == deepest
    assert refusal(f"[{deepest}]").startswith("more than 20 levels in ")


def test_many_values_in_one_list_add_no_depth():
    many = "[" + ", ".join(["a", "[b]"] * 30) + "]"
    assert str(read(many, "page.x")) == many


def test_depth_is_counted_after_shallower_values_too():
    assert refusal("[a, [b], " * 20 + "c" + "]" * 20).startswith("more than 20 levels in ")


def test_a_problem_names_the_path_that_was_given():
    with pytest.raises(SettingError) as caught:
        read("[", "network.layers")
    assert caught.value.problems == (Problem("network.layers", "the end instead of a value in '['", ALLOWED),)
