"""The pictures of the README, from real runs in the real window."""

from pathlib import Path

from nnstudio.cli.main import main

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
PICTURES = (
    ("window-light", "light", "3", "live"),
    ("window-dark", "dark", "7", "live"),
    ("inside-light", "light", "3", "inside"),
)
"""Name of the file, theme, digit on the pad, and view."""


def take_readme_pictures() -> int:
    """Take all pictures; return the exit code of the first run that fails."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, theme, digit, view in PICTURES:
        arguments = ["self-test", "--theme", theme, "--digit", digit, "--view", view, "--size", "1280x800"]
        code = main([*arguments, "--screenshot", str(FOLDER / f"{name}.png")])
        if code:
            return code
    return 0
