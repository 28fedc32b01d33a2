"""What the Data view offers while there are no pictures to show."""

from dataclasses import dataclass

from nnstudio.data.dataset import DatasetSource
from nnstudio.errors import DataError, DownloadError
from nnstudio.number_text import megabytes
from nnstudio.session.dataset_library import DatasetDownload
from nnstudio.spec.errors import SettingError

MISSING = "{hint} It is not on this computer yet."
KEPT = "The download was cancelled. What was downloaded is kept, and the next download continues from there."
UNAVAILABLE = "{label} could not be fetched. Try again, choose files that you already have, or do without it."
PRESENT = "{label} is on this computer now."
DAMAGED = "The data set could not be read. A download replaces damaged files."
UNFIT = "The data settings do not fit this data set. Change them on the left."
CANCELLED = "Loading was cancelled."
FAILED = "The data set could not be loaded."


@dataclass(frozen=True)
class Offer:
    """The text, the label of the button that helps (empty if there is none), what went wrong, and other ways on.

    ``alternative`` is the label of the button for the way that needs no file, or empty.
    """

    text: str
    action: str
    problem: str = ""
    takes_files: bool = False
    alternative: str = ""


def offer_for(
    source: DatasetSource, download: DatasetDownload | None, end: Exception | None, alternative: str
) -> Offer:
    """Return the offer for ``source``, whose loading ended with ``end``, or has not started if it is None.

    ``alternative`` is the label of the button for doing without its files.
    """
    problem = as_text(end)
    if isinstance(end, SettingError):
        return Offer(UNFIT, "", problem)
    if isinstance(end, LoadingCancelled):
        return Offer(CANCELLED, "Load again")
    if download is None:
        return Offer(FAILED, "Try again", problem)
    action = f"Download ({megabytes(download.remote.size)})"
    if end is not None:
        return Offer(DAMAGED, action, problem, True, alternative)
    if download.error is not None:
        unavailable = UNAVAILABLE.format(label=download.remote.label)
        return Offer(unavailable, "Try again", as_text(download.error), True, alternative)
    text = KEPT if download.was_cancelled else MISSING.format(hint=source.hint)
    return Offer(text, action, "", True, alternative)


class LoadingCancelled(Exception):  # noqa: N818 an end, not an error
    """Loading ended because the user cancelled it."""


def as_text(error: Exception | None) -> str:
    """Return ``error`` as text for the user; empty if it is None or a cancellation."""
    match error:
        case None | LoadingCancelled():
            return ""
        case DownloadError():
            return "\n".join(
                ["The files could not be downloaded from any address:", *error.faults, "Check the connection."]
            )
        case DataError() | SettingError():
            return str(error)
        case MemoryError():
            return f"There is not enough memory for this data set ({error})."
    return f"Internal error: {error!r}"
