"""The timeline below the views: a slider over the snapshots of a run that is paused or over, and branches from them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.engine.network import NetworkSettings
from nnstudio.number_text import grouped
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action
from nnstudio.session.timeline import Timeline
from nnstudio.session.workspace import Workspace
from nnstudio.ui.elided_label import ElidedLabel
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms.controls import ValueSlider
from nnstudio.ui.forms.scale import Scale
from nnstudio.ui.theme import ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from nnstudio.session.film_writer import FilmWriter
    from nnstudio.ui.plots.film import Film

FEWEST = 2
"""With fewer snapshots there is nowhere to go."""
FRAME = 120
"""Milliseconds for which a snapshot is shown while they are played."""
MOST_TICKS = 60
SLIDER = "Go to any snapshot: weights, Inside, Errors and the pad show the network as it was then (Left and Right)"
PLAY, STOP = "Play the snapshots from here on", "Stop playing"
BACK = "Predict with the weights again that predicted before"
BRANCH = "Train a new run from this step on, with the settings at the left; the curve of this run stays in grey"
FILM, STOP_FILM = "Film…", "Stop film"
FILM_HINT = "Save what the view shows at each snapshot as an animated GIF"
STOP_FILM_HINT = "Take no more pictures, and save no film"
NOTHING_SHOWN = "go to a step first"
IS_ACTIVE = "stop the run first"
OTHER_NETWORK = "the layers at the left are not those of this run"


class TimelineBar(QWidget):
    """Shows which step of the run predicts, and lets the user go to any other; hidden while there is none."""

    def __init__(
        self,
        timeline: Timeline,
        session: TrainingSession,
        workspace: Workspace,
        themes: ThemeController,
        film_writer: "Callable[[], FilmWriter]",
        filmed: Callable[[], QWidget],
        parent: QWidget | None = None,
    ) -> None:
        """Once a film is wanted, use what ``film_writer`` returns, for pictures of the widget ``filmed`` returns."""
        super().__init__(parent)
        self._timeline, self._session, self._workspace, self._themes = timeline, session, workspace, themes
        self.slider = ValueSlider(Scale(()))
        self.play, self.badge = QToolButton(), ElidedLabel("badge")
        self.back, self.branch, self.film = QPushButton("Back"), QPushButton("Branch"), QPushButton(FILM)
        self._film_writer, self._filmed = film_writer, filmed
        self._film: Film | None = None
        self._wanted = QTimer(self, singleShot=True, interval=0)
        """Several movements of the slider in one turn of the event loop read one snapshot."""
        self._frames = QTimer(self, interval=FRAME)
        self._is_presented, self._is_wanted = False, True
        self._build()
        self.slider.valueChanged.connect(self._on_moved)
        self._wanted.timeout.connect(self._go)
        self._frames.timeout.connect(self._on_frame)
        timeline.changed.connect(self._show)
        session.state_changed.connect(self._show)
        workspace.changed.connect(self._show)
        self._show()

    def _build(self) -> None:
        self.slider.setAccessibleName("Step of the run")
        self.slider.setToolTip(SLIDER)
        self.play.setAccessibleName("Play")
        for button, text in ((self.back, BACK), (self.branch, BRANCH), (self.film, FILM_HINT)):
            mark(button, "small", True)
            button.setToolTip(text)
        self.play.clicked.connect(self._on_play)
        self.back.clicked.connect(self._on_back)
        self.branch.clicked.connect(self._on_branch)
        self.film.clicked.connect(self._on_film)
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(8)
        above.addWidget(self.play)
        above.addWidget(self.slider, 1)
        below.addWidget(self.badge, 1)
        below.addWidget(WrappingRow((self.back, self.branch, self.film), 8))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below)

    def set_presented(self, is_presented: bool) -> None:
        """Leave the room to the plots during a presentation."""
        self._is_presented = is_presented
        self._show()

    def set_wanted(self, is_wanted: bool) -> None:
        """Show it only below views that show the network."""
        self._is_wanted = is_wanted
        self._show()

    @property
    def obstacle_to_branch(self) -> str:
        """Why no run can branch from the step that is shown; empty if one can."""
        run = self._session.shown_run
        if not self._session.allows(Action.RUN):
            return IS_ACTIVE
        if run is None or self._timeline.place is None:
            return NOTHING_SHOWN
        if self._workspace.problems:
            return "correct the settings at the left first"
        return "" if _same_units(run.settings.network, self._workspace.settings.network) else OTHER_NETWORK

    @Slot()
    def _show(self) -> None:
        """Show which snapshots there are, which of them predicts, and what can be done."""
        places, index = self._timeline.places, self._timeline.index
        count = len(places)
        with handing_on_focus(self):
            self.setVisible(count >= FEWEST and self._is_wanted and not self._is_presented)
        if count < FEWEST:
            self._frames.stop()
            self._show_play()
            return
        ticks = range(0, count, max(1, -(-count // MOST_TICKS)))
        self.slider.blockSignals(True)
        self.slider.set_scale(Scale(tuple(float(place.step) for place in places), tuple(ticks)))
        self.slider.setValue(count - 1 if index is None else index)
        self.slider.blockSignals(False)
        self.badge.setText(self._text())
        with handing_on_focus(self, self.slider):
            self.back.setEnabled(index is not None)
            self.back.setToolTip(BACK if index is not None else f"Back: {NOTHING_SHOWN}")
            obstacle = self.obstacle_to_branch
            self.branch.setEnabled(not obstacle)
            self.branch.setToolTip(f"Branch: {obstacle}" if obstacle else BRANCH)
        self._show_play()

    def _text(self) -> str:
        place, count = self._timeline.place, len(self._timeline.places)
        if place is None:
            return f"{count} snapshots of this run"
        best = ", the best" if self._timeline.is_best else ""
        return f"Shown: epoch {place.position:.3g}, batch {grouped(place.step)}{best}"

    def _show_play(self) -> None:
        is_playing = self._frames.isActive()
        self._themes.set_icon(self.play, "pause" if is_playing else "run")
        self.play.setToolTip(STOP if is_playing else PLAY)

    @Slot()
    def _on_moved(self) -> None:
        self._frames.stop()
        self._wanted.start()

    @Slot()
    def _go(self) -> None:
        self._timeline.go_to(self.slider.value())

    @Slot()
    def _on_play(self) -> None:
        if self._frames.isActive():
            self._frames.stop()
        else:
            is_at_end = self._timeline.index in (None, len(self._timeline.places) - 1)
            self._timeline.go_to(0 if is_at_end else self.slider.value())
            self._frames.start()
        self._show_play()

    @Slot()
    def _on_frame(self) -> None:
        index = self._timeline.index
        if index is None or index + 1 >= len(self._timeline.places):
            self._frames.stop()
            self._show_play()
        else:
            self._timeline.go_to(index + 1)

    @Slot()
    def _on_film(self) -> None:
        """Ask where to save a film of the view in front, or stop the one that is being made."""
        self._frames.stop()
        if self._film is None:
            from nnstudio.ui.plots.film import Film

            self._film = Film(self._timeline, self._film_writer(), self._filmed, self)
            self._film.changed.connect(self._show_film)
        if self._film.is_active:
            self._film.stop()
        else:
            self._film.ask()

    @Slot()
    def _show_film(self) -> None:
        is_active = self._film is not None and self._film.is_active
        self.film.setText(STOP_FILM if is_active else FILM)
        self.film.setToolTip(STOP_FILM_HINT if is_active else FILM_HINT)

    @Slot()
    def _on_back(self) -> None:
        self._frames.stop()
        self._timeline.leave()

    @Slot()
    def _on_branch(self) -> None:
        place = self._timeline.place
        if place is not None and not self.obstacle_to_branch:
            self._frames.stop()
            self._session.branch(self._workspace.settings, place.step)


def _same_units(one: NetworkSettings, other: NetworkSettings) -> bool:
    """Return whether the layers with weights are of the same kinds and sizes."""
    return _weighted(one) == _weighted(other)


def _weighted(network: NetworkSettings) -> list[tuple[str, int]]:
    return [(layer.key, getattr(layer, "units", 0)) for layer in network.layers if layer.key != "dropout"]
