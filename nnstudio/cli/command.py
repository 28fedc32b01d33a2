"""A command of the command line: its texts, its arguments and what it runs."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """One command, which may have commands of its own, as ``nnstudio datasets`` has ``download``.

    ``run`` is given the parsed arguments and returns the exit code; it runs where none of the command's ``commands``
    is named. An ``epilog`` is printed below the help of the command, its lines as they are.
    """

    name: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    help: str | None = None
    description: str | None = None
    epilog: str | None = None
    commands: tuple["Command", ...] = ()

    def parser(self) -> argparse.ArgumentParser:
        """Return a parser of this command, whose result has as ``command`` the innermost one that was named."""
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
