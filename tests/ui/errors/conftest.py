"""The Errors view in the whole window, before and after a run."""

import pytest

from nnstudio.session.state import State
from nnstudio.ui.errors.errors_view import ErrorsView


@pytest.fixture
def view(window):
    """The view, brought to the front."""
    window.views.setCurrentWidget(window.view(ErrorsView))
    return window.view(ErrorsView)


@pytest.fixture
def judged(window, view, wait_until):
    """The view after a short run that leaves many mistakes."""
    window.workspace.set("training.epochs", 1)
    window.workspace.set("training.optimizer.learning_rate", 0.0005)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    wait_until(lambda: view.judged is not None and view.judged.network is window.session.active_network)
    assert len(view.judged.judgement.mistakes)
    return view
