"""The one way out, at the wire: what is believed, what is refused, and how long it may take."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

from app.domain.notices import Later, Letter, Outcome, Parked, Sent
from app.domain.span import moment
from app.gateways import wire
from app.gateways.post import Post
from tests.gateways.making import destination
from tests.gateways.stub import Platform, serving

LETTER = Letter("msg_1_a", "hold.placed", moment(0), {"batch": "B-1"})


def attempt(platform: Platform, **changes: Any) -> tuple[Outcome, float]:
    """How one attempt ended, and after how many seconds."""
    post = Post(destination(url=platform.url, **changes), "cold.example")
    began = time.monotonic()
    try:
        return post.send(LETTER), time.monotonic() - began
    finally:
        post.close()


def codes(outcome: Outcome) -> tuple[type, str]:
    """Kind of outcome and code of its problem."""
    return type(outcome), "" if isinstance(outcome, Sent) else outcome.problem.code


WAYS = {
    "ok": (Sent, ""),
    "status:204": (Sent, ""),
    "status:500": (Later, "answered"),
    "status:503,120": (Later, "answered"),
    "status:408": (Later, "answered"),
    "status:425": (Later, "answered"),
    "status:429,7": (Later, "answered"),
    "status:400": (Parked, "answered"),
    "status:401": (Parked, "answered"),
    "status:410": (Parked, "answered"),
    "redirect:http://127.0.0.1:{port}/elsewhere": (Later, "answered"),
    "lost": (Later, "no_connection"),
    "half": (Later, "no_connection"),
    "timeout": (Later, "no_answer_in_time"),
    "drip": (Later, "no_answer_in_time"),
    "huge": (Sent, ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_answer(way: str) -> None:
    with serving(Platform(slow=1.5)) as platform:
        platform.fault = lambda *_: way.format(port=platform.port)
        outcome, seconds = attempt(platform)
    assert codes(outcome) == WAYS[way]
    assert platform.asked == 1
    assert platform.elsewhere == []
    assert seconds < 3


def test_how_long_to_wait_is_heeded_up_to_an_hour_and_what_it_said_is_plain_text() -> None:
    with serving(Platform(lambda n, _: ["status:429,7", "status:503,999999"][n - 1])) as platform:
        busy, away = attempt(platform)[0], attempt(platform)[0]
    assert isinstance(busy, Later)
    assert isinstance(away, Later)
    assert (busy.after, away.after) == (wire_seconds(7), wire_seconds(3600))
    said = dict(busy.problem.values)["said"]
    assert said == '{"error":"no\\u001b[31m such <b>batch</b>"}'


def wire_seconds(count: int) -> object:
    """So many seconds."""
    return moment(count * 1_000_000) - moment(0)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
    assert codes(attempt(Platform(port=port))[0]) == (Later, "no_connection")


def test_addresses_of_the_own_network_are_refused_without_a_connection() -> None:
    with serving(Platform()) as platform:
        outcome, _ = attempt(platform, private=False)
    assert codes(outcome) == (Later, "address_refused")
    assert platform.asked == 0


def test_a_name_that_also_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was judged is the one connected to: the name is looked up once."""
    looked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in ("1.1.1.1", "10.0.0.7")]

    monkeypatch.setattr(wire, "getaddrinfo", look_up)
    post = Post(destination(url="https://platform.example/in", private=False), "cold.example")
    assert codes(post.send(LETTER)) == (Later, "address_refused")
    assert looked == ["platform.example"]


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("1.1.1.1", True, True),
        ("2606:4700:4700::1111", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, False),
        ("169.254.169.254", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::1", False, True),
        ("::", False, False),
        ("fd00::1", False, True),
        ("fe80::1%eth0", False, False),
        ("fd00:ec2::254", False, False),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::7f00:1", False, True),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:7f00:1::", False, True),
    ],
)
def test_which_addresses_a_peer_may_have(address: str, public: bool, private: bool) -> None:
    found = (wire.may_have(address, private=False), wire.may_have(address, private=True))
    assert found == (public, private)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("named", "trusted", "expected"),
    [
        ("localhost", True, (Sent, "")),
        ("other.example", True, (Later, "no_connection")),
        ("localhost", False, (Later, "no_connection")),
    ],
)
def test_the_certificate_must_be_of_the_name_and_of_the_authority(
    authority: trustme.CA, tmp_path: Path, named: str, trusted: bool, expected: tuple[type, str]
) -> None:
    ours = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ours))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(named).configure_cert(tls)
    with serving(Platform(), tls) as platform:
        url = f"https://localhost:{platform.port}/in"
        post = Post(destination(url=url, ca=str(ours) if trusted else ""), "cold.example")
        assert codes(post.send(LETTER)) == expected
        post.close()
    assert len(platform.applied) == (1 if expected[0] is Sent else 0)


def test_the_environment_cannot_send_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(Platform()) as platform:
        assert codes(attempt(platform)[0]) == (Sent, "")


def test_both_forms_carry_the_same_things() -> None:
    with serving(Platform()) as platform:
        attempt(platform)
        platform.seen.clear()
        attempt(platform, form="platform")
    assert [body for _, body in platform.applied] == [
        {
            "type": "hold.placed",
            "timestamp": "1970-01-01T00:00:00+00:00",
            "data": {"batch": "B-1", "sender": "cold.example"},
        },
        {
            "message": "msg_1_a",
            "sender": "cold.example",
            "kind": "hold.placed",
            "time": "1970-01-01T00:00:00+00:00",
            "batch": "B-1",
        },
    ]
