"""Two choices: by which pictures the network is judged, and what the cells of the matrix say."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.session.judge import Judge
from nnstudio.session.judged_pictures import JudgedSet
from nnstudio.ui.errors.confusion_model import Shown
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.wrapping_row import WrappingRow

LABELS = {JudgedSet.VALIDATION: "Validation", JudgedSet.TEST: "Test", JudgedSet.MY_DIGITS: "My digits"}
HINT = "By which pictures the network is judged"


class Choices(QWidget):
    """Asks the `Judge` for a set; a set that cannot be chosen now says why."""

    shown_as = Signal(object)
    """What the cells are to say: a `Shown`."""

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self.sets, self.shown = QuietComboBox(), QuietComboBox()
        self.sets.addItems(list(LABELS.values()))
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
        layout.addWidget(WrappingRow([labelled("Judged by", self.sets), labelled("Cells", self.shown)], 16))
        self.sets.activated.connect(self._on_set_chosen)
        self.shown.currentTextChanged.connect(self._on_shown_chosen)
        self.show_which()

    def show_which(self) -> None:
        """Show by which set the network is judged, and which could be chosen."""
        reasons = {which: self._judge.reason_against(which) for which in JudgedSet}
        model = self.sets.model()
        assert isinstance(model, QStandardItemModel)
        for index, (which, label) in enumerate(LABELS.items()):
            model.item(index).setEnabled(not reasons[which])
            text = f"{label}: {reasons[which]}" if reasons[which] else label
            self.sets.setItemData(index, text, Qt.ItemDataRole.ToolTipRole)
        self.sets.setCurrentIndex(list(LABELS).index(self._judge.which))
        against = [f"{LABELS[which]}: {reason}" for which, reason in reasons.items() if reason]
        hint = ". ".join((HINT, *against))
        if self.sets.toolTip() != hint:
            self.sets.setToolTip(hint)

    @Slot(int)
    def _on_set_chosen(self, index: int) -> None:
        self._judge.choose(list(LABELS)[index])

    @Slot(str)
    def _on_shown_chosen(self, text: str) -> None:
        self.shown_as.emit(Shown(text))
