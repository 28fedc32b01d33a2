"""What the Data view says and offers while there is nothing to show."""

from dataclasses import dataclass

from nnstudio.data.dataset import DatasetSource
from nnstudio.errors import DataError, DownloadError
from nnstudio.number_text import megabytes
from nnstudio.session.dataset_library import DatasetDownload
from nnstudio.spec.errors import SettingError

MISSING = "{hint} It is not on this computer yet."
KEPT = "The download was cancelled. What has come is kept: the next one goes on from there."
DAMAGED = "It could not be read. A download replaces files that are damaged."
UNFIT = "The settings of the data do not fit it. Change them at the left."
CANCELLED = "Loading was cancelled."
FAILED = "It could not be loaded."


@dataclass(frozen=True)
class Offer:
    """Words, the label of the button that helps (empty where none does) and what went wrong."""

    text: str
    action: str
    problem: str = ""


def offer_for(source: DatasetSource, download: DatasetDownload | None, end: Exception | None) -> Offer:
    """Return what to offer for ``source``, whose loading has not begun or ended with ``end``."""
    problem = as_text(end)
    if isinstance(end, SettingError):
        return Offer(UNFIT, "", problem)
    if isinstance(end, LoadingCancelled):
        return Offer(CANCELLED, "Load again")
    if download is None:
        return Offer(FAILED, "Try again", problem)
    action = f"Download {download.remote.label} ({megabytes(download.remote.size)})"
    if end is not None:
        return Offer(DAMAGED, action, problem)
    text = KEPT if download.was_cancelled else MISSING.format(hint=source.hint)
    return Offer(text, action, as_text(download.error))


class LoadingCancelled(Exception):  # noqa: N818 an end, not an error
    """Loading ended because it was not wanted any more."""


def as_text(error: Exception | None) -> str:
    """Return ``error`` as a person reads it; nothing for none."""
    match error:
        case None | LoadingCancelled():
            return ""
        case DownloadError():
            return "\n".join(
                [
                    "The files could not be fetched from any address:",
                    *error.faults,
                    "Check the connection and try again.",
                ]
            )
        case DataError() | SettingError():
            return str(error)
        case MemoryError():
            return f"There is not enough memory for it ({error})."
    return f"A fault of the program: {error!r}"
