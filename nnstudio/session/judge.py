"""Judges the active network on labelled pictures in the background, again and again while it learns."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.calibrator import Calibrator
from nnstudio.session.judged_pictures import JudgedPictures, JudgedSet, judge_pictures
from nnstudio.session.judged_source import Candidate, ObstacleError, SourceFinder
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.pen_activity import PenActivity
from nnstudio.session.session import TrainingSession

NO_NETWORK = "Once a network is trained, this view shows what it gets wrong. Press Run."
NOT_FINITE = "The network's outputs are no longer finite numbers: training has diverged, so there is nothing to judge."
DURING_RUN = "only after the run: what is chosen by its test set is no longer tested by it"
FINE_TUNED = "the validation set of a fine-tuned network was drawn from your digits and is not kept: choose another set"
INTERVAL = 1000
"""Minimum time in milliseconds between the beginnings of two judgements during training."""
IDLE_FACTOR = 10
"""Judging takes at most one part in this many of the time, so that large networks do not hold up training."""


class Judge(QObject):
    """Judges the newest network on the chosen set, only while it is watched; at most once a second during training."""

    changed = Signal()
    """`judged`, `obstacle` or `missing` has changed, or which sets can be chosen."""
    progressed = Signal(object)
    """A `Progress` before the first judgement of a set."""

    def __init__(
        self, session: TrainingSession, my_digits: MyDigits, pen: PenActivity, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.judged: JudgedPictures | None = None
        """The newest judgement; None where there is none of the chosen set."""
        self.obstacle = NO_NETWORK
        """Why there is none, as a sentence; empty where there is one or will be."""
        self.missing: DatasetSource | None = None
        """The data set that has to be got first, if that is the obstacle."""
        self.candidates: tuple[Candidate, ...] = ()
        """The other data sets that are present."""
        self.calibrator = Calibrator(pen, self)
        """Measures how sure the network is of what was judged last."""
        self._session = session
        self._my_digits = my_digits
        self._wanted = JudgedSet.VALIDATION
        self._is_watched = self._is_due = False
        self._other: DatasetSource | None = None
        self._finder = SourceFinder(session, my_digits)
        self._clock = QElapsedTimer()
        self._seconds = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._judge_if_due)
        self._task = BackgroundTask("judging", self, pen)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_judged)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._judge_if_due)
        session.network_changed.connect(self._on_network_changed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.state_changed.connect(self._on_state_changed)
        my_digits.changed.connect(self._on_my_digits_changed)

    @property
    def which(self) -> JudgedSet:
        """The set to judge by: the one that was chosen, or where that is not possible the first that is."""
        is_there = self._wanted is not JudgedSet.OTHER or self.other is not None
        if is_there and not self.reason_against(self._wanted):
            return self._wanted
        return next((each for each in JudgedSet if not self.reason_against(each)), JudgedSet.VALIDATION)

    @property
    def other(self) -> DatasetSource | None:
        """The other data set that was chosen, if the network can be judged by it."""
        fitting = (each.dataset for each in self.candidates if not each.reason)
        return next((each for each in fitting if each == self._other), None)

    def reason_against(self, which: JudgedSet) -> str:
        """Return why ``which`` cannot be chosen now; empty if it can."""
        run = self._session.shown_run
        if which in (JudgedSet.TEST, JudgedSet.OTHER) and self._session.is_active:
            return DURING_RUN
        if which is JudgedSet.VALIDATION and run is not None and run.started.origin and self._finder.shows(run):
            return FINE_TUNED
        return ""

    def choose(self, which: JudgedSet, other: DatasetSource | None = None) -> None:
        """Judge by ``which`` from now on, as soon as that is possible; by ``other`` if it is another data set."""
        if (which, other) != (self._wanted, self._other):
            self._wanted, self._other = which, other
            self._begin_again()

    def watch(self, is_watched: bool) -> None:
        """Begin or end judging; a network that came meanwhile is judged at once. The data stays loaded."""
        self._is_watched = is_watched
        if is_watched:
            self.candidates = self._finder.candidates()
            self.changed.emit()
            self._judge_if_due()
        else:
            self._later.stop()
            self._is_due = self._is_due or self._task.is_active
            self._task.cancel()

    def retry(self) -> None:
        """Try again after an obstacle, such as a data set that was missing."""
        if self.obstacle:
            self._is_due = True
            self._judge_if_due()

    def close(self) -> None:
        """End judging."""
        self._is_watched = False
        self._later.stop()
        self._task.close()
        self.calibrator.close()

    @Slot()
    def _judge_if_due(self) -> None:
        """Begin to judge if something has changed, unless that is too early: then a timer calls again."""
        if not (self._is_watched and self._is_due) or self._task.is_active:
            return
        has_result = self.judged is not None or bool(self.obstacle)
        if self._session.is_active and self._clock.isValid() and has_result:
            wait = int(max(INTERVAL, 1000 * IDLE_FACTOR * self._seconds)) - self._clock.elapsed()
            if wait > 0:
                self._later.start(wait)
                return
        self._is_due = False
        self._clock.start()
        try:
            active = self._active
            source = self._finder.source(active, self.which, self.other)
            self._task.start(judge_pictures(active, source, self._session.folders))
        except ObstacleError as obstacle:
            self._refuse(str(obstacle), obstacle.missing)

    @property
    def _active(self) -> ActiveNetwork:
        if self._session.active_network is None:
            raise ObstacleError(NO_NETWORK)
        return self._session.active_network

    def _refuse(self, obstacle: str, missing: DatasetSource | None = None) -> None:
        if (self.judged, self.obstacle, self.missing) != (None, obstacle, missing):
            self.judged, self.obstacle, self.missing = None, obstacle, missing
            self.calibrator.use(None)
            self.changed.emit()

    @Slot()
    def _on_shown_run_changed(self) -> None:
        self._begin_again(is_due=False)  # its network follows

    def _begin_again(self, is_due: bool = True) -> None:
        """Judge by other pictures, or another run: what is under way is of no use any more."""
        self.candidates = self._finder.candidates()
        self.judged, self.missing = None, None
        self.obstacle = "" if self._session.active_network is not None else NO_NETWORK
        self._is_due = is_due
        self.calibrator.use(None)
        self.changed.emit()
        if self._task.is_active:
            self._task.cancel()  # which then begins anew
        else:
            self._judge_if_due()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self._is_due = True
        if self.obstacle == NO_NETWORK:
            self.obstacle, self.candidates = "", self._finder.candidates()
            self.changed.emit()
        if self.judged is not None and self.judged.network.network is not active.network:
            self._begin_again()
        else:
            self._judge_if_due()

    @Slot()
    def _on_state_changed(self) -> None:
        """The test set can be chosen only after the run; the last network is judged without waiting."""
        self.candidates = self._finder.candidates()
        if self.judged is not None and self.judged.which is not self.which:
            self._begin_again()
        else:
            self.changed.emit()
            self._judge_if_due()

    @Slot()
    def _on_my_digits_changed(self) -> None:
        if self.which is JudgedSet.MY_DIGITS and self._finder.are_drawings_new:
            self._begin_again()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self.judged is None:
            self.progressed.emit(progress)

    @Slot(object)
    def _on_judged(self, judged: JudgedPictures) -> None:
        self._seconds = self._clock.elapsed() / 1000 if self.judged is not None else 0.0  # not the loading
        self._finder.remember(judged)
        if judged.judgement.is_finite:
            self.judged, self.obstacle, self.missing = judged, "", None
            self.calibrator.use(judged.judgement)
            self.changed.emit()
        else:
            self._refuse(NOT_FINITE)
        self._judge_if_due()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._refuse(str(error))
        self._judge_if_due()
