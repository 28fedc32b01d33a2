"""Settings by their paths: found, replaced, compared, and adopted during a run."""

from dataclasses import dataclass
from dataclasses import replace as changed

import pytest

from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import adopt_live, default_at, differences, entries, find, replace, set_text
from nnstudio.spec.record import ListOf, Nested, members
from nnstudio.spec.setting import Integer, declare
from tests.spec.samples import SHAPE, Book, Box, Circle, Frame, Page

BOOK = Book(Page((Circle(2.0), Box(5)), Frame(Circle(3.0), 7), "grey", "atlas"), 4)
PATHS = (
    "page",
    "page.shapes",
    "page.shapes.0",
    "page.shapes.0.radius",
    "page.shapes.1",
    "page.shapes.1.sides",
    "page.shapes.1.is_filled",
    "page.frame",
    "page.frame.inside",
    "page.frame.inside.radius",
    "page.frame.width",
    "page.paper",
    "page.name",
    "title",
)
LEAVES = [path for path in PATHS if path != "page"]


def problem_of(act, *arguments):
    with pytest.raises(SettingError) as caught:
        act(*arguments)
    (problem,) = caught.value.problems
    return problem


def test_every_setting_is_listed_once_before_its_members_with_its_declaration_and_value():
    found = list(entries(BOOK))
    assert tuple(entry.path for entry in found) == PATHS
    by_path = {entry.path: entry for entry in found}
    assert by_path["page.shapes.1"].setting is SHAPE
    assert by_path["page.frame.width"].setting is members(Frame)["width"]
    assert [by_path[path].value for path in ("page", "page.shapes.0", "page.frame.width", "title")] == [
        BOOK.page,
        Circle(2.0),
        7,
        4,
    ]


def test_paths_below_a_path_begin_with_it():
    assert [entry.path for entry in entries(Box(), "page.shapes.2")] == [
        "page.shapes.2.sides",
        "page.shapes.2.is_filled",
    ]


@pytest.mark.parametrize("path", PATHS)
def test_the_full_path_finds_its_setting(path):
    assert find(BOOK, path).path == path


@pytest.mark.parametrize(
    ("short", "path"),
    [
        ("width", "page.frame.width"),
        ("page.width", "page.frame.width"),
        ("frame.radius", "page.frame.inside.radius"),
        ("page.inside.radius", "page.frame.inside.radius"),
        ("shapes.radius", "page.shapes.0.radius"),
        ("0.radius", "page.shapes.0.radius"),
        ("is_filled", "page.shapes.1.is_filled"),
    ],
)
def test_levels_of_a_path_may_be_omitted(short, path):
    assert find(BOOK, short).path == path


def test_a_full_path_is_found_even_where_others_end_with_it():
    @dataclass(frozen=True)
    class Cover:
        title: int = declare(2, Integer(label="Title", help="Another.", minimum=0, maximum=5))
        book: Book = declare(Book(), Nested(label="Book", help="It.", record=Book))

    assert find(Cover(), "title").value == 2
    assert find(Cover(), "book.title").value == 1


def test_an_ambiguous_name_is_refused_with_the_paths_it_could_mean():
    assert problem_of(find, BOOK, "radius") == Problem(
        "radius", "a name that several settings share", "one of page.shapes.0.radius, page.frame.inside.radius"
    )


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("page.frame.widht", " (did you mean page.frame.width?)"),
        ("widht", " (did you mean width?)"),
        ("other.path.of.widht", " (did you mean width?)"),
        ("xyz", ""),
        ("frame.shapes", None),
        ("radius.frame", None),
    ],
)
def test_an_unknown_path_is_refused_with_all_settings_but_nested_records_and_the_closest(path, near):
    problem = problem_of(find, BOOK, path)
    assert (problem.path, problem.found) == (path, "an unknown setting")
    if near is None:
        assert problem.allowed.startswith(", ".join(LEAVES))
    else:
        assert problem.allowed == ", ".join(LEAVES) + near


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("title", 5, changed(BOOK, title=5)),
        ("page", Page(), Book(Page(), 4)),
        ("page.paper", "white", Book(changed(BOOK.page, paper="white"), 4)),
        ("page.shapes.0", Box(), Book(changed(BOOK.page, shapes=(Box(), Box(5))), 4)),
        ("page.shapes.1.sides", 6, Book(changed(BOOK.page, shapes=(Circle(2.0), Box(6))), 4)),
        ("page.frame.inside.radius", 9.0, Book(changed(BOOK.page, frame=Frame(Circle(9.0), 7)), 4)),
    ],
)
def test_replacing_a_setting_returns_a_new_record_and_leaves_the_old_one_unchanged(path, value, expected):
    before = repr(BOOK)
    assert replace(BOOK, path, value) == expected
    assert repr(BOOK) == before


def test_an_item_in_the_middle_of_a_list_is_replaced_alone():
    book = replace(BOOK, "page.shapes", (Circle(1.0), Circle(2.0), Circle(3.0)))
    assert replace(book, "page.shapes.1.radius", 9.0).page.shapes == (Circle(1.0), Circle(9.0), Circle(3.0))


