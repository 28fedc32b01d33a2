"""Settings made of settings: registries, nested records, kinds and lists, in JSON and in the short notation."""

from dataclasses import dataclass, replace

import pytest

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import (
    Kind,
    ListOf,
    Nested,
    Registry,
    members,
    record_from_json,
    record_problems,
    record_to_json,
)
from tests.spec.samples import FRAMES, SHAPE, SHAPES, Book, Box, Circle, Frame, Page

PAGE = members(Book)["page"]
LIST = members(Page)["shapes"]
SHAPE_TEXT = "one of circle, box"
RADIUS_TEXT = "a number from 0.1 to 10 cm"


@dataclass(frozen=True)
class Blank(Kind):
    """Nothing to set."""

    key = "blank"
    label = "Blank"
    hint = "Empty."


def problems_of(read, *arguments):
    with pytest.raises(SettingError) as caught:
        read(*arguments)
    return list(caught.value.problems)


def from_text(setting, text):
    return setting.from_notation(notation.read(text, "x"), "x")


def test_a_registry_gives_its_kinds_by_key_and_in_order():
    assert SHAPES.noun == "shape"
    assert SHAPES.keys == ("circle", "box")
    assert list(SHAPES) == [Circle, Box]
    assert len(SHAPES) == 2
    assert SHAPES["box"] is Box
    assert ("circle" in SHAPES, "frame" in SHAPES, None in SHAPES) == (True, False, False)


def test_two_kinds_with_the_same_key_are_refused():
    class Other(Circle):
        pass

    with pytest.raises(ValueError, match=r"^two kinds of shape share a key$"):
        Registry("shape", Circle, Box, Other)


def test_the_json_of_a_record_has_every_member_and_names_every_kind():
    assert record_to_json(Book(Page((Box(5, True),), Frame(Circle(2.0), 3), "grey", "atlas"), 4)) == {
        "page": {
            "shapes": [{"kind": "box", "sides": 5, "is_filled": True}],
            "frame": {"kind": "frame", "inside": {"kind": "circle", "radius": 2.0}, "width": 3},
            "paper": "grey",
            "name": "atlas",
        },
        "title": 4,
    }


def test_json_that_is_not_an_object_is_refused_with_its_path():
    assert problems_of(record_from_json, Book, [1], "book") == [Problem("book", "[1]", "an object with named members")]
    assert str(problems_of(record_from_json, Book, None)[0]).startswith("settings: found None;")
    assert problems_of(record_from_json, Book, {"page": 3}) == [Problem("page", "3", "an object with named members")]


def test_an_unknown_member_is_refused_with_all_known_ones_and_the_closest():
    allowed = "shapes, frame, paper, name (did you mean paper?)"
    assert problems_of(record_from_json, Page, {"papper": "white"}, "page") == [
        Problem("page.papper", "an unknown name", allowed)
    ]
    assert problems_of(record_from_json, Page, {"zz": 1}) == [
        Problem("zz", "an unknown name", "shapes, frame, paper, name")
    ]
    assert problems_of(record_from_json, Blank, {"zz": 1}) == [Problem("zz", "an unknown name", "no members")]


def test_members_after_an_unknown_one_are_checked_too():
    found = problems_of(record_from_json, Book, {"zz": 1, "title": 9})
    assert [problem.path for problem in found] == ["zz", "title"]


def test_problems_of_a_record_name_the_full_path_below_the_one_given():
    page = Page((Circle(99.0), Box(2)), Frame(Circle(0.0)), "red")
    assert [(each.path, each.found) for each in record_problems(page, "page")] == [
        ("page.shapes.0.radius", "99.0"),
        ("page.shapes.1.sides", "2"),
        ("page.frame.inside.radius", "0.0"),
        ("page.paper", "'red'"),
    ]
    assert [each.path for each in record_problems(Box(2))] == ["sides"]


def test_a_nested_record_is_checked_read_and_written_as_the_record_itself():
    assert PAGE.allowed() == "an object with shapes, frame, paper, name"
    assert list(PAGE.check(Page(), "page")) == []
    assert [each.path for each in PAGE.check(Page(paper="red"), "page")] == ["page.paper"]
    assert list(PAGE.check(Circle(), "page")) == [Problem("page", repr(Circle()), PAGE.allowed())]
    assert PAGE.to_json(Page()) == record_to_json(Page())
    assert PAGE.from_json({"paper": "grey"}, "page") == Page(paper="grey")
    assert [each.path for each in problems_of(PAGE.from_json, {"paper": "red"}, "page")] == ["page.paper"]


