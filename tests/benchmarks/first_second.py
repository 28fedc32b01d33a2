"""A fresh process that opens the window as the program does, uses it at once, and says how long each step took."""

import sys
import time

from nnstudio.cli.main import main as start_program


def main() -> int:
    """Start the program without arguments, and use its window instead of waiting for its end."""
    # Not above: the trainer's process imports this file too, and has no need of Qt.
    from PySide6.QtWidgets import QApplication

    QApplication.exec = staticmethod(use_window)  # type: ignore[method-assign, assignment]
    return start_program([])


def use_window() -> int:
    """Say when the window is up, press Run and draw on the pad at once, and say when both were answered."""
    # Only now: nothing may be loaded before the program loads it.
    from PySide6.QtWidgets import QApplication

    from nnstudio.ui.main_window import MainWindow
    from nnstudio.ui.plots.live_view import LiveView
    from tests.benchmarks.painting import PaintWatch, process_until, wait_for_paint
    from tests.ui.window import draw_one

    (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    wait_for_paint(window.pad.canvas, lambda: print("up", time.process_time(), flush=True))
    start = time.perf_counter()
    window.run_actions.run.trigger()
    preview = PaintWatch(window.pad.preview)
    draw_one(window)
    preview.wait_from(start)
    print(f"first stroke {preview.shown - start}", flush=True)
    loss = window.view(LiveView).loss
    process_until(lambda: loss.drawn_step > 0)
    wait_for_paint(loss)
    print(f"first batch {time.perf_counter() - start}", flush=True)
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
