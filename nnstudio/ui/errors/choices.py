"""Two choices: by which pictures the network is judged, and what the cells of the matrix say."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DatasetSource
from nnstudio.session.judge import Judge
from nnstudio.session.judged_pictures import JudgedSet
from nnstudio.ui.errors.confusion_model import Shown
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

LABELS = {JudgedSet.VALIDATION: "Validation", JudgedSet.TEST: "Test", JudgedSet.MY_DIGITS: "My digits"}
HINT = "By which pictures the network is judged"


@dataclass(frozen=True)
class _Offer:
    """A set to choose, and why it cannot be chosen; empty if it can."""

    which: JudgedSet
    dataset: DatasetSource | None
    label: str
    reason: str


class Choices(QWidget):
    """Asks the `Judge` for a set; a set that cannot be chosen now says why."""

    shown_as = Signal(object)
    """What the cells are to say: a `Shown`."""

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self.sets, self.shown, self._reasons = QuietComboBox(), QuietComboBox(), QLabel()
        mark(self._reasons, "role", "caption")
        self._reasons.setWordWrap(True)
        self._offered: list[tuple[JudgedSet, DatasetSource | None]] = []
        self.shown.addItems(list(Shown))
        for box, name in ((self.sets, "Judged by"), (self.shown, "Cells show")):
            box.setAccessibleName(name)
            box.setMinimumContentsLength(10)
        self.shown.setToolTip(
            "Cells show numbers of pictures, or shares of the actual or the predicted class in percent. Colours follow "
            "the square root of the share, so that rare mistakes are seen"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(WrappingRow([labelled("Judged by", self.sets), labelled("Cells", self.shown)], 16))
        layout.addWidget(self._reasons)
        self.sets.activated.connect(self._on_set_chosen)
        self.shown.currentTextChanged.connect(self._on_shown_chosen)
        self.show_which()

    @property
    def reasons(self) -> str:
        """What is said below the boxes: which sets cannot be chosen now, and why; empty if all can."""
        return self._reasons.text()

    def show_which(self) -> None:
        """Show by which set the network is judged, and which could be chosen."""
        offers = self._offers()
        offered = [(each.which, each.dataset) for each in offers]
        if offered != self._offered:
            self._offered = offered
            self.sets.clear()
            self.sets.addItems([each.label for each in offers])
        model = self.sets.model()
        assert isinstance(model, QStandardItemModel)
        for index, each in enumerate(offers):
            model.item(index).setEnabled(not each.reason)
            text = f"{each.label}: {each.reason}" if each.reason else each.label
            self.sets.setItemData(index, text, Qt.ItemDataRole.ToolTipRole)
        which = self._judge.which
        self.sets.setCurrentIndex(offered.index((which, self._judge.other if which is JudgedSet.OTHER else None)))
        self._show_reasons([each for each in offers if each.reason])
        hint = ". ".join((HINT, *(f"{each.label}: {each.reason}" for each in offers if each.reason)))
        if self.sets.toolTip() != hint:
            self.sets.setToolTip(hint)

    def _show_reasons(self, refused: list["_Offer"]) -> None:
        """Say each reason once, after the sets that it is about."""
        reasons = dict.fromkeys(each.reason for each in refused)
        lines = [
            f"{', '.join(each.label for each in refused if each.reason == reason)}: {reason}" for reason in reasons
        ]
        text = "\n".join(line if line.endswith(".") else f"{line}." for line in lines)
        if text != self._reasons.text():
            self._reasons.setText(text)
        self._reasons.setVisible(bool(text))

    def _offers(self) -> list["_Offer"]:
        judge = self._judge
        own = [_Offer(which, None, label, judge.reason_against(which)) for which, label in LABELS.items()]
        others = [
            _Offer(
                JudgedSet.OTHER, each.dataset, each.dataset.title, each.reason or judge.reason_against(JudgedSet.OTHER)
            )
            for each in judge.candidates
        ]
        return own + others

    @Slot(int)
    def _on_set_chosen(self, index: int) -> None:
        self._judge.choose(*self._offered[index])

    @Slot(str)
    def _on_shown_chosen(self, text: str) -> None:
        self.shown_as.emit(Shown(text))