def test_a_nested_record_cannot_be_set_as_a_whole_in_the_notation():
    allowed = "set one of page.shapes, page.frame, page.paper, page.name"
    assert problems_of(PAGE.from_notation, notation.read("page 3", "page"), "page") == [
        Problem("page", "'page 3' for the whole group", allowed)
    ]


def test_a_record_from_a_registry_is_checked_with_its_members():
    assert SHAPE.allowed() == SHAPE_TEXT
    assert list(SHAPE.check(Box(), "x")) == []
    assert list(SHAPE.check(Frame(), "x")) == [Problem("x", repr(Frame()), SHAPE_TEXT)]
    assert list(SHAPE.check("circle", "x")) == [Problem("x", "'circle'", SHAPE_TEXT)]
    assert list(SHAPE.check(Circle(11.0), "x")) == [Problem("x.radius", "11.0", RADIUS_TEXT)]


def test_a_kind_in_json_is_an_object_or_the_key_alone():
    assert SHAPE.to_json(Circle(2.0)) == {"kind": "circle", "radius": 2.0}
    assert SHAPE.from_json({"radius": 2, "kind": "circle"}, "x") == Circle(2.0)
    assert SHAPE.from_json("box", "x") == Box()


@pytest.mark.parametrize("data", [None, 3, [], {}, {"radius": 2}])
def test_json_that_names_no_kind_is_refused(data):
    assert problems_of(SHAPE.from_json, data, "x") == [Problem("x", repr(data), SHAPE_TEXT)]


@pytest.mark.parametrize(
    ("data", "found", "near"),
    [
        ("circel", "'circel'", " (did you mean circle?)"),
        ({"kind": "bos", "sides": 3}, "'bos'", " (did you mean box?)"),
        ({"kind": None}, "None", ""),
        ({"kind": ["box"]}, "['box']", ""),
        ("frame", "'frame'", ""),
    ],
)
def test_json_of_an_unknown_kind_is_refused_with_the_known_kinds(data, found, near):
    (problem,) = problems_of(SHAPE.from_json, data, "x")
    assert (problem.path, problem.found) == ("x", found)
    assert problem.allowed.startswith(SHAPE_TEXT)
    assert near in problem.allowed


def test_a_wrong_member_of_a_kind_is_named_by_its_path():
    assert problems_of(SHAPE.from_json, {"kind": "circle", "sides": 3}, "x") == [
        Problem("x.sides", "an unknown name", "radius")
    ]


def test_a_kind_in_the_notation_takes_members_by_order_and_by_name():
    assert from_text(SHAPE, "box") == {"kind": "box"}
    assert from_text(SHAPE, "box 5 on") == {"kind": "box", "sides": 5, "is_filled": True}
    assert from_text(SHAPE, "box is_filled=on sides=5") == {"kind": "box", "sides": 5, "is_filled": True}
    assert from_text(SHAPE, "box is_filled=on 5") == {"kind": "box", "is_filled": True, "sides": 5}


@pytest.mark.parametrize(
    ("text", "found", "allowed"),
    [
        ("[box]", "the list [box]", SHAPE_TEXT),
        ("bos", "'bos'", f"{SHAPE_TEXT} (did you mean box?)"),
        ("zzz 3", "'zzz'", SHAPE_TEXT),
        ("box 5 on 7", "'7' in 'box 5 on 7'", "box takes sides, is_filled"),
        ("box colour=red", "'colour=red' in 'box colour=red'", "box takes sides, is_filled"),
        ("box sides=5 6", "'6' in 'box sides=5 6'", "box takes sides, is_filled"),
        ("box 5 sides=6", "'sides=6' in 'box 5 sides=6'", "box takes sides, is_filled"),
        ("box kind=box", "'kind=box' in 'box kind=box'", "box takes sides, is_filled"),
    ],
)
def test_notation_that_names_no_kind_is_refused_and_quoted(text, found, allowed):
    assert problems_of(from_text, SHAPE, text) == [Problem("x", found, allowed)]


def test_a_kind_without_members_takes_no_values():
    blank = type(SHAPE)(label="Sheet", help="It.", registry=Registry("sheet", Blank))
    assert problems_of(from_text, blank, "blank 3") == [Problem("x", "'3' in 'blank 3'", "blank takes no values")]
    assert blank.to_text(Blank()) == "blank"


