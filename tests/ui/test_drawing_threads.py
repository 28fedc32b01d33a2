"""Qt draws in the window's own thread: one more would have to wait for the trainer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TASKS = Path("/proc/self/task")
DRAWN = """
import sys
from pathlib import Path
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
if sys.argv[1] == "ours":
    from nnstudio.app import create_application
    application = create_application()
else:
    application = QApplication([])
paper = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
picture = QImage(28, 28, QImage.Format.Format_Grayscale8)
picture.fill(128)
painter = QPainter(paper)
painter.drawImage(QRect(0, 0, 400, 400), picture)
painter.end()
names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
print(sum("ooled" in name for name in names))
"""


def drawing_threads(application):
    environment = {key: value for key, value in os.environ.items() if key != "QT_NO_GUI_THREADPOOL"}
    command = [sys.executable, "-c", DRAWN, application]
    return int(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not TASKS.is_dir(), reason="this system does not list the threads of a process")
@pytest.mark.parametrize(("application", "has_threads"), [("ours", False), ("any other", True)])
def test_a_large_picture_is_drawn_without_other_threads(application, has_threads):
    assert (drawing_threads(application) > 0) is has_threads
