"""A platform at the wire: a real socket that answers well, badly, slowly, or not at all.

Like a good consumer it checks the signature, and applies a notice once however often it arrives.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from standardwebhooks.webhooks import Webhook

from tests.gateways.making import SECRET

#: The how-manieth request it is, and what it says -> what to do with it.
Fault = Callable[[int, dict[str, Any]], str]


def well(_: int, __: dict[str, Any]) -> str:
    """Answer every request."""
    return "ok"


@dataclass
class Platform:
    """What has arrived. ``applied``: (id, body) of every notice, once, in order of arrival."""

    fault: Fault = well
    path: str = "/in"
    port: int = 0
    asked: int = 0
    slow: float = 3.0
    reports: list[Any] = field(default_factory=list)  #: of a laboratory, in the order of their ends
    page: int = 100
    keys: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    applied: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  #: paths that nobody should have asked for
    raw: tuple[dict[str, str], bytes] = field(default_factory=lambda: ({}, b""))  #: the last notice
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def take(self, headers: Any, body: bytes) -> None:
        """Check a notice, and apply it unless it was applied before."""
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        said = Webhook(SECRET).verify(body, {name: headers[name] for name in names})
        key = headers["webhook-id"]
        with self.lock:
            self.raw = ({name: headers[name] for name in names}, body)
            self.seen[key] = self.seen.get(key, 0) + 1
            if self.seen[key] == 1:
                self.applied.append((key, said))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    @property
    def platform(self) -> Platform:
        """Whose server this is."""
        found: Platform = self.server.platform  # type: ignore[attr-defined]
        return found

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path != self.platform.path:
            self.platform.elsewhere.append(self.path)
        with self.platform.lock:
            self.platform.asked += 1
            number = self.platform.asked
        do = self.platform.fault(number, orjson.loads(body))
        if do.partition(":")[0] in ("ok", "lost", "half", "huge", "slow-ok"):
            self.platform.take(self.headers, body)
        getattr(self, "answer_" + do.partition(":")[0].replace("-", "_"))(do.partition(":")[2])

    def do_GET(self) -> None:
        """A laboratory's list of finished reports, after a cursor that is the number of the last."""
        asked = urlsplit(self.path)
        if asked.path != "/reports":
            self.platform.elsewhere.append(self.path)
        self.platform.asked += 1
        self.platform.keys.append(self.headers["authorization"])
        query = dict(parse_qsl(asked.query))
        do = self.platform.fault(self.platform.asked, query)
        if do != "ok":
            getattr(self, "answer_" + do.partition(":")[0])(do.partition(":")[2])
            return
        after, limit = int(query.get("after", "0")), min(int(query["limit"]), self.platform.page)
        page = self.platform.reports[after : after + limit]
        told = {"reports": page, "next": str(after + len(page))}
        self.whole(200, orjson.dumps(told))

    def answer_raw(self, said: str) -> None:
        self.whole(200, said.encode())

    def whole(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_ok(self, _: str) -> None:
        self.whole(200)

    def answer_status(self, value: str) -> None:
        status, _, after = value.partition(",")
        said = orjson.dumps({"error": "no\x1b[31m such <b>batch</b>"})
        self.whole(int(status), said, **({"retry_after": after} if after else {}))

    def answer_redirect(self, to: str) -> None:
        self.whole(302, location=to)

    def answer_lost(self, _: str) -> None:
        """Taken, and the line breaks before the answer."""
        self.close_connection = True

    def answer_half(self, _: str) -> None:
        """Taken, and the line breaks in the middle of the answer."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
        self.close_connection = True

    def answer_timeout(self, _: str) -> None:
        """Not taken, and no answer."""
        time.sleep(self.platform.slow)
        self.close_connection = True

    def answer_slow_ok(self, seconds: str) -> None:
        time.sleep(float(seconds or 0.3))
        self.whole(200)

    def answer_drip(self, _: str) -> None:
        """An answer of which a byte comes now and then."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
            for _n in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True

    def answer_huge(self, _: str) -> None:
        """A body that does not end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n")
        try:
            for _n in range(10_000):
                self.wfile.write(b"x" * 100_000)
        except OSError:
            pass
        self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    platform: Platform

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Lines that break are what this is for."""


@contextmanager
def serving(platform: Platform, tls: ssl.SSLContext | None = None) -> Iterator[Platform]:
    """The platform on a port of this machine."""
    with _Server(("127.0.0.1", platform.port), _Handler) as server:
        server.platform = platform
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        platform.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()
