"""Problems with settings, described so that the user can correct them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one setting: the setting's path, what was found there, what is allowed."""

    path: str
    found: str
    allowed: str

    def __str__(self) -> str:
        path = self.path or "settings"
        return f"{path}: found {self.found}; allowed: {self.allowed}"


class SettingError(ValueError):
    """Raised when settings cannot be read; ``problems`` holds every problem that was found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def join(path: str, name: str | int) -> str:
    """Return the path of the member ``name`` below ``path``: ``network`` and ``layers`` give ``network.layers``."""
    return f"{path}.{name}" if path else str(name)
