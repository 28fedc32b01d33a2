"""What is known of all runs in one file, so that a list of thousands of them need not open the folder of each."""

import contextlib
import json
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from nnstudio import __version__
from nnstudio.atomic_file import write_atomically
from nnstudio.runs.setting_texts import default_texts
from nnstudio.runs.store.run_summary import RunSummary

FILE = ".index.json"
FORMAT = 1


@dataclass
class Index:
    """The summaries of runs by key, each with the time in ns at which its folder changed last, as the disk said then.

    ``labels`` are what settings are called, by their paths.
    """

    summaries: dict[str, RunSummary] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def read_index(folder: Path) -> Index:
    """Return what the index in the folder of runs knows; nothing where it is missing, damaged or of another version."""
    index = Index()
    try:
        with (folder / FILE).open("rb") as file:
            content = json.loads(file.readline())
            if content["head"] != _head():
                return index
            index.labels = {str(path): str(label) for path, label in content["labels"].items()}
            for line in file:
                key, time, summary = json.loads(line)
                index.summaries[key] = RunSummary.from_json(summary)
                index.times[key] = int(time)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Index()
    return index


def write_index(folder: Path, index: Index) -> None:
    """Write the index of the runs in ``folder``, which is only a cache: where that fails, lists are slower.

    Each run has a line of its own: one text for all would be made in one go, during which the window would stand still.
    """
    lines: list[object] = [{"head": _head(), "labels": index.labels}]
    runs = (
        [key, index.times[key], summary.as_json()] for key, summary in index.summaries.items() if key in index.times
    )
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    data = b"".join(encode(line).encode() + b"\n" for line in chain(lines, runs))
    with contextlib.suppress(OSError):
        write_atomically(folder / FILE, lambda file: file.write(data))


def _head() -> list[object]:
    """Return what must be the same for summaries to mean the same: the defaults, above all."""
    return [FORMAT, __version__, default_texts()]
