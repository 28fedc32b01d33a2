"""What people note about a run, and the run it branched from: a small file of its own in the run's folder.

``metadata.json`` has the name, notes, tags, star, whether the run is hidden, and for a branch its parent's folder and
step. It can be changed while the run trains, also by several processes: each change reads and replaces the file while
it holds ``metadata.lock``. The file is missing until something is noted.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nnstudio.atomic_file import write_atomically
from nnstudio.file_lock import FileLock
from nnstudio.runs.folder import RunFolderError

FILE, LOCK = "metadata.json", "metadata.lock"
LONGEST_NAME, LONGEST_TAG, LONGEST_NOTES = 200, 60, 100_000
"""In characters; what is longer is cut."""
LARGEST_FILE = 1 << 20
"""In bytes; a larger file is not ours."""
PATIENCE = 5.0
"""Seconds for which a change waits for another process."""
RETRY_SECONDS = 0.005


@dataclass(frozen=True)
class RunMetadata:
    """``name`` is empty where nobody has named the run; ``tags`` are sorted, each once.

    A branch has the name of its parent's folder and the step, in batches, at which it left it; others have "" and None.
    """

    name: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    is_starred: bool = False
    is_hidden: bool = False
    parent: str = ""
    parent_step: int | None = None

    def tagged(self, *tags: str) -> "RunMetadata":
        """Return these with ``tags`` added."""
        return replace(self, tags=(*self.tags, *tags))

    def untagged(self, *tags: str) -> "RunMetadata":
        """Return these without ``tags``."""
        return replace(self, tags=tuple(tag for tag in self.tags if tag not in tags))


def read_metadata(folder: Path) -> RunMetadata:
    """Return what is noted about the run in ``folder``; nothing where the file is missing or damaged."""
    return _metadata(_content(folder / FILE))


def change_metadata(folder: Path, change: Callable[[RunMetadata], RunMetadata]) -> RunMetadata:
    """Replace what is noted about the run in ``folder`` by what ``change`` makes of it; return that.

    No change of another process in between is lost. Raises `RunFolderError` where the folder is gone or cannot be
    written.
    """
    lock = FileLock(folder / LOCK)
    try:
        if not folder.is_dir():  # the lock would make it
            raise FileNotFoundError("there is no such folder")
        _wait_for(lock)
        content = _content(folder / FILE)
        changed = _tidied(change(_metadata(content)))
        text = json.dumps(content | _as_json(changed), indent=2, ensure_ascii=False) + "\n"
        write_atomically(folder / FILE, lambda file: file.write(text.encode()))
    except OSError as error:
        raise RunFolderError(folder, error) from error
    finally:
        lock.release()
    return changed


def set_metadata(folder: Path, **fields: Any) -> RunMetadata:
    """Set some fields of what is noted about the run in ``folder``; see `change_metadata`."""
    return change_metadata(folder, lambda metadata: replace(metadata, **fields))


def _wait_for(lock: FileLock) -> None:
    deadline = time.monotonic() + PATIENCE
    while not lock.may_proceed():
        if time.monotonic() > deadline:
            raise OSError("another process holds its notes")
        time.sleep(RETRY_SECONDS)


def _content(file: Path) -> dict[str, Any]:
    """Return the object in ``file``, with what newer versions may have added; an empty one for a damaged file."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            return {}
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _metadata(content: dict[str, Any]) -> RunMetadata:
    tags, step = content.get("tags"), content.get("parent_step")
    return _tidied(
        RunMetadata(
            name=_text(content.get("name")),
            notes=_text(content.get("notes")),
            tags=tuple(map(_text, tags)) if isinstance(tags, list) else (),
            is_starred=content.get("starred") is True,
            is_hidden=content.get("hidden") is True,
            parent=_text(content.get("parent")),
            parent_step=step if isinstance(step, int) and not isinstance(step, bool) and step >= 0 else None,
        )
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tidied(metadata: RunMetadata) -> RunMetadata:
    tags = (" ".join(tag.replace(",", " ").split())[:LONGEST_TAG] for tag in metadata.tags)
    return replace(
        metadata,
        name=" ".join(metadata.name.split())[:LONGEST_NAME],
        notes=metadata.notes[:LONGEST_NOTES],
        tags=tuple(sorted({tag for tag in tags if tag})),
    )


def _as_json(metadata: RunMetadata) -> dict[str, Any]:
    return {
        "name": metadata.name,
        "notes": metadata.notes,
        "tags": list(metadata.tags),
        "starred": metadata.is_starred,
        "hidden": metadata.is_hidden,
        "parent": metadata.parent,
        "parent_step": metadata.parent_step,
    }
