"""Checks, before Qt is imported, that the system libraries it needs are installed, and names the packages if not.

``python -m nnstudio.cli.system_libraries`` also installs them if it is allowed to (root on Debian or Ubuntu).
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

DRAWING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Library and Debian package that Qt needs to draw at all."""

SCREEN = {
    "libxcb.so.1": "libxcb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Further libraries and packages that Qt needs to show a window on an X11 screen."""


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """Return the packages of those ``libraries`` that cannot be loaded; none on systems other than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in libraries.items() if not _loads(library)]


def needed_libraries() -> dict[str, str]:
    """Return the libraries that Qt needs here: for the screen too, unless another platform than X11 is chosen."""
    platform = os.environ.get("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "")
    return DRAWING | SCREEN if platform.startswith("xcb") else dict(DRAWING)


def how_to_install(packages: list[str]) -> str:
    """Return the message to the user about missing packages."""
    return (
        "Qt needs system libraries that are missing here. Install them and try again:\n"
        f"  sudo apt-get install {' '.join(packages)}\n"
        "(Debian and Ubuntu; other systems have the same libraries under similar names.)"
    )


def no_display() -> str | None:
    """Return why no window can be shown, or None if one can."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or (platform and not platform.startswith("xcb")):
        return None
    if os.environ.get("WAYLAND_DISPLAY") and not platform:
        return None
    display = os.environ.get("DISPLAY")
    if not display:
        return "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    return None if _x_server_answers() else f"The display {display} does not answer."


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_server_answers() -> bool:
    """Return whether the X server named by DISPLAY can be reached; Qt would abort the process if it cannot."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    try:
        return int(xcb.xcb_connection_has_error(connection)) == 0
    finally:
        xcb.xcb_disconnect(connection)


def main() -> int:
    """Install missing packages if that is allowed, else print what to install; return the exit code."""
    packages = missing_packages(needed_libraries())
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing system libraries for Qt: {' '.join(packages)}", file=sys.stderr)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False)
        packages = missing_packages(needed_libraries())
    if packages:
        print(how_to_install(packages), file=sys.stderr)
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main())
