"""The page of the Inside view that walks through one step of training, at the user's own pace."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.inspection.step_lines import Chosen
from nnstudio.inspection.step_pages import Picks, Stage, Walk
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.lit_picture import LitPicture
from nnstudio.session.session import TrainingSession
from nnstudio.session.step_walk import StepWalk
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.inside.heat_tile import HeatTile
from nnstudio.ui.inside.step_batch import StepBatch
from nnstudio.ui.inside.step_choice import StepChoice
from nnstudio.ui.inside.step_lines_table import ClassesTable, LinesTable
from nnstudio.ui.network_view import NetworkView
from nnstudio.ui.theme import Theme, ThemeController, mark, scaled
from nnstudio.ui.wrapping_row import WrappingRow

NO_NETWORK = (
    "One step of training appears here, in real numbers, as soon as there is a network. Press Run to train one."
)
NO_PICTURE = "Draw a digit on the pad, or choose a picture above, to walk through one step of training with it."
COMPUTING = "The step is being computed."
TILES = 3
BACK_KEY, NEXT_KEY = "Alt+Left", "Alt+Right"


class OneStepPage(NetworkView):
    """Shows the pages of a `StepWalk` one at a time."""

    def __init__(
        self,
        session: TrainingSession,
        picture: LitPicture,
        walk: StepWalk,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, picture.changed, themes, frames, NO_NETWORK, parent)
        self._model, self._walk = walk, walk.walk
        self._page = 0
        self._own: dict[int, Chosen] = {}  # what the user has chosen in each layer
        self._layer = 0
        """The layer of the last page that was about one; the update is of a weight of it."""
        self.back_button, self.next_button = QPushButton("Back"), QPushButton("Next")
        self.pages, self.batch, self.choice = QuietComboBox(), StepBatch(walk), StepChoice()
        self.title, self.explanation, self.formula = QLabel(), QLabel(), QLabel()
        self.lines, self.classes = LinesTable(), ClassesTable()
        self.tiles = tuple(HeatTile(themes.theme) for _ in range(TILES))
        self.begin(self._build_steps(), self.batch, self._build_card())
        self._connect()
        self._show()

    def draw(self) -> None:
        """Let the step be computed where it is due, and show it."""
        self._model.advance()
        if self._is_changed:
            self._is_changed = False
            self._show()

    def use_network(self, active: ActiveNetwork) -> None:
        """Nothing: the walk is of one network, and the model says when it is of another."""

    def use_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self.pages.setMaximumWidth(scaled(280))
        for tile in self.tiles:
            tile.set_theme(theme)

    @property
    def chosen(self) -> Chosen | None:
        """The picture and the weight that are shown in numbers; None without a walk."""
        walk = self._walk
        if walk is None:
            return None
        sample = min(self.batch.sample, walk.step.batch_size - 1)
        own = self._own.get(self._layer)
        if own is None:
            return walk.first_choice(sample, self._layer)
        return Chosen(sample, own.layer, own.unit, own.source)

    def _connect(self) -> None:
        self._model.changed.connect(self.note_change)
        for button, key, step in (
            (self.back_button, BACK_KEY, self._on_back),
            (self.next_button, NEXT_KEY, self._on_next),
        ):
            button.clicked.connect(step)
            QShortcut(QKeySequence(key), self).activated.connect(step)  # that of a button would wait for an animation
        self.pages.activated.connect(self._go_to)
        self.batch.sample_changed.connect(self.note_change)
        self.choice.chosen.connect(self._on_chosen)
        self.choice.layer_chosen.connect(self._on_layer_chosen)
        for tile in self.tiles:
            tile.chosen.connect(self._on_picked)

    def _build_steps(self) -> QHBoxLayout:
        for button, key, text in (
            (self.back_button, BACK_KEY, "The page before"),
            (self.next_button, NEXT_KEY, "The next page"),
        ):
            button.setToolTip(f"{text} ({key})")
        self.pages.setAccessibleName("Page of the step")
        self.pages.setToolTip("Go to any page of the step")
        self.pages.setMinimumContentsLength(10)
        self.pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part, stretch in ((self.back_button, 0), (self.next_button, 0), (self.pages, 100)):
            row.addWidget(part, stretch)
        row.addStretch(1)
        return row

    def _build_card(self) -> QFrame:
        card = QFrame()
        mark(card, "card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        for label, role in ((self.title, "heading"), (self.explanation, "caption"), (self.formula, "number")):
            mark(label, "role", role)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.choice)
        column.addWidget(WrappingRow(self.tiles, 16))
        column.addWidget(self.lines)
        column.addWidget(self.classes)
        return card

    def _show(self) -> None:
        walk = self._model.walk
        if walk is not self._walk:
            self._take(walk)
        self.batch.show_state()
        if walk is None:
            self.show_page(False, self._model.problem or self._missing())
            return
        self._show_page(walk)
        self.show_page(True)

    def _missing(self) -> str:
        if self._session.active_network is None:
            return NO_NETWORK
        return COMPUTING if self._model.has_picture else NO_PICTURE

    def _take(self, walk: Walk | None) -> None:
        """Show ``walk`` from now on, at the same page if it has the same pages."""
        before, self._walk = self._walk, walk
        if walk is None:
            return
        is_same = before is not None and before.step.layers == walk.step.layers and before.names == walk.names
        if not is_same:
            self._own.clear()
            self._page = self._layer = 0
            self.pages.clear()
            self.pages.addItems([walk.title(index) for index in range(len(walk.positions))])

    def _show_page(self, walk: Walk) -> None:
        position, count = walk.positions[self._page], len(walk.positions)
        if position.layer is not None:
            self._layer = position.layer
        elif position.stage is Stage.INPUTS:
            self._layer = 0
        chosen = self.chosen
        assert chosen is not None
        page = walk.page(self._page, chosen)
        self.pages.setCurrentIndex(self._page)
        first, last = "this is the first page", "this is the last page"
        with handing_on_focus(self, self.next_button, self.back_button):
            _enable(self.back_button, self._page > 0, f"The page before ({BACK_KEY})", first)
            _enable(self.next_button, self._page < count - 1, f"The next page ({NEXT_KEY})", last)
        self.title.setText(f"{self._page + 1} of {count}. {page.title}")
        self.explanation.setText(page.explanation)
        self.formula.setText(page.formula.replace(",  ", "\n"))
        self.choice.show_choice(walk.step, chosen, position.stage, walk.names)
        for number, tile in enumerate(self.tiles):
            tile.setVisible(number < len(page.tiles))
            if number < len(page.tiles):
                tile.show_tile(page.tiles[number])
        self.lines.show_lines(page.lines)
        self.classes.show_rows(page.table, page.marked)

    @Slot(int)
    def _go_to(self, page: int) -> None:
        walk = self._walk
        if walk is not None and 0 <= page < len(walk.positions):
            self._page = page
            self._show_page(walk)

    @Slot()
    def _on_back(self) -> None:
        self._go_to(self._page - 1)

    @Slot()
    def _on_next(self) -> None:
        self._go_to(self._page + 1)

    @Slot(object)
    def _on_chosen(self, chosen: Chosen) -> None:
        if self._walk is not None:
            self._layer = chosen.layer
            self._own[chosen.layer] = chosen
            self._show_page(self._walk)

    @Slot(int)
    def _on_layer_chosen(self, layer: int) -> None:
        if self._walk is not None:
            self._layer = layer
            self._show_page(self._walk)

    @Slot(object, int)
    def _on_picked(self, picks: Picks, index: int) -> None:
        chosen = self.chosen
        if chosen is not None:
            unit, source = (index, chosen.source) if picks is Picks.UNIT else (chosen.unit, index)
            self._on_chosen(Chosen(chosen.sample, chosen.layer, unit, source))


def _enable(button: QPushButton, is_enabled: bool, hint: str, reason: str) -> None:
    button.setEnabled(is_enabled)
    button.setToolTip(hint if is_enabled else f"{hint}: {reason}")
