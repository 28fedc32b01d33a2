"""Does the Live view cost anything? Batches per second with it in front against headless."""

from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.plots.live_view import LiveView
from tests.benchmarks.live_rates import compare, networks

ROUNDS = 9


def main() -> None:
    """Compare for each network."""
    for name, settings in networks():
        compare(name, settings, "live", _show, ROUNDS)


def _show(window: MainWindow) -> None:
    window.views.setCurrentWidget(window.view(LiveView))
