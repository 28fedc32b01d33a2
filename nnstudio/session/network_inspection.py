"""What the Inside view shows of the active network: measured in the background, and only while it is watched."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from nnstudio.data.dataset import Progress, as_inputs
from nnstudio.engine.arrays import Floats
from nnstudio.engine.workspace import Silenced
from nnstudio.inspection.activations import Unit
from nnstudio.inspection.preferred_picture import find_preferred_picture
from nnstudio.inspection.projection import Projection, fit_projection
from nnstudio.inspection.sample_activity import SampleActivity, measure_sample
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.sample_pictures import SamplePictures, SampleSource
from nnstudio.session.session import TrainingSession
from nnstudio.session.units_off import UnitsOff

INTERVAL = 2000
"""Minimum time between two measurements of a network that learns, in milliseconds; a user's change does not wait."""
USUAL_LENGTH = 9.2
"""Euclidean length of MNIST's pictures, with pixels from 0 to 1, on average."""


@dataclass(frozen=True, eq=False)
class Measurement:
    """The activity over the sample, its accuracy with some units off, and a plane for each layer of units.

    ``accuracy_without`` is None while no unit is off. ``projections`` has None where activations are not finite.
    """

    activity: SampleActivity
    units_off: frozenset[Unit]
    accuracy_without: float | None
    projections: tuple[Projection | None, ...]


@dataclass(frozen=True, eq=False)
class PreferredPicture:
    """The ``picture``, shape (height, width), pixels from 0 to 1, that excites ``unit`` most."""

    unit: Unit
    picture: Floats


class NetworkInspection(QObject):
    """Measures the active network whenever `advance` is called and something has changed."""

    measured = Signal()
    """There is a newer `measurement`; None where the network has changed its architecture or its pictures."""
    preferred_found = Signal()
    """There is a newer `preferred`."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.measurement: Measurement | None = None
        self.preferred: PreferredPicture | None = None
        self.source = SampleSource(session, self)
        self.units_off = UnitsOff(self)
        self._active: ActiveNetwork | None = None
        self._wanted: Unit | None = None
        self._is_changed = self._is_urgent = self._is_preferred_changed = False
        self._since, self._since_preferred = QElapsedTimer(), QElapsedTimer()
        self._measuring = BackgroundTask("measuring units", self)
        self._measuring.succeeded.connect(self._on_measured)
        self._looking = BackgroundTask("preferred picture", self)
        self._looking.succeeded.connect(self._on_preferred_found)
        self.source.changed.connect(self._on_sample_changed)
        self.units_off.changed.connect(self._on_units_off_changed)
        session.network_changed.connect(self._on_network_changed)

    def advance(self) -> None:
        """Begin what is due; to be called some times a second by a view that is visible."""
        active = self._active
        if active is None:
            return
        self.source.find()
        is_early = self._since.isValid() and self._since.elapsed() < INTERVAL and not self._is_urgent
        sample = self.source.sample
        if self._is_changed and not is_early and not self._measuring.is_active and sample is not None:
            self._is_changed = self._is_urgent = False
            self._since.start()
            units, silenced = self.units_off.units, self.units_off.silenced(active.network)
            self._measuring.start(_measure(active, sample, units, silenced, self.measurement))
        is_recent = self._since_preferred.isValid() and self._since_preferred.elapsed() < INTERVAL
        is_late = self.preferred is None or not is_recent
        if self._wanted is not None and self._is_preferred_changed and is_late and not self._looking.is_active:
            self._is_preferred_changed = False
            self._since_preferred.start()
            self._looking.start(_prefer(active, self._wanted, sample))

    def prefer(self, unit: Unit | None) -> None:
        """Look for the picture that excites ``unit`` most, from now on; with None, for none."""
        if unit != self._wanted:
            self._wanted = unit
            self._is_preferred_changed = unit is not None
            self.preferred = None
            self._looking.cancel()

    def close(self) -> None:
        """End all work."""
        self.source.close()
        self._measuring.close()
        self._looking.close()

    def _forget(self) -> None:
        self._measuring.cancel()
        self.measurement = None
        self._is_changed = self._is_urgent = True
        self.measured.emit()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        before, self._active = self._active, active
        self.units_off.follow(active.network)
        self._is_changed = self._is_preferred_changed = True
        if before is not None and before.network is not active.network:
            self.prefer(None)
            self._forget()

    @Slot()
    def _on_sample_changed(self) -> None:
        self._forget()

    @Slot()
    def _on_units_off_changed(self) -> None:
        self._is_changed = self._is_urgent = True

    @Slot(object)
    def _on_measured(self, measurement: Measurement) -> None:
        self.measurement = measurement
        self.measured.emit()

    @Slot(object)
    def _on_preferred_found(self, preferred: PreferredPicture) -> None:
        if preferred.unit == self._wanted:
            self.preferred = preferred
            self.preferred_found.emit()


def _measure(
    active: ActiveNetwork,
    sample: SamplePictures,
    units_off: frozenset[Unit],
    silenced: Silenced,
    before: Measurement | None,
) -> Generator[Progress, None, Measurement]:
    network, parameters = active.network, active.parameters
    activity = yield from measure_sample(network, parameters, sample.samples)
    accuracy = None
    if units_off:
        accuracy = (yield from measure_sample(network, parameters, sample.samples, silenced)).accuracy
    earlier = before.projections if before is not None else (None,) * len(activity.outputs)
    projections: list[Projection | None] = []
    for outputs, other in zip(activity.outputs, earlier, strict=True):
        is_finite = bool(np.isfinite(outputs).all())
        projections.append(fit_projection(outputs).turned_like(other) if is_finite else None)
        yield Progress("Mapping the layers", len(projections), len(activity.outputs))
    return Measurement(activity, units_off, accuracy, tuple(projections))


def _prefer(
    active: ActiveNetwork, unit: Unit, sample: SamplePictures | None
) -> Generator[Progress, None, PreferredPicture]:
    length = USUAL_LENGTH if sample is None else _mean_length(sample)
    picture = yield from find_preferred_picture(active.network, active.parameters, unit, length)
    return PreferredPicture(unit, picture)


def _mean_length(sample: SamplePictures) -> float:
    inputs = as_inputs(sample.samples.pictures.reshape(sample.samples.count, -1))
    return float(np.linalg.norm(inputs, axis=1).mean())
