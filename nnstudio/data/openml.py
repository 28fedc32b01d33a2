"""Data sets of https://www.openml.org by number: description, ARFF file, import.

The description names the file, its MD5 and the attribute that holds the classes. OpenML publishes no SHA-256, and no
checksum of its Parquet files, so the ARFF file is taken. Source: https://www.openml.org/apis (REST API, version 1).
"""

import json
import re
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nnstudio.data.dataset import Progress
from nnstudio.data.download import PATIENCE, FileDownload, writing
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_file, imported_names
from nnstudio.data.importing import arff_file
from nnstudio.data.importing.data_import import Importing, import_found, plain_name
from nnstudio.data.remote_files import Checksum
from nnstudio.data.transfer import HttpFault, Transfer, TransferFault
from nnstudio.errors import DataError, DownloadError, RemoteDataError

OPENML = "https://www.openml.org/"
FOLDER = "openml"
LARGEST_DESCRIPTION = 1_000_000
"""Bytes; real ones have a few thousand."""
_SEARCH = "https://www.openml.org/search?type=data"
_OTHER = f"Choose another data set or version at {_SEARCH}."
_UNKNOWN = (404, 412)
"""How a copy and how OpenML itself answer for a number that does not exist or is not public."""


@dataclass(frozen=True)
class Description:
    """A data set of OpenML that may be imported: its name, the address and MD5 of its ARFF file, its class attribute.

    ``source`` is the address of the description.
    """

    source: str
    name: str
    address: str
    md5: str
    target: str

    @property
    def file_name(self) -> str:
        """The last part of the file's address."""
        return self.address.rpartition("/")[2]

    def web_folders(self, mirrors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the addresses of the file without its name: its own, or the same path below each of ``mirrors``."""
        folder = self.address.removesuffix(self.file_name)
        if not mirrors:
            return (folder,)
        path = urlsplit(folder).path.lstrip("/")
        return tuple(folder if folder.startswith(mirror) else mirror + path for mirror in mirrors)


def download_from_openml(
    number: int, folders: DataFolders, mirrors: tuple[str, ...] = (), patience: float = PATIENCE
) -> Importing:
    """Download OpenML's data set ``number`` and import it under its own name; yield progress, return the report.

    ``mirrors`` are addresses that end in a slash and serve the same paths as OpenML, which is then not asked. Closing
    the generator keeps what was received for the next attempt. The file is deleted once it is imported, and kept if it
    cannot be. Raises `RemoteDataError` for a data set that cannot be imported, `DownloadError` if nothing delivers it,
    `DataError` naming the line if the file does not hold pictures or nothing can be written.
    """
    description = yield from _description(number, mirrors, patience)
    name = _free_name(description, number, folders)
    path = folders.data / FOLDER / str(number) / description.file_name
    fetching = FileDownload(path, Checksum("md5", description.md5), None, patience)
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        for received in fetching.fetch(description.web_folders(mirrors)):
            yield Progress(f"Downloading {name}", received, fetching.total or 0)
    found = yield from arff_file.read(path, description.target)
    report = yield from import_found(found, arff_file.FORMAT, path, name, folders)
    _remove(path)
    return report


def _description(number: int, mirrors: tuple[str, ...], patience: float) -> Generator[Progress, None, Description]:
    """Read the description from the first address that works."""
    faults: list[tuple[str, TransferFault]] = []
    for mirror in mirrors or (OPENML,):
        address = f"{mirror}api/v1/json/data/{number}"
        try:
            content = yield from _read(address, patience)
        except TransferFault as fault:
            faults.append((address, fault))
        else:
            return _checked(content, address)
    if all(isinstance(fault, HttpFault) and fault.status in _UNKNOWN for _, fault in faults):
        address, refusal = faults[-1]
        found = f"no public data set has the number {number} ({refusal})"
        raise RemoteDataError(address, found, f"Look up the number at {_SEARCH}.")
    raise DownloadError(Path(f"{FOLDER}:{number}"), tuple(f"{address} {fault}" for address, fault in faults))


def _read(address: str, patience: float) -> Generator[Progress, None, bytes]:
    content = b""
    with closing(Transfer(address, 0, patience)) as transfer:
        for news in transfer:
            yield Progress("Reading OpenML's description", 0, 0)
            content += news if isinstance(news, bytes) else b""
            if len(content) > LARGEST_DESCRIPTION:
                raise TransferFault(f"sent more than {LARGEST_DESCRIPTION} bytes, too much for a description")
    return content


def _checked(content: bytes, source: str) -> Description:
    """Return the description; raise `RemoteDataError` saying what is wrong with it or cannot be imported."""
    try:
        entries = json.loads(content)["data_set_description"]
        form, md5 = _text(entries, "format"), _text(entries, "md5_checksum").lower()
        description = Description(
            source, _text(entries, "name"), _text(entries, "url"), md5, _text(entries, "default_target_attribute")
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = f"not a description of a data set; it begins with {content[:40].decode('utf-8', 'replace')!r}"
        raise RemoteDataError(source, found, "Check the address, or try again later.") from error
    if form.casefold() != "arff":
        raise RemoteDataError(source, f"the format {form or 'is missing'}", f"Allowed: ARFF with dense rows. {_OTHER}")
    if not description.target or "," in description.target:
        found = f"the default target attribute {description.target or 'is missing'}"
        raise RemoteDataError(source, found, f"Allowed: one attribute, which holds the classes. {_OTHER}")
    if not re.fullmatch("[0-9a-f]{32}", md5):
        raise RemoteDataError(source, f"the MD5 {md5[:80] or 'is missing'}", f"The file cannot be checked. {_OTHER}")
    if not re.fullmatch(r"https?://[^/]+/(.*/)?[\w%][\w%.+~-]{0,199}", description.address, re.ASCII):
        allowed = "Allowed: an address that begins with http:// or https:// and ends in the name of a file."
        raise RemoteDataError(source, f"the address {description.address[:200] or 'is missing'}", f"{allowed} {_OTHER}")
    return description


def _text(entries: dict[str, Any], key: str) -> str:
    """Return an entry without surrounding blanks; "" if there is none."""
    value = entries.get(key) or ""
    if not isinstance(value, str):
        raise TypeError(key)
    return value.strip()


def _free_name(description: Description, number: int, folders: DataFolders) -> str:
    name = plain_name(description.name)
    if name.casefold() in {taken.casefold() for taken in imported_names(folders)}:
        remedy = (
            f"Delete it to download OpenML's data set {number} again, or download {description.address} yourself and "
            "import it under another name with: nnstudio datasets import FILE --name NAME"
        )
        raise DataError(imported_file(folders, name), "already exists", remedy)
    return name


def _remove(path: Path) -> None:
    with suppress(OSError):  # a folder that holds something else stays
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()
