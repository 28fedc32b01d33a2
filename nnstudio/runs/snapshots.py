"""The weight snapshots of a run: a thinned series in one file, so that one can go back to any part of its training.

``snapshots.bin`` has records of equal length, in no order: the step and the position after which it was taken (int64
and float64), flags (uint32), a CRC-32 of all else (uint32), the parameters in half precision, and the optimizer's
memory in bfloat16 (the upper half of single precision), little-endian. `record_type` is the dtype of a record.

Half precision rounds a weight by at most 0.05 %, which changes no prediction visibly and halves the file. The memory is
there for a branch, which would otherwise begin with a jump: Adam's first steps without it are many times larger. It
spans more powers of two than half precision has, and needs fewer digits.

A record that is being replaced when the process is killed has a wrong checksum and counts as missing: it is one that
was to be dropped. So nothing is copied, and nothing else can be lost.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings

FILE = "snapshots.bin"
BUDGET = 64 << 20
"""Bytes on disk for the snapshots of a run: some 100 of 784-128-64-10 with Adam, 150 with momentum."""
MOST = 304
"""Snapshots of a run: the first, the last, the best, a branch point, and 300 between."""
FEWEST = 4
"""Where fewer fit into the budget, there are none; the last and the best weights have files of their own."""
EXPECTED = "snapshots as a run writes them"
BEST, BRANCH = 1, 2
"""Flags: the weights of the best evaluation so far; another run branches from here."""


@dataclass(frozen=True)
class Place:
    """Where a snapshot stands: the ``index`` of its record, and after how many batches and epochs it was taken."""

    index: int
    step: int
    position: float
    flags: int


@dataclass(frozen=True, eq=False)
class WeightSnapshot:
    """The ``parameters``, shape (count,), and the optimizer's ``memory``, shape (vectors, learned count), float32."""

    step: int
    position: float
    parameters: Floats
    memory: Floats


def record_type(network: Network, settings: RunSettings) -> np.dtype[np.void]:
    """Return the format of a record for ``network`` and the optimizer of ``settings``."""
    memory = (settings.training.optimizer.state_vectors, network.layout.learned_count)
    return np.dtype(
        [
            ("step", "<i8"),
            ("position", "<f8"),
            ("flags", "<u4"),
            ("checksum", "<u4"),
            ("parameters", "<f2", (network.layout.count,)),
            ("memory", "<u2", memory),
        ]
    )


def capacity(form: np.dtype[np.void]) -> int:
    """Return how many snapshots of the format ``form`` a run keeps; 0 if they are too large."""
    count = min(MOST, BUDGET // form.itemsize)
    return count if count >= FEWEST else 0


def checksum(record: NDArray[np.void]) -> int:
    """Return the checksum of ``record``, an array of one; the flags, which may change later, do not count."""
    data = record.view(np.uint8).data
    return zlib.crc32(
        data[offset_of(record.dtype, "parameters") :], zlib.crc32(data[: offset_of(record.dtype, "flags")])
    )


def offset_of(form: np.dtype[np.void], name: str) -> int:
    """Return where the member ``name`` begins in a record of the format ``form``, in bytes."""
    fields = form.fields
    assert fields is not None
    return int(fields[name][1])


def to_bfloat16(numbers: Floats) -> NDArray[np.uint16]:
    """Return ``numbers``, finite and in single precision, rounded to the upper half of their bits."""
    return ((np.ascontiguousarray(numbers, np.float32).view(np.uint32) + np.uint32(0x8000)) >> 16).astype(np.uint16)


def from_bfloat16(halves: NDArray[np.uint16]) -> Floats:
    """Return the numbers of which ``halves`` are the upper half of the bits."""
    return (halves.astype(np.uint32) << np.uint32(16)).view(np.float32)


class SnapshotSeries:
    """The snapshots in the ``folder`` of a run, read one at a time: in memory is one record, whatever the file says."""

    def __init__(self, folder: Path, network: Network, settings: RunSettings) -> None:
        self._file = folder / FILE
        self._form = record_type(network, settings)

    def places(self) -> list[Place]:
        """Return where the snapshots stand, in the order of their steps; none where there is no file.

        A record that was never completed is found out by `read`. Raises `SavedRunError` for a file that cannot be read.
        """
        header = np.dtype([("step", "<i8"), ("position", "<f8"), ("flags", "<u4"), ("checksum", "<u4")])
        size, places = self._form.itemsize, []
        try:
            with self._file.open("rb") as file:
                count = min(file.seek(0, 2) // size, MOST)
                for index in range(count):
                    file.seek(index * size)
                    (record,) = np.frombuffer(file.read(header.itemsize), header)
                    if record["step"] >= 0 and np.isfinite(record["position"]):
                        step, position = int(record["step"]), float(record["position"])
                        places.append(Place(index, step, position, int(record["flags"])))
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise SavedRunError(self._file, f"cannot be read ({error})", EXPECTED) from error
        return sorted(places, key=lambda place: place.step)

    def read(self, place: Place) -> WeightSnapshot:
        """Return the snapshot at ``place``; raise `SavedRunError` if it is damaged or was replaced meanwhile."""
        try:
            with self._file.open("rb") as file:
                file.seek(place.index * self._form.itemsize)
                record = np.frombuffer(file.read(self._form.itemsize), self._form)
        except (OSError, ValueError) as error:
            raise SavedRunError(self._file, f"cannot be read ({error})", EXPECTED) from error
        if len(record) != 1 or record["step"][0] != place.step or checksum(record) != record["checksum"][0]:
            raise SavedRunError(self._file, f"the snapshot of step {place.step} is damaged", EXPECTED)
        parameters = record["parameters"][0].astype(np.float32)
        return WeightSnapshot(place.step, place.position, parameters, from_bfloat16(record["memory"][0]))

    def mark(self, place: Place, flag: int) -> None:
        """Set ``flag`` of the snapshot at ``place``, which is then never dropped; raises OSError if that fails."""
        with self._file.open("r+b") as file:
            file.seek(place.index * self._form.itemsize + offset_of(self._form, "flags"))
            file.write(np.uint32(place.flags | flag).tobytes())
