"""The choice of what is laid over each other, above the plot of it."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnstudio.runs.run_unit import RUN_UNITS
from nnstudio.session.compared_runs import ComparedRun, ComparedRuns
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.labelled import labelled
from nnstudio.ui.runs.overlay_plot import OverlayGroup, OverlayPlot
from nnstudio.ui.runs.overlay_quantities import OVERLAY_QUANTITIES, OverlayQuantity
from nnstudio.ui.theme import Theme
from nnstudio.ui.wrapping_row import WrappingRow


class OverlayCard(QWidget):
    """Shows one curve of each group of runs."""

    seeds_joined = Signal(bool)
    """Runs that differ in their seed alone are to be shown as their mean and spread, or no longer."""

    def __init__(self, compared: ComparedRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compared = compared
        self.plot = OverlayPlot(theme)
        self.quantity, self.curve, self.unit = QuietComboBox(), QuietComboBox(), QuietComboBox()
        self.logarithmic, self.joins_seeds = QCheckBox("Logarithmic"), QCheckBox("Mean over seeds")
        self.quantity.addItems([each.label for each in OVERLAY_QUANTITIES])
        self.unit.addItems([unit.label for unit in RUN_UNITS])
        for box, name, hint in (
            (self.quantity, "Quantity", "What is compared"),
            (self.curve, "Curve", "Which curve of each run: of a data set or of a layer"),
            (self.unit, "Over", "What the horizontal axis counts"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(hint)
        self.quantity.setMinimumContentsLength(12)
        self.curve.setMinimumContentsLength(10)
        self.logarithmic.setToolTip("Makes the vertical axis logarithmic")
        self.joins_seeds.setToolTip(
            "Shows runs that differ in their seed alone as their mean, with a band of one standard deviation"
        )
        choices = [labelled("Show", self.quantity), labelled("of", self.curve), labelled("over", self.unit)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(WrappingRow([*choices, self.logarithmic, self.joins_seeds], 12))
        layout.addWidget(self.plot)
        self.quantity.currentIndexChanged.connect(self._on_quantity_chosen)
        self.curve.currentIndexChanged.connect(self._choose)
        self.logarithmic.toggled.connect(self._choose)
        self.unit.currentIndexChanged.connect(self._on_unit_chosen)
        self.joins_seeds.toggled.connect(self.seeds_joined)
        self._on_quantity_chosen()

    @property
    def shown(self) -> OverlayQuantity:
        """The quantity that is compared."""
        return OVERLAY_QUANTITIES[max(0, self.quantity.currentIndex())]

    def show_groups(self, groups: tuple[OverlayGroup, ...]) -> None:
        """Show these runs."""
        self._offer_curves([run for group in groups for run in group.runs])
        self.plot.show_groups(groups)

    def _offer_curves(self, runs: list[ComparedRun]) -> None:
        names = self.shown.names(runs)
        if names == [self.curve.itemText(index) for index in range(self.curve.count())]:
            return
        before = self.curve.currentText()
        with QSignalBlocker(self.curve):
            self.curve.clear()
            self.curve.addItems(names)
            self.curve.setCurrentIndex(names.index(before) if before in names else 0)
        self._choose()

    @Slot()
    def _on_quantity_chosen(self) -> None:
        self._compared.want_layers(self.shown.needs_layers)
        with QSignalBlocker(self.logarithmic):
            self.logarithmic.setChecked(self.shown.is_logarithmic)
        self._offer_curves(list(self._compared.runs))
        self._choose()

    @Slot()
    def _choose(self) -> None:
        self.plot.choose(self.shown, self.curve.currentText(), self.logarithmic.isChecked())

    @Slot(int)
    def _on_unit_chosen(self, index: int) -> None:
        self.plot.set_unit(RUN_UNITS[index])
