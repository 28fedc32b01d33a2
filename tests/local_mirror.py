"""A web server on this machine that serves files well or badly, as the first part of the address says."""

import hashlib
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from nnstudio.data.remote_files import RemoteFile, RemoteFiles

PAGE = b"<html><body>Please log in</body></html>"


class LocalMirror:
    """Serves ``files`` by name, slashes included; notes every request as (behaviour, name, first byte asked for)."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.requests: list[tuple[str, str, int]] = []
        self.released = threading.Event()
        mirror = self

        class Handler(_Handler):
            owner = mirror

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def address(self, behaviour: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{behaviour}/"

    def remote(self, *behaviours: str, label: str = "Small", folder: str = "small") -> RemoteFiles:
        """Return the files, to be fetched from a mirror for each of ``behaviours``."""
        files = (RemoteFile(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in self.files.items())
        return RemoteFiles(label, folder, tuple(map(self.address, behaviours)), tuple(files))

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class _Handler(BaseHTTPRequestHandler):
    owner: LocalMirror

    def log_message(self, *_):
        pass

    def do_GET(self):
        _, behaviour, name = self.path.split("/", 2)
        asked = self.headers.get("Range", "")
        first = int(asked.removeprefix("bytes=").removesuffix("-") or 0)
        self.owner.requests.append((behaviour, name, first))
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
            getattr(self, behaviour)(self.owner.files.get(name, b""), first)

    def answer(self, status, body, length=None, media_type="application/octet-stream", **headers):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def honest(self, body, first):
        if first:
            index = f"bytes {first}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[first:], len(body) - first, Content_Range=index)
        else:
            self.answer(200, body, len(body))

    def ignores_range(self, body, _first):
        self.answer(200, body, len(body))

    def says_no_length(self, body, _first):
        self.answer(200, body)

    def refuses_range(self, body, first):
        self.answer(416, b"") if first else self.answer(200, body, len(body))

    def sends_another_range(self, body, first):
        if first:
            self.answer(206, body[first + 1 :], len(body) - first - 1, Content_Range=f"bytes {first + 1}-9/9")
        else:
            self.answer(200, body, len(body))

    def sends_a_nameless_range(self, body, first):
        self.answer(206, body[first:], len(body) - first)

    def breaks_off(self, body, first):
        half = (first + len(body)) // 2
        if first:
            index = f"bytes {first}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[first:half], len(body) - first, Content_Range=index)
        else:
            self.answer(200, body[:half], len(body))

    def stalls(self, body, _first):
        self.answer(200, body[: len(body) // 2], len(body))
        self.wfile.flush()
        self.owner.released.wait()

    def breaks_off_the_file(self, body, first):
        (self.honest if "/api/" in self.path else self.breaks_off)(body, first)

    def stalls_with_the_file(self, body, first):
        (self.honest if "/api/" in self.path else self.stalls)(body, first)

    def never_answers(self, _body, _first):
        self.owner.released.wait()

    def hangs_up(self, _body, _first):
        self.close_connection = True

    def busy(self, _body, _first):
        self.answer(503, PAGE, len(PAGE), "text/html")

    def has_no_such_set(self, _body, _first):
        self.answer(412, b'{"error":{"code":"111","message":"Unknown dataset"}}', media_type="application/json")

    def sends_a_page(self, _body, _first):
        self.answer(200, PAGE, len(PAGE), "text/html")

    def sends_a_page_of_unknown_length(self, _body, _first):
        self.answer(200, PAGE, None, "text/html; charset=utf-8")

    def corrupts(self, body, first):
        self.honest(body[:-1] + bytes([body[-1] ^ 1]), first)

    def corrupts_and_breaks_off(self, body, first):
        self.breaks_off(bytes([body[0] ^ 1]) + body[1:], first)

    def sends_less(self, body, _first):
        self.answer(200, body[:-7], len(body) - 7)

    def sends_more(self, body, _first):
        self.answer(200, body + bytes(100), len(body) + 100)

    def sends_no_end(self, _body, _first):
        self.answer(200, b"")
        while not self.owner.released.is_set():
            self.wfile.write(bytes(1 << 16))

    def redirects(self, _body, _first):
        self.answer(302, b"", 0, Location=self.path.replace("redirects", "honest"))

    def redirects_for_ever(self, _body, _first):
        self.answer(302, b"", 0, Location=self.path)
