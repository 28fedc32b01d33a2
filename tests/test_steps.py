"""A generator that is run to its end."""

import pytest

from nnstudio.steps import finish


def steps(count):
    yield from range(count)
    return "done"


def test_it_returns_what_the_generator_returns():
    assert finish(steps(3)) == "done"
    assert finish(steps(0)) == "done"


def test_every_step_is_reported_in_order():
    reported = []
    finish(steps(3), reported.append)
    assert reported == [0, 1, 2]


def test_what_the_generator_raises_is_raised():
    def broken():
        yield 0
        raise ArithmeticError("in the second step")

    with pytest.raises(ArithmeticError, match="second step"):
        finish(broken())
