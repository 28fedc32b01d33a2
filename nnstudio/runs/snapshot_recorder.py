"""Takes weight snapshots beside training, so seldom that it costs next to nothing, and keeps a thinned series."""

import time
from collections.abc import Callable
from math import log
from pathlib import Path

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.training import Training
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.snapshots import BEST, Place, SnapshotSeries, capacity, checksum, offset_of, record_type, to_bfloat16

LARGEST_SHARE = 0.01
"""Of the time of training that all snapshots may take together."""
ADVANCE = 0.03
"""Seconds that they may take before that, because the first steps of a run tell most."""
COARSE = 4
"""These come at least this fraction of all steps after one another: some 25 in the first 300 steps."""
LARGEST_HALF = float(np.finfo(np.float16).max)


class SnapshotRecorder:
    """Writes the snapshots of ``training``, a run of ``settings``, with ``writer``; it changes nothing of the training.

    Steps between two snapshots grow with the step, so that they are even in the logarithm of time: a coarse series at
    once, and as many between as fit into the file as soon as there is time for them. When the file is full, the one
    goes whose neighbours are nearest to each other; the first, the best and branch points stay.
    """

    def __init__(
        self,
        training: Training,
        settings: RunSettings,
        writer: RunWriter,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._training, self._writer, self._clock = training, writer, clock
        form = record_type(training.network, settings)
        self._most = capacity(form)
        self._record = np.zeros(1 if self._most else 0, form)
        self._fine = max(8, self._most // 4)
        self._spent = 0.0
        self._last = -1
        self._places: dict[int, Place] = self._earlier(writer.folder, settings)
        """By the index of the record; indices up to the number of all records, some of which are free."""
        if self._most and not self._places:
            self.take()

    def take_if_due(self, seconds: float) -> None:
        """Take a snapshot if it is time, after ``seconds`` of training with all snapshots."""
        since, spent = self._training.step - self._last, self._spent - LARGEST_SHARE * seconds
        is_coarse_due = since > self._last // COARSE and spent <= ADVANCE
        if is_coarse_due or (since > self._last // self._fine and spent <= 0):
            self.take()

    def take_best(self) -> None:
        """Take a snapshot of the current weights, which are the best so far, unless there is one."""
        for place in [each for each in self._places.values() if each.flags & BEST]:
            flags = place.flags & ~BEST
            self._places[place.index] = Place(place.index, place.step, place.position, flags)
            self._put(place.index, np.uint32(flags).tobytes(), "flags")
        self.take(BEST)

    def take(self, flags: int = 0) -> None:
        """Take a snapshot now; nothing where the file would be too large or a weight is beyond half precision."""
        if not self._most:
            return
        start, training = self._clock(), self._training
        same = [place for place in self._places.values() if place.step == training.step]
        if same and not flags:
            return  # it is there
        if _fits(training.parameters):
            index = same[0].index if same else self._free_index()
            kept = same[0].flags if same else 0
            self._write(Place(index, training.step, training.position, flags | kept))
        self._last = training.step
        self._spent += self._clock() - start

    def _write(self, place: Place) -> None:
        record, training = self._record, self._training
        record["step"], record["position"], record["flags"] = place.step, place.position, place.flags
        record["parameters"][0] = training.parameters
        for number, vector in enumerate(training.memory):
            record["memory"][0, number] = to_bfloat16(vector)
        record["checksum"] = checksum(record)
        self._put(place.index, record.tobytes())
        self._places[place.index] = place

    def _put(self, index: int, data: bytes, member: str = "step") -> None:
        self._writer.snapshots(index * self._record.itemsize + offset_of(self._record.dtype, member), data)

    def _free_index(self) -> int:
        """Return the index of a record that is free, or is freed."""
        free = next(index for index in range(len(self._places) + 1) if index not in self._places)
        if free < self._most:
            return free
        ordered = sorted(self._places.values(), key=lambda place: place.step)
        inner = [each for each in zip(ordered, ordered[1:], ordered[2:], strict=False) if not each[1].flags]
        if not inner:
            return ordered[-1].index
        _, dropped, _ = min(inner, key=lambda each: log((each[2].step + 1) / (each[0].step + 1)))
        del self._places[dropped.index]
        return dropped.index

    def _earlier(self, folder: Path, settings: RunSettings) -> dict[int, Place]:
        """Return the snapshots of a run that goes on; those later than its state are taken out of the file."""
        try:
            places = SnapshotSeries(folder, self._training.network, settings).places()
        except SavedRunError:
            return {}
        later = [place for place in places if place.step > self._training.step]
        for place in later:
            self._put(place.index, np.int64(-1).tobytes())
        kept = [place for place in places if place.step <= self._training.step]
        if kept:
            self._last = kept[-1].step
        return {place.index: place for place in kept}


def _fits(parameters: Floats) -> bool:
    return bool(np.abs(parameters).max(initial=0.0) <= LARGEST_HALF)
