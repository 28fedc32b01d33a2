"""What leads from a warning to other parts of the window, and to a warning from there."""

from PySide6.QtCore import QObject, Slot

from nnstudio.runs.run_warning import RunWarning
from nnstudio.ui.banner import Banner
from nnstudio.ui.models import Models
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.view_tabs import ViewTabs

HEALTH = "Health"
"""The title of the view."""


class HealthLinks(QObject):
    """Shows in the banner why a network does not learn, unless the Health view is in front, which says more."""

    def __init__(self, models: Models, views: ViewTabs, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._remedies, self._views, self._banner = models.remedies, views, banner
        models.health.failure_changed.connect(self._on_failure_changed)
        banner.remedy_wanted.connect(self._remedies.apply)
        banner.health_wanted.connect(self._show_health)
        views.currentChanged.connect(self._on_view_changed)
        models.requests.plot_wanted.connect(self._show_plot)

    @Slot(object)
    def _on_failure_changed(self, failure: RunWarning | None) -> None:
        if failure is None or self._is_health_in_front:
            self._banner.dismiss_warning()
        else:
            usable = [remedy for remedy in failure.remedies if not self._remedies.reason_against(remedy)]
            self._banner.show_warning(failure, usable[0] if usable else None)

    @property
    def _is_health_in_front(self) -> bool:
        return self._views.tabText(self._views.currentIndex()) == HEALTH

    @Slot()
    def _on_view_changed(self) -> None:
        if self._is_health_in_front:
            self._banner.dismiss_warning()

    @Slot()
    def _show_health(self) -> None:
        self._views.show_view(HEALTH)

    @Slot(str)
    def _show_plot(self, label: str) -> None:
        live = self._views.view(LiveView)
        self._views.setCurrentWidget(live)
        live.show_plot(label)