@pytest.mark.parametrize(
    ("assignment", "path", "value"),
    [
        ("title=3", "title", 3),
        (" title = 3 ", "title", 3),
        ("width=none", "page.frame.width", 0),
        ("shapes.0=box sides=7", "page.shapes.0", Box(7)),
        ("shapes=[box sides=7]", "page.shapes", (Box(7),)),
        ("frame.radius=4", "page.frame.inside.radius", 4.0),
    ],
)
def test_an_assignment_as_text_changes_one_setting(assignment, path, value):
    assert set_text(BOOK, assignment) == replace(BOOK, path, value)


def test_an_invalid_assignment_is_refused_with_the_full_path():
    assert problem_of(set_text, BOOK, "title 3") == Problem(
        "title 3", "no '='", "path=value, such as learning_rate=0.05"
    )
    assert problem_of(set_text, BOOK, "width=10") == Problem(
        "page.frame.width", "10", "a whole number from 1 to 9, or 0 (none)"
    )
    assert problem_of(set_text, BOOK, "width=many").path == "page.frame.width"
    assert problem_of(set_text, BOOK, "width=[").path == "page.frame.width"
    assert problem_of(set_text, BOOK, "widht=3").path == "widht"


def test_equal_settings_have_no_differences_and_others_are_listed_in_the_order_of_the_first():
    assert differences(BOOK, BOOK) == []
    other = replace(replace(BOOK, "page.frame.width", 0), "page.frame.inside", Box(6))
    assert differences(BOOK, other) == [
        ("page.frame.inside", "circle", "box"),
        ("page.frame.inside.radius", "3", ""),
        ("page.frame.width", "7", "none"),
        ("page.frame.inside.sides", "", "6"),
        ("page.frame.inside.is_filled", "", "off"),
    ]
    assert differences(other, BOOK)[0] == ("page.frame.inside", "box", "circle")


def test_a_longer_list_differs_by_its_new_items_only():
    longer = replace(BOOK, "page.shapes", (*BOOK.page.shapes, Circle(9.0)))
    assert differences(BOOK, longer) == [("page.shapes.2", "", "circle"), ("page.shapes.2.radius", "", "9")]
    assert differences(longer, BOOK) == [("page.shapes.2", "circle", ""), ("page.shapes.2.radius", "9", "")]


def test_live_settings_are_adopted_at_every_level_and_nothing_else():
    wanted = Book(Page((Circle(8.0), Box(9, True)), Frame(Circle(6.0), 1), "white", "other"), 2)
    assert adopt_live(BOOK, wanted) == Book(Page((Circle(8.0), Box(5)), Frame(Circle(6.0), 7), "grey", "atlas"), 4)


def test_an_item_of_another_kind_keeps_its_values_and_its_neighbours_are_adopted():
    current = replace(BOOK, "page.shapes", (Circle(1.0), Box(4), Circle(2.0)))
    wanted = replace(BOOK, "page.shapes", (Circle(7.0), Circle(9.0), Circle(8.0)))
    assert adopt_live(current, wanted).page.shapes == (Circle(7.0), Box(4), Circle(8.0))


def test_a_list_of_plain_live_values_is_adopted_item_by_item():
    def numbers(live):
        return ListOf(
            label="L", help="H.", maximum=3, item=Integer(label="N", help="H.", minimum=0, maximum=9, live=live)
        )

    @dataclass(frozen=True)
    class Lists:
        live: tuple[int, ...] = declare((1, 2), numbers(True))
        still: tuple[int, ...] = declare((1, 2), numbers(False))

    assert adopt_live(Lists(), Lists((3, 4), (3, 4))) == Lists((3, 4), (1, 2))
    assert adopt_live(Lists(), Lists((3, 4, 5), (3,))) == Lists()


def test_a_default_is_the_value_in_the_default_settings():
    defaults = replace(Book(), "page.paper", "grey")
    assert default_at(defaults, BOOK, "page.paper") == "grey"
    assert default_at(defaults, BOOK, "page.frame.inside.radius") == 1
    assert default_at(defaults, BOOK, "page.shapes") == defaults.page.shapes


def test_the_default_within_a_kind_that_was_chosen_instead_is_that_kinds_own():
    defaults = replace(Book(), "page.frame.inside", Circle(9.0))
    chosen = replace(defaults, "page.frame.inside", Box(7))
    assert default_at(defaults, chosen, "page.frame.inside.sides") == Box().sides
    assert default_at(defaults, chosen, "page.frame.inside") == Circle(9.0)


def test_the_default_within_an_item_of_a_list_is_that_of_its_kind():
    assert default_at(Book(), BOOK, "page.shapes.1.sides") == Box().sides
    assert default_at(Book(), BOOK, "page.shapes.1") == Box()


def test_an_item_that_is_a_plain_value_is_its_own_default():
    @dataclass(frozen=True)
    class Lists:
        numbers: tuple[int, ...] = (1, 2)

    assert default_at(Lists(), Lists((5, 6, 7)), "numbers.2") == 7
