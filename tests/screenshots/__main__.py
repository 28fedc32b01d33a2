"""``python -m tests.screenshots``: take the gallery in ``build/screenshots``, and from it the pictures of the README.

The gallery has the window before and after a run, with each of its views, in both themes: at 1280×720, at 1024×680, at
1280×720 on a screen scaled by 150 %, and on a whole screen of 1366×768 with the frame that a window manager adds. The
last needs Xvfb and openbox; without them it is left out, which is said. ``--gallery`` leaves out the README's pictures.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.screenshots.display import NEEDED, VirtualScreen
from tests.screenshots.readme import keep_for_readme

GALLERY = Path(__file__).parents[2] / "build" / "screenshots"
THEMES = ("light", "dark")
OFFSCREEN = (("1280x720", "1"), ("1024x680", "1"), ("1280x720", "1.5"))
"""Sizes in pixels of the layout, and how many pixels of the screen each of them takes."""
README_SIZE = "1280x720"
SCREEN = "1366x768"


def main() -> int:
    """Take what the arguments ask for; return 0 if all of it was taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--gallery", action="store_true", help="leave the README's pictures as they are")
    is_for_readme = not parser.parse_args().gallery
    code = 0
    for theme in THEMES:
        for size, scale in OFFSCREEN:
            name = f"{theme}-{size}" + (f"-{float(scale):.0%}" if scale != "1" else "")
            environment = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            code = code or _take(GALLERY / name, theme, size, environment)
        if is_for_readme and not code:
            keep_for_readme(GALLERY / f"{theme}-{README_SIZE}", theme)
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        print(f"{SCREEN} in a real window: left out, {' and '.join(missing)} not found. Debian and Ubuntu:")
        print(f"  sudo apt-get install {' '.join(NEEDED).lower()}")
        return code
    with VirtualScreen(SCREEN) as screen:
        for theme in THEMES:
            environment = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": screen.name}
            code = code or _take(GALLERY / f"{theme}-{SCREEN}-screen", theme, "screen", environment)
    print(f"gallery: {GALLERY}")
    return code


def _take(folder: Path, theme: str, size: str, environment: dict[str, str]) -> int:
    """Take the pictures of one theme and size in a process of its own, as scaling is fixed when Qt starts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.screenshots.take", theme, size, str(folder)]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
