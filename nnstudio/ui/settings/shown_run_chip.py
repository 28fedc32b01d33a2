"""Tells when the edited settings are not those of the run that is shown, and takes the run's back."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QWidget

from nnstudio.runs.network_name import network_name
from nnstudio.runs.settings import RunSettings
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.spec.change_text import in_a_sentence
from nnstudio.spec.paths import adopt_live, differences, find
from nnstudio.spec.value_text import value_text
from nnstudio.ui.elided_label import ElidedLabel
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import mark, scaled

MAXIMUM_SHOWN = 3
LAYERS = "network.layers"
TAKE_BACK, IN_SHORT = "Take back", "↶"
BUTTON_MARGINS = 20
"""In pixels, without zoom."""


def what_differs(shown: RunSettings, edited: RunSettings) -> list[str]:
    """Return the values of ``shown`` that differ in ``edited``, with their labels: "128-64", "learning rate 0.05"."""
    texts = []
    if shown.network.layers != edited.network.layers:
        names = [network_name(settings) for settings in (shown, edited)]
        texts.append(names[0] if names[0] != names[1] else "other layers")
    for path, left, right in differences(shown, edited):
        if left and right and not path.startswith(LAYERS):
            setting, value = find(shown, path).setting, find(shown, path).value
            texts.append(f"{in_a_sentence(setting.label)} {value_text(setting, value)}")
    return texts


class ShownRunChip(QFrame):
    """Listens to the session and the settings; hidden while both have the same settings.

    It stands in the corner of the tabs, so that these stay where they are when it appears.
    While the run is training, settings that it will follow at once do not count.
    """

    def __init__(self, session: TrainingSession, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._workspace = workspace
        self._label = ElidedLabel("muted")
        self.take_back_button = QPushButton(TAKE_BACK)
        self.take_back_button.setAccessibleName(TAKE_BACK)
        self.take_back_button.setToolTip(
            "Take the settings of the run that is shown back into the panel. Undo restores yours"
        )
        mark(self.take_back_button, "flat", True)
        self.take_back_button.clicked.connect(self._on_take_back_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label, 1)
        row.addWidget(self.take_back_button)
        self.hide()
        workspace.changed.connect(self._show)
        session.shown_run_changed.connect(self._show)
        session.state_changed.connect(self._show)
        session.live_settings_changed.connect(self._show)

    def sizeHint(self) -> QSize:
        """Return the size of the whole text, but no more than the tabs leave, nor higher than they are.

        The button with its sign always has room: where there are too many tabs for that, they scroll.
        """
        hint, tabs = super().sizeHint(), self.parentWidget()
        if self.isHidden():  # Qt leaves room for it nevertheless
            return QSize(0, 0)
        if not isinstance(tabs, QTabWidget):
            return hint
        bar = tabs.tabBar().sizeHint()
        sign = self.fontMetrics().horizontalAdvance(IN_SHORT) + scaled(BUTTON_MARGINS)
        return hint.boundedTo(QSize(max(sign, tabs.width() - bar.width()), bar.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show a sign on the button where its text would be cut."""
        super().resizeEvent(event)
        needed = self.fontMetrics().horizontalAdvance(TAKE_BACK) + scaled(BUTTON_MARGINS)
        self.take_back_button.setText(TAKE_BACK if needed <= self.width() else IN_SHORT)

    @property
    def text(self) -> str:
        """What the chip says; empty while it is hidden."""
        return "" if self.isHidden() else self._label.text()

    @Slot()
    def _show(self) -> None:
        run, edited = self._session.shown_run, self._workspace.settings
        texts: list[str] = []
        if run is not None and run.started.origin is None:  # fine-tuning has its own settings
            shown = adopt_live(run.settings, edited) if self._session.is_active else run.settings
            texts = what_differs(shown, edited)
        rest = f" and {len(texts) - MAXIMUM_SHOWN} more" if len(texts) > MAXIMUM_SHOWN else ""
        self._label.setText(f"Shown: {', '.join(texts[:MAXIMUM_SHOWN])}{rest}")
        self._label.setToolTip(f"<p>The run that is shown has other settings: {', '.join(texts)}.</p>")
        with handing_on_focus(self):
            self.setVisible(bool(texts))

    @Slot()
    def _on_take_back_clicked(self) -> None:
        if self._session.shown_run is not None:
            self._workspace.replace_all(self._session.shown_run.settings)
