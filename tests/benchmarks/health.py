"""What does the Health view cost? Batches per second with it in front against headless."""

from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.live_rates import compare, networks

ROUNDS = 3


def main() -> None:
    """Compare for each network."""
    for name, settings in networks():
        compare(name, settings, "Health", _show, ROUNDS)


def _show(window: MainWindow) -> None:
    window.views.setCurrentWidget(window.view(HealthView))