def test_a_wrong_value_of_a_kind_is_named_by_its_path():
    (problem,) = problems_of(from_text, SHAPE, "box sides=many")
    assert (problem.path, problem.found) == ("x.sides", "'many'")


def test_a_kind_is_written_with_all_members_and_with_parentheses_only_where_needed():
    frame = members(Page)["frame"]
    assert SHAPE.to_text(Box(5, True)) == "box 5 on"
    assert frame.to_text(Frame(Box(5, True), 3)) == "frame (box 5 on) 3"
    assert frame.to_text(Frame()) == "frame (circle 1) none"


def test_a_list_inside_a_kind_is_written_without_parentheses():
    @dataclass(frozen=True)
    class Pile(Page, Kind):
        key = "pile"

    pile = type(SHAPE)(label="Pile", help="It.", registry=Registry("pile", Pile))
    assert pile.to_text(Pile((Circle(), Box()))) == "pile [circle 1, box 4 off] (frame (circle 1) none) white "


def test_a_list_is_checked_item_by_item_and_for_its_length():
    assert LIST.allowed() == f"a list of at most 3, each {SHAPE_TEXT}"
    assert list(LIST.check((), "x")) == []
    assert list(LIST.check((Box(),) * 3, "x")) == []
    assert list(LIST.check((Box(),) * 4, "x")) == [Problem("x", "4 items", "at most 3")]
    assert list(LIST.check([Box()], "x")) == [Problem("x", repr([Box()]), LIST.allowed())]
    assert [each.path for each in LIST.check((Box(2), Box(), Box(2)), "x")] == ["x.0.sides", "x.2.sides"]
    assert [each.path for each in LIST.check((Box(2),) * 4, "x")] == ["x", *[f"x.{index}.sides" for index in range(4)]]


def test_a_list_can_limit_one_kind_and_take_any_number_of_others():
    boxes = replace(LIST, maximum=2, limited=Box, noun="boxes")
    limit = "at most 2 boxes and any number of others"
    assert boxes.allowed() == f"a list of {limit}, each {SHAPE_TEXT}"
    assert list(boxes.check((*[Circle()] * 9, Box(), Box()), "x")) == []
    assert list(boxes.check((Circle(), Box(), Box(), Box()), "x")) == [Problem("x", "3 boxes", limit)]
    assert problems_of(boxes.from_json, ["circle", *["box"] * 3], "x") == [Problem("x", "3 boxes", limit)]
    assert boxes.has_room_for(Circle(), (Box(), Box()))
    assert boxes.has_room_for(Box(), (Box(), Circle(), Circle()))
    assert not boxes.has_room_for(Box(), (Box(), Box()))


def test_a_list_in_json_is_a_list_of_its_items():
    assert LIST.to_json((Circle(2.0), Box())) == [SHAPE.to_json(Circle(2.0)), SHAPE.to_json(Box())]
    assert LIST.from_json(["box", {"kind": "circle"}, "box"], "x") == (Box(), Circle(), Box())
    assert LIST.from_json([], "x") == ()
    assert problems_of(LIST.from_json, {"0": "box"}, "x") == [Problem("x", "{'0': 'box'}", LIST.allowed())]
    assert problems_of(LIST.from_json, ["box"] * 4, "x") == [Problem("x", "4 items", "at most 3")]
    (problem,) = problems_of(LIST.from_json, ["box", {"kind": "circle", "radius": 11}], "x")
    assert (problem.path, problem.found) == ("x.1.radius", "11")


def test_a_list_in_the_notation_is_written_in_brackets():
    assert from_text(LIST, "[box 5, circle]") == [{"kind": "box", "sides": 5}, {"kind": "circle"}]
    assert LIST.to_text((Box(), Circle())) == "[box 4 off, circle 1]"
    assert LIST.to_text(()) == "[]"
    assert problems_of(from_text, LIST, "box 5") == [Problem("x", "'box 5'", f"{LIST.allowed()} between [ and ]")]
    (problem,) = problems_of(from_text, LIST, "[box, box many]")
    assert problem.path == "x.1.sides"


def test_members_of_a_record_or_of_its_class_are_listed_in_order():
    assert list(members(Page)) == list(members(Page())) == ["shapes", "frame", "paper", "name"]
    assert isinstance(members(Book)["page"], Nested)
    assert isinstance(LIST, ListOf)
    assert members(Page)["frame"].registry is FRAMES
