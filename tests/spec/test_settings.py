import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import adopt_live, differences, entries, find, replace, set_text
from nnstudio.spec.record import record_from_json, record_problems, record_to_json
from tests.spec.samples import Book, Box, Circle, Frame, Page


def error_of(book, assignment):
    with pytest.raises(SettingError) as caught:
        set_text(book, assignment)
    return str(caught.value)


def test_the_defaults_of_every_record_are_allowed():
    assert list(record_problems(Book())) == []


def test_a_record_survives_json_unchanged():
    book = Book(Page((Box(5, True), Circle(2.5)), Frame(Box(), 3), "grey"), 4)
    assert record_from_json(Book, json.loads(json.dumps(record_to_json(book)))) == book


def test_members_omitted_from_json_take_their_defaults():
    assert record_from_json(Book, {"page": {"frame": "frame"}}) == Book()


def test_every_problem_in_json_is_reported_at_once_with_its_path():
    data = {"page": {"shapes": [{"kind": "circle", "radius": 99}], "papper": "white"}, "title": "x"}
    with pytest.raises(SettingError) as caught:
        record_from_json(Book, data)
    paths = [problem.path for problem in caught.value.problems]
    assert paths == ["page.shapes.0.radius", "page.papper", "title"]
    assert "a number from 0.1 to 10 cm" in str(caught.value)
    assert "did you mean paper?" in str(caught.value)


@pytest.mark.parametrize("data", [None, 3, [], {"page": 1}, {"page": {"shapes": 1}}, {"page": {"shapes": [1]}}])
def test_json_of_another_shape_is_refused(data):
    with pytest.raises(SettingError):
        record_from_json(Book, data)


@pytest.mark.parametrize("number", [True, "1", None, float("nan"), float("inf"), -1, 0.05, 11])
def test_a_number_outside_its_limits_or_no_number_is_a_problem(number):
    book = replace(Book(), "page.shapes.0.radius", number)
    assert [problem.path for problem in record_problems(book)] == ["page.shapes.0.radius"]


def test_zero_is_allowed_where_there_is_a_word_for_it():
    assert set_text(Book(), "page.frame.width=none").page.frame == Frame(Circle(), 0)
    assert "or 0 (none)" in error_of(Book(), "page.frame.width=10")


def test_the_notation_gives_members_by_order_and_by_name():
    book = set_text(Book(), "page.shapes=[box 5 on, circle radius=2, box is_filled=on]")
    assert book.page.shapes == (Box(5, True), Circle(2.0), Box(4, True))


def test_records_inside_records_are_given_in_parentheses():
    assert set_text(Book(), "frame=frame (box 6 on) width=2").page.frame == Frame(Box(6, True), 2)


def test_the_text_of_every_setting_reads_back_as_the_same_value():
    book = Book(Page((Box(5, True), Circle(0.25)), Frame(Box(7), 3), "grey", "atlas"), 4)
    for entry in entries(book):
        if entry.path not in ("page",):
            assert set_text(Book(page=book.page), f"{entry.path}={entry.setting.to_text(entry.value)}") is not None
    text = find(book, "page.frame").setting.to_text(book.page.frame)
    assert set_text(Book(), f"page.frame={text}").page.frame == book.page.frame


@pytest.mark.parametrize(
    ("assignment", "text"),
    [
        ("shapes.0.radius=11", "a number from 0.1 to 10 cm"),
        ("shapes.0.radius=big", "found 'big'"),
        ("title=2.5", "a whole number from 0 to 5"),
        ("paper=gray", "did you mean grey?"),
        ("paper=[white]", "one of white, grey"),
        ("name=Atlas", "found 'Atlas'; allowed: up to 8 letters"),
        ("name=at las", "allowed: up to 8 letters"),
        ("frame=circle", "one of frame"),
        ("shapes=[box 5 on 7]", "box takes sides, is_filled"),
        ("shapes=[box colour=red]", "'colour=red'"),
        ("shapes=[circle, circle, circle, circle]", "at most 3"),
        ("shapes=[circle", "the end instead of ','"),
        ("shapes=circle", "between [ and ]"),
        ("shapes=[circl]", "did you mean circle?"),
        ("page=3", "set one of page.shapes"),
        ("titel=3", "did you mean title?"),
        ("title", "no '='"),
        ("title=", "the end instead of a value"),
        ("title=1 ]", "after the end"),
        ("shapes=" + "[" * 3000, "more than 20 levels"),
        ("title=" + "9" * 400, "a whole number from 0 to 5"),
        ("shapes.0.radius=nan", "a number from 0.1 to 10 cm"),
    ],
)
def test_a_wrong_assignment_is_refused_with_what_was_found_and_what_is_allowed(assignment, text):
    assert text in error_of(Book(), assignment)


def test_an_ambiguous_name_is_refused_with_the_full_paths():
    book = set_text(Book(), "shapes=[circle, circle]")
    assert "one of page.shapes.0.radius, page.shapes.1.radius" in error_of(book, "radius=2")
    assert set_text(book, "shapes.1.radius=2").page.shapes == (Circle(1.0), Circle(2.0))


def test_differences_list_each_leaf_setting_that_differs():
    other = set_text(set_text(Book(), "title=3"), "shapes=[box]")
    assert differences(Book(), other) == [
        ("page.shapes.0", "circle", "box"),
        ("page.shapes.0.radius", "1", ""),
        ("title", "1", "3"),
        ("page.shapes.0.sides", "", "4"),
        ("page.shapes.0.is_filled", "", "off"),
    ]


def test_only_live_settings_are_adopted():
    wanted = set_text(set_text(Book(), "page.shapes.0.radius=3"), "title=2")
    assert adopt_live(Book(), wanted) == set_text(Book(), "page.shapes.0.radius=3")


def test_nothing_is_adopted_from_another_kind_or_a_list_of_another_length():
    assert adopt_live(Book(), set_text(Book(), "shapes=[box]")) == Book()
    assert adopt_live(Book(), set_text(Book(), "shapes=[circle 2, circle]")) == Book()


@given(st.text(max_size=40))
def test_any_text_is_either_read_or_refused_with_a_setting_error(text):
    for path in ("page.shapes", "page.frame", "title", "page.paper"):
        with contextlib.suppress(SettingError):
            assert list(record_problems(set_text(Book(), f"{path}={text}"))) == []


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=5))
def test_any_json_is_either_read_or_refused_with_a_setting_error(value):
    for data in ({"page": value}, {"page": {"shapes": value}}, {"page": {"frame": value}}, {"title": value}):
        with contextlib.suppress(SettingError):
            assert list(record_problems(record_from_json(Book, data))) == []


def test_more_items_of_a_kind_than_a_list_may_have_are_refused():
    layers = ", ".join(["dense 8 relu"] * 9)
    with pytest.raises(SettingError, match="8"):
        set_text(RunSettings(), f"layers=[{layers}]")


def test_an_item_cannot_become_one_of_a_kind_of_which_there_are_enough():
    layers = ", ".join(["dense 8 relu"] * 8)
    full = set_text(RunSettings(), f"layers=[{layers}, dropout 0.2]")
    with pytest.raises(SettingError, match="8"):
        set_text(full, "network.layers.8=dense 8 relu")
