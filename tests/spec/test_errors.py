"""Problems as text, and the paths they name."""

import pytest

from nnstudio.spec.errors import Problem, SettingError, join


def test_a_problem_says_its_path_what_was_found_and_what_is_allowed():
    assert str(Problem("network.layers", "'x'", "a list")) == "network.layers: found 'x'; allowed: a list"


def test_a_problem_without_a_path_is_one_of_the_settings_as_a_whole():
    assert str(Problem("", "3", "an object")) == "settings: found 3; allowed: an object"


def test_an_error_has_a_line_for_each_problem_in_order():
    first, second = Problem("a", "1", "2"), Problem("b", "3", "4")
    error = SettingError(first, second)
    assert str(error) == "a: found 1; allowed: 2\nb: found 3; allowed: 4"
    assert error.problems == (first, second)


@pytest.mark.parametrize(
    ("path", "name", "joined"),
    [("network", "layers", "network.layers"), ("network.layers", 0, "network.layers.0"), ("", "seed", "seed")],
)
def test_paths_are_joined_by_dots_and_never_begin_with_one(path, name, joined):
    assert join(path, name) == joined
    assert join("", 3) == "3"
