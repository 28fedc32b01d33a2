"""What does the Errors view cost? Batches per second with it in front against headless, and how often it judges."""

from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.live_rates import SECONDS, compare, networks
from tests.benchmarks.live_window import wait_until

ROUNDS = 3


def main() -> None:
    """Compare for each network."""
    for name, settings in networks():
        judgements: list[object] = []

        def show(window: MainWindow, seen: list[object] = judgements) -> None:
            view = window.view(ErrorsView)
            window.views.setCurrentWidget(view)
            wait_until(lambda: view.judged is not None)  # the pictures are loaded
            window.models.judge.changed.connect(lambda: seen.append(view.judged))

        compare(name, settings, "Errors", show, ROUNDS)
        print(f"  {len(judgements) / ROUNDS / SECONDS:.2f} judgements a second", flush=True)
