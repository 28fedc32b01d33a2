"""How near the stopping rule is to ending the run, while it goes on."""

from PySide6.QtCore import QElapsedTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.engine.validation import Validation
from nnstudio.runs.history import History
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import CHANGEABLE

INTERVAL = 200
"""Milliseconds between two updates at least; evaluations after every batch come faster than anybody reads."""


class StoppingStatus(QLabel):
    """Listens to the session; empty without a stopping rule and when no run goes on."""

    def __init__(self, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._since = QElapsedTimer()
        self._followed = History()
        self._validations: list[Validation] = []  # of the history that is followed
        self.setAccessibleName("Early stopping")
        self.setToolTip("How near the stopping rule is to ending the run")
        session.evaluated.connect(self._on_evaluated)
        session.state_changed.connect(self._show)
        session.shown_run_changed.connect(self._show)

    @Slot()
    def _on_evaluated(self) -> None:
        if not self._since.isValid() or self._since.elapsed() >= INTERVAL:
            self._since.start()
            self._show()

    @Slot()
    def _show(self) -> None:
        run = self._session.shown_run
        text = ""
        if run is not None and self._session.state in CHANGEABLE:  # not while the next one loads
            rule, history = run.settings.training.stopping, run.history
            self._follow(history)
            status = rule.status(self._validations[history.patience_from :])
            text = f"{rule.label}: {status}" if status else ""
        self.setText(text)
        self.setVisible(bool(text))

    def _follow(self, history: History) -> None:
        """Take over the evaluations that are new in ``history``."""
        if history is not self._followed:
            self._followed, self._validations = history, []
        new = history.evaluations[len(self._validations) :]
        self._validations += [Validation(event.position, event.validation) for event in new]
