"""A screen that exists in memory only, with a window manager."""

import os
import subprocess
from types import TracebackType

NEEDED = ("Xvfb", "openbox")


class VirtualScreen:
    """Xvfb and openbox, from entering to leaving the context."""

    def __init__(self, size: str) -> None:
        self._size = size
        self._processes: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> "VirtualScreen":
        """Start both; Xvfb chooses a free display and tells which."""
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self._size}x24"]
        self._processes.append(subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL))
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"
        environment = os.environ | {"DISPLAY": self.name}
        self._processes.append(subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End both."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait()
