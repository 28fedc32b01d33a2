"""The values of the vertical axes that the user has fixed, remembered from one start to the next."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QSettings

from nnstudio.session.remembered import saved_text
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plots import MeasuredPlots

GROUP = "fixed"


class FixedRanges:
    """Saves and restores the fixed limits of ``curves``, by their labels, and of the ``measured`` plots.

    Restored after the range itself and after what is logarithmic: limits are coordinates of an axis.
    """

    def __init__(self, curves: Mapping[str, CurvePlot], measured: MeasuredPlots) -> None:
        self._curves, self._measured = curves, measured

    def save(self, settings: QSettings) -> None:
        """Save the limits of all plots whose range is fixed."""
        fixed = {label: plot.fixed_limits for label, plot in self._curves.items()} | self._measured.fixed_limits
        settings.remove(GROUP)
        settings.beginGroup(GROUP)
        for label, limits in fixed.items():
            if limits is not None:
                settings.setValue(label, f"{limits[0]!r} {limits[1]!r}")
        settings.endGroup()

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved; where that is missing or no range, the next drawing chooses it."""
        settings.beginGroup(GROUP)
        saved = {label: limits for label in settings.childKeys() if (limits := _limits(saved_text(settings, label)))}
        settings.endGroup()
        for label, plot in self._curves.items():
            plot.fix(saved.get(label))
        self._measured.fix(saved)


def _limits(text: str) -> Limits | None:
    """Return the limits in ``text``, None if they are not two finite numbers that rise."""
    try:
        low, high = map(float, text.split())
    except ValueError:
        return None
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None
