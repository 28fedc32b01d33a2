"""The transfer of one file from a web server, read in a thread so that the caller can cancel at any moment.

Neither a name look-up nor a wait for a silent server can be interrupted, but the thread that does so can be abandoned.
"""

import queue
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from nnstudio import __version__

BEAT = 0.1
"""Seconds between two returns to the caller while nothing arrives, so that it can cancel."""
CHUNK = 1 << 16
_AHEAD = 16
"""The maximum number of chunks that are read before the caller takes them."""


class TransferFault(Exception):  # noqa: N818 one mirror failed, which is no error as long as another one works
    """What went wrong with one server; the message is meant to follow the server's address."""


class RangeRefused(TransferFault):
    """The server cannot continue from where an earlier transfer ended."""


class HttpFault(TransferFault):
    """The server answered with an error; ``status`` is its number in HTTP, such as 404."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"answered HTTP {status} {reason}".rstrip())
        self.status = status


@dataclass(frozen=True)
class Answer:
    """The head of a server's answer: the offset of its first byte in the file, the number of bytes, and their type."""

    first_byte: int
    length: int | None
    media_type: str


class Transfer:
    """Yields the server's `Answer`, then the bytes of the file as they arrive.

    Also yields None every `BEAT` while nothing arrives, so that the caller can cancel. Raises `TransferFault` if the
    server cannot be reached, refuses, closes the connection early or is silent for ``patience`` seconds.
    """

    def __init__(self, address: str, first_byte: int, patience: float) -> None:
        self._address = address
        self._first_byte = first_byte
        self._patience = patience
        self._news: queue.Queue[Answer | bytes | Exception | None] = queue.Queue(_AHEAD)
        self._is_closed = threading.Event()
        threading.Thread(target=self._read, name="transfer", daemon=True).start()

    def __iter__(self) -> Iterator[Answer | bytes | None]:
        last_news = time.monotonic()
        while True:
            try:
                news = self._news.get(timeout=min(BEAT, self._patience))
            except queue.Empty:
                if time.monotonic() - last_news > self._patience:
                    raise TransferFault(f"silent for {self._patience:g} seconds") from None
                yield None
                continue
            last_news = time.monotonic()
            if news is None:
                return
            if isinstance(news, Exception):
                raise _fault(news) from news
            yield news

    def close(self) -> None:
        """Stop reading; the thread ends by itself, without reporting anything further."""
        self._is_closed.set()

    def _read(self) -> None:
        headers = {"User-Agent": f"nnstudio/{__version__}", "Accept-Encoding": "identity"}
        if self._first_byte:
            headers["Range"] = f"bytes={self._first_byte}-"
        # The wait in __iter__ times out first; this timeout only ends an abandoned thread.
        timeout = 2 * self._patience
        try:
            with urlopen(Request(self._address, headers=headers), timeout=timeout) as response:
                self._report(_answer(response))
                while not self._is_closed.is_set() and (chunk := response.read1(CHUNK)):
                    self._report(chunk)
        except HTTPError as error:
            error.close()
            self._report(error)
        except Exception as error:
            self._report(error)
        self._report(None)

    def _report(self, news: Answer | bytes | Exception | None) -> None:
        while not self._is_closed.is_set():
            try:
                self._news.put(news, timeout=BEAT)
            except queue.Full:
                continue
            return


def _answer(response: HTTPResponse) -> Answer:
    length = response.headers.get("Content-Length", "")
    first_byte = 0
    if response.status == 206:
        content_range = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
        if content_range is None:
            raise TransferFault("sent a range of the file without saying which")
        first_byte = int(content_range[1])
    return Answer(first_byte, int(length) if length.isdecimal() else None, response.headers.get_content_type())


def _fault(error: Exception) -> Exception:
    """Return a readable fault for an error of the server or the network; return any other error unchanged."""
    match error:
        case TransferFault():
            return error
        case HTTPError(code=416):
            return RangeRefused("cannot continue the download from where it stopped")
        case HTTPError():
            return HttpFault(error.code, error.reason)
        case URLError(reason=Exception() as reason):
            return _fault(reason)
        case OSError() | HTTPException() | ValueError():
            text = getattr(error, "strerror", None) or str(error) or type(error).__name__
            return TransferFault(f"connection failed ({text})")
    return error
