"""The one way out: HTTP to a peer of the configuration, and nowhere else.

- The address is looked up when the line is opened, judged, and that very address is connected to, so
  that a name cannot point elsewhere in between; TLS still checks the name. Addresses of the own
  network are refused unless the peer is marked private, link-local ones always: that is where
  machines keep their keys.
- No redirect is followed, no proxy or netrc of the environment heeded, no cookie kept.
- Each answer has a time in which it must be complete and a size above which it is not read.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import IPPROTO_TCP, gaierror, getaddrinfo
from typing import Any

import httpcore
import httpx

from app.domain.errors import Reason, reason
from app.domain.notices import Peer

#: IPv4 addresses inside IPv6 ones, as network translators write them (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")
#: Where rented machines keep their keys when they speak IPv6; in IPv4 it is a link-local address.
_CLOUD_KEYS = IPv6Address("fd00:ec2::254")


class NoAnswer(Exception):
    """There was no whole answer that may be believed. ``problem`` says why, for people."""

    def __init__(self, problem: Reason) -> None:
        super().__init__(problem.text())
        self.problem = problem


class AddressRefused(httpcore.ConnectError):
    """The name leads to an address that this peer may not have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by lower-case name, and the body; ``cut``: there was more than is read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool

    @property
    def said(self) -> str:
        """The beginning of the body as one line of plain text."""
        text = self.body[:400].decode(errors="replace")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:160]


class Wire:
    """Lines to one peer, kept open between requests; any thread may use them, ``lines`` at a time.

    Raises OSError when the file of its certificate authority cannot be read.
    """

    def __init__(self, peer: Peer, most_bytes: int = 65_536, lines: int = 1) -> None:
        self._most, self._seconds = most_bytes, float(peer.seconds)
        trust = _trusting(peer.ca)
        transport = httpx.HTTPTransport(verify=trust, trust_env=False)
        # httpx names no way to give its pool another network; the tests see when this stops working
        transport._pool = httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=lines,
            keepalive_expiry=30,
            network_backend=_Pinned(private=peer.private, seconds=self._seconds),
        )
        self._client = httpx.Client(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            timeout=self._seconds,
            headers={"user-agent": "coldtrace", "accept-encoding": "identity"},
        )
        self._url = peer.url

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a JSON body. Raises NoAnswer."""
        named = {"content-type": "application/json", **headers}
        return self._ask(self._client.build_request("POST", self._url, content=body, headers=named))

    def get(self, params: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Ask with query parameters. Raises NoAnswer."""
        url = httpx.URL(self._url).copy_merge_params(params)
        return self._ask(self._client.build_request("GET", url, headers=headers))

    def _ask(self, request: httpx.Request) -> Answer:
        try:
            answer = self._client.send(request, stream=True)
            try:
                body, is_cut = _read(answer.iter_raw(), self._most)
            finally:
                answer.close()
        except httpx.TimeoutException as error:
            raise NoAnswer(reason("no_answer_in_time", seconds=int(self._seconds))) from error
        except httpx.HTTPError as error:
            if isinstance(error.__cause__, AddressRefused):
                raise NoAnswer(reason("address_refused", value=str(error))) from error
            raise NoAnswer(reason("no_connection", why=_why(error))) from error
        return Answer(answer.status_code, dict(answer.headers), body, is_cut)


def _why(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:160]


def _read(chunks: Iterable[bytes], most: int) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            return bytes(body[:most]), True
    return bytes(body), False


def _trusting(ca: str) -> ssl.SSLContext:
    """TLS that checks certificate and name, against everybody's authorities or one of our own."""
    return ssl.create_default_context(cafile=ca) if ca else httpx.create_ssl_context(trust_env=False)


def may_have(address: str, *, private: bool) -> bool:
    """Whether a peer may have this IP address."""
    found = _plain(ip_address(address.partition("%")[0]))
    if found.is_link_local or found.is_multicast or found.is_unspecified or found == _CLOUD_KEYS:
        return False
    if found.is_reserved and not found.is_loopback:
        return False
    return found.is_global or (private and (found.is_private or found.is_loopback))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


class _Pinned(httpcore.SyncBackend):
    """Connects to the address that was judged."""

    def __init__(self, *, private: bool, seconds: float) -> None:
        super().__init__()
        self._private, self._seconds = private, seconds

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        try:
            found = getaddrinfo(host.strip("[]"), port, proto=IPPROTO_TCP)
        except (gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: {_why(error)}") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for each in addresses:  # one that may not be is enough: nobody mixes them by accident
            if not may_have(each, private=self._private):
                raise AddressRefused(f"{host} = {each}")
        stream = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Timed(stream, self._seconds)


class _Timed(httpcore.NetworkStream):
    """A stream on which a whole answer has so many seconds, however slowly it drips."""

    def __init__(self, stream: httpcore.NetworkStream, seconds: float) -> None:
        self._stream, self._seconds = stream, seconds
        self._asked = time.monotonic()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._asked + self._seconds - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer drips")
        return self._stream.read(max_bytes, left if timeout is None else min(left, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)
        self._asked = time.monotonic()

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, timeout), self._seconds)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
