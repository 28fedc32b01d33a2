"""What the Inside view shows of the active network: measured in the background, and only while it is watched."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from nnstudio.data.dataset import Progress, as_inputs
from nnstudio.engine.arrays import Floats
from nnstudio.inspection.activations import Unit
from nnstudio.inspection.edits import Edits
from nnstudio.inspection.preferred_picture import find_preferred_picture
from nnstudio.inspection.projection import Projection, fit_projection
from nnstudio.inspection.sample_activity import SampleActivity, measure_sample
from nnstudio.number_text import grouped
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.layer_map import LayerMap
from nnstudio.session.network_edits import NetworkEdits
from nnstudio.session.pen_activity import PenActivity
from nnstudio.session.sample_pictures import SamplePictures, SampleSource
from nnstudio.session.session import TrainingSession
from nnstudio.session.whole_accuracy import WholeAccuracyMeter

INTERVAL = 2000
"""Minimum time between two measurements of a network that learns, in milliseconds; a user's change does not wait."""
USUAL_LENGTH = 9.2
"""Euclidean length of MNIST's pictures, with pixels from 0 to 1, on average."""


@dataclass(frozen=True, eq=False)
class Measurement:
    """The activity over the sample, its accuracy with ``edits``, and a plane for each layer of units.

    ``accuracy_with_edits`` is None while there are none. ``projections`` has None where activations are not finite.
    """

    activity: SampleActivity
    edits: Edits
    accuracy_with_edits: float | None
    projections: tuple[Projection | None, ...]


@dataclass(frozen=True, eq=False)
class PreferredPicture:
    """The ``picture``, shape (height, width), pixels from 0 to 1, that excites ``unit`` most."""

    unit: Unit
    picture: Floats


@dataclass(frozen=True)
class AccuracyChange:
    """The accuracy ``before`` the edits and ``after`` them, of what ``pictures`` are, and what is still to come."""

    before: float
    after: float
    pictures: str
    remark: str = ""


class NetworkInspection(QObject):
    """Measures the active network whenever `advance` is called and something has changed."""

    measured = Signal()
    """There is a newer `measurement`; None where the network has changed its architecture or its pictures."""
    preferred_found = Signal()
    """There is a newer `preferred`."""

    def __init__(self, session: TrainingSession, pen: PenActivity, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.measurement: Measurement | None = None
        self.preferred: PreferredPicture | None = None
        self.source = SampleSource(session, self)
        self.edits = NetworkEdits(self)
        self.whole, self.maps = WholeAccuracyMeter(pen, self), LayerMap(self)
        self.whole.measured.connect(self.measured)
        self._active: ActiveNetwork | None = None
        self._wanted: Unit | None = None
        self._is_whole_wanted = False
        self._is_changed = self._is_urgent = self._is_preferred_changed = False
        self._since, self._since_preferred = QElapsedTimer(), QElapsedTimer()
        self._measuring = BackgroundTask("measuring units", self, pen)
        self._measuring.succeeded.connect(self._on_measured)
        self._looking = BackgroundTask("preferred picture", self, pen)
        self._looking.succeeded.connect(self._on_preferred_found)
        self.source.changed.connect(self._on_sample_changed)
        self.edits.changed.connect(self._on_edits_changed)
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
            self._measuring.start(_measure(active, sample, self.edits.edits, self.measurement))
        self._advance_whole(active)
        is_recent = self._since_preferred.isValid() and self._since_preferred.elapsed() < INTERVAL
        is_late = self.preferred is None or not is_recent
        if self._wanted is not None and self._is_preferred_changed and is_late and not self._looking.is_active:
            self._is_preferred_changed = False
            self._since_preferred.start()
            self._looking.start(_prefer(active, self._wanted, sample))

    def accuracy_change(self) -> AccuracyChange | None:
        """Return what the edits change, measured on all pictures if possible; None while it is not known."""
        edits, sample, measurement, whole = self.edits.edits, self.source.sample, self.measurement, self.whole.result
        if not edits or sample is None:
            return None
        if whole is not None and whole.edits == edits:
            return AccuracyChange(whole.accuracy, whole.accuracy_with_edits, sample.whole_description)
        if measurement is None or measurement.edits != edits or measurement.accuracy_with_edits is None:
            return None
        count = sample.whole.count
        remark = f" (all {grouped(count)} follow)" if count > sample.samples.count else ""
        before, after = measurement.activity.accuracy, measurement.accuracy_with_edits
        return AccuracyChange(before, after, sample.description, remark)

    def want_whole(self, is_wanted: bool) -> None:
        """Predict all pictures from now on, not only while there are edits; or no longer."""
        self._is_whole_wanted = is_wanted

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
        self.whole.close()
        self.maps.close()

    def _advance_whole(self, active: ActiveNetwork) -> None:
        """Predict all pictures, once the sample is measured; a sample that is all of them needs it only to be kept."""
        sample, edits = self.source.sample, self.edits.edits
        if sample is None or self.measurement is None or self.measurement.edits != edits:
            return
        if self._is_whole_wanted or (edits and sample.whole.count > sample.samples.count):
            self.whole.advance(active, sample.whole, edits)

    def _forget(self) -> None:
        self._measuring.cancel()
        self.whole.forget()
        self.measurement = None
        self._is_changed = self._is_urgent = True
        self.measured.emit()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        before, self._active = self._active, active
        self.edits.follow(active.network)
        self._is_changed = self._is_preferred_changed = True
        if before is not None and before.network is not active.network:
            self.prefer(None)
            self._forget()

    @Slot()
    def _on_sample_changed(self) -> None:
        self._forget()

    @Slot()
    def _on_edits_changed(self) -> None:
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
    edits: Edits,
    before: Measurement | None,
) -> Generator[Progress, None, Measurement]:
    network, parameters = active.network, active.parameters
    is_measured = before is not None and before.activity.parameters is parameters
    if before is not None and is_measured and before.activity.samples is sample.samples:
        activity, projections = before.activity, before.projections  # only the edits are others
    else:
        activity = yield from measure_sample(network, parameters, sample.samples)
        projections = yield from _project(activity, before)
    accuracy = None
    if edits:
        changed, silenced = edits.applied(network, parameters), edits.silenced(network)
        accuracy = (yield from measure_sample(network, changed, sample.samples, silenced)).accuracy
    return Measurement(activity, edits, accuracy, projections)


def _project(
    activity: SampleActivity, before: Measurement | None
) -> Generator[Progress, None, tuple[Projection | None, ...]]:
    """Fit a plane for each layer of units, turned like that of the measurement before."""
    earlier = before.projections if before is not None else (None,) * len(activity.outputs)
    projections: list[Projection | None] = []
    for outputs, other in zip(activity.outputs, earlier, strict=True):
        is_finite = bool(np.isfinite(outputs).all())
        projections.append(fit_projection(outputs).turned_like(other) if is_finite else None)
        yield Progress("Mapping the layers", len(projections), len(activity.outputs))
    return tuple(projections)


def _prefer(
    active: ActiveNetwork, unit: Unit, sample: SamplePictures | None
) -> Generator[Progress, None, PreferredPicture]:
    length = USUAL_LENGTH if sample is None else _mean_length(sample)
    picture = yield from find_preferred_picture(active.network, active.parameters, unit, length)
    return PreferredPicture(unit, picture)


def _mean_length(sample: SamplePictures) -> float:
    inputs = as_inputs(sample.samples.pictures.reshape(sample.samples.count, -1))
    return float(np.linalg.norm(inputs, axis=1).mean())
