"""The formats that can be imported, recognised by content. To add one, write a file beside this and list it below."""

import stat
from pathlib import Path

from nnstudio.data.importing import arff_file, csv_file, idx_files, image_folder, ink_lines, npz_file, parquet_file
from nnstudio.data.importing.found import Format, Source
from nnstudio.data.importing.text_lines import read_start
from nnstudio.errors import DataError

FORMATS: tuple[Format, ...] = (
    idx_files.FORMAT,
    npz_file.FORMAT,
    parquet_file.FORMAT,
    ink_lines.FORMAT,
    arff_file.FORMAT,
    csv_file.FORMAT,  # after the others, as any text with a comma looks like it
    image_folder.FORMAT,  # after the others, as any folder looks like it
)
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")


def recognise(path: Path) -> Format:
    """Return the format of ``path``; raise `DataError` if it is missing, unreadable or of an unknown format."""
    source = _source(path)
    for form in FORMATS:
        if form.recognises(source):
            return form
    if source.start.startswith(_PICTURE_STARTS):
        raise DataError(path, "a single picture", "Import the folder that contains one folder for each class.")
    known = ", ".join(form.name for form in FORMATS)
    found = f"its format is not known; it begins with {source.start[:8].hex(' ') or 'nothing'}"
    raise DataError(path, found, f"Known formats: {known}.")


def _source(path: Path) -> Source:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return Source(path, names=tuple(sorted(entry.name for entry in path.iterdir())), is_folder=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(path, f"cannot be read ({reason})", "Choose a file or a folder that exists.") from error
    if not stat.S_ISREG(mode):  # reading a pipe could wait forever
        raise DataError(path, "neither a file nor a folder", "Choose a file or a folder.")
    return Source(path, start=read_start(path))
