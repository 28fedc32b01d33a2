"""A command of the command line: its texts, its arguments and the function it runs."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """One command, which may have subcommands, as ``nnstudio datasets`` has ``download``.

    ``run`` takes the parsed arguments and returns the exit code; it runs if none of the subcommands, ``commands``, is
    named. The ``epilog`` is printed below the help of the command, with its line breaks.
    """

    name: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    help: str | None = None
    description: str | None = None
    epilog: str | None = None
    commands: tuple["Command", ...] = ()

    def parser(self) -> argparse.ArgumentParser:
        """Return the parser of this command; its result has the innermost command that was named as ``command``."""
        parser = argparse.ArgumentParser(prog=self.name, **self._texts())
        self._fill(parser)
        return parser

    def _texts(self) -> dict[str, Any]:
        formatter = argparse.RawDescriptionHelpFormatter if self.epilog else argparse.HelpFormatter
        return {"description": self.description, "epilog": self.epilog, "formatter_class": formatter}

    def _fill(self, parser: argparse.ArgumentParser) -> None:
        parser.set_defaults(command=self)
        self.add_arguments(parser)
        if self.commands:
            inner = parser.add_subparsers(title="commands", metavar="COMMAND")
            for command in self.commands:
                command._fill(inner.add_parser(command.name, help=command.help, **command._texts()))
