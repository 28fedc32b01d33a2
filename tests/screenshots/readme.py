"""The pictures of the README, from real runs in the real window."""

from pathlib import Path

from nnstudio.cli.main import main

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"


def take_readme_pictures() -> int:
    """Take the window in both themes; return the exit code of the first run that fails."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for theme, digit in (("light", "3"), ("dark", "7")):
        file = FOLDER / f"window-{theme}.png"
        code = main(["self-test", "--theme", theme, "--digit", digit, "--screenshot", str(file), "--size", "1280x800"])
        if code:
            return code
    return 0
