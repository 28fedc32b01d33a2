"""A command owns its arguments, its texts and what it runs."""

import pytest

from nnstudio.cli.command import Command


def ring(arguments):
    return arguments.times


def add_times(parser):
    parser.add_argument("--times", type=int, default=1)


def add_hour(parser):
    parser.add_argument("hour", type=int)


STRIKE = Command("strike", lambda arguments: arguments.hour, add_hour, help="strike an hour", epilog="noon:\n  twelve")
BELL = Command("bell", ring, add_times, description="Ring a bell.", commands=(STRIKE,))


def result(words):
    arguments = BELL.parser().parse_args(words)
    return arguments.command.run(arguments)


def test_a_command_runs_with_the_arguments_it_added():
    assert result([]) == 1
    assert result(["--times", "3"]) == 3


def test_the_innermost_command_that_is_named_runs():
    assert result(["strike", "7"]) == 7


def test_an_argument_of_the_outer_command_reaches_the_inner_one():
    arguments = BELL.parser().parse_args(["--times", "3", "strike", "7"])
    assert (arguments.command, arguments.times) == (STRIKE, 3)


def test_the_help_of_a_command_lists_its_commands():
    text = BELL.parser().format_help()
    assert "Ring a bell." in text
    assert "strike an hour" in text


def test_the_lines_below_the_help_stay_as_they_are(capsys):
    with pytest.raises(SystemExit):
        result(["strike", "--help"])
    assert "noon:\n  twelve" in capsys.readouterr().out


def test_a_command_that_does_not_exist_is_refused_with_those_that_do(capsys):
    with pytest.raises(SystemExit) as caught:
        result(["chime"])
    assert caught.value.code == 2
    assert "strike" in capsys.readouterr().err
