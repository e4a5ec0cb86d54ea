"""Who is told and who is asked, from TOML text, with every mistake named.

Destinations are configuration and no rows of a table: whoever may write records must not be able to
point the service at an address.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain import ids
from app.domain.errors import Refusal
from app.domain.notices import EVERY_KIND, KINDS, Destination, LabSource, Peer

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_URL = re.compile(r"(https?)://([^/?#@\s:\[\]]+|\[[0-9a-fA-F:.]+\])(?::([0-9]{1,5}))?(/[^\s#]*)?")
_LEAST_SECRET = 24  #: bytes, as Standard Webhooks asks


class _Peer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    url: str
    secret: str
    private: bool = False
    ca: str = ""
    seconds: Annotated[int, Field(ge=1, le=120)] = 10


class _Destination(_Peer):
    kinds: Annotated[list[str], Field(min_length=1)]
    form: Literal["webhook", "platform"] = "webhook"
    order: Literal["subject", "none"] = "subject"


class _Laboratory(_Peer):
    party: str
    every: Annotated[int, Field(ge=1, le=86_400)] = 60


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    hosts: list[str] = []
    destination: list[_Destination] = []
    laboratory: list[_Laboratory] = []


@dataclass(frozen=True, slots=True)
class Gateways:
    """Everybody outside: who is told, who is asked."""

    destinations: tuple[Destination, ...] = ()
    laboratories: tuple[LabSource, ...] = ()


def parse(text: str, *, plain_http: bool) -> tuple[Gateways, list[str]]:
    """The gateways, and what is wrong with the text; with mistakes there are no gateways.

    ``plain_http`` lets http:// pass, for demonstrations and tests.
    """
    try:
        found = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return Gateways(), [str(error)]
    except ValidationError as errors:
        return Gateways(), [_said(each["loc"], each["msg"]) for each in errors.errors()]
    peers: list[_Peer] = [*found.destination, *found.laboratory]
    mistakes = [
        f"{each.name}: {wrong}" for each in peers for wrong in _wrong(each, found.hosts, plain_http)
    ]
    names = [each.name for each in peers]
    mistakes += [f"{name}: there are two of that name" for name in sorted(_twice(names))]
    if mistakes:
        return Gateways(), mistakes
    return Gateways(
        tuple(_destination(each) for each in found.destination),
        tuple(_laboratory(each) for each in found.laboratory),
    ), []


def _said(path: tuple[str | int, ...], message: str) -> str:
    shown = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return f"{shown}: {message[:1].lower()}{message[1:]}"


def _twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _wrong(peer: _Peer, hosts: list[str], plain_http: bool) -> Iterator[str]:
    if _NAME.fullmatch(peer.name) is None:
        yield "a name has small letters, digits and hyphens, at most 40"
    yield from _wrong_url(peer.url, hosts, plain_http)
    if peer.ca and not Path(peer.ca).is_file():
        yield f"there is no certificate file {peer.ca}"
    if isinstance(peer, _Destination):
        yield from _wrong_secret(peer.secret)
        unknown = [kind for kind in peer.kinds if kind not in (EVERY_KIND, *KINDS)]
        if unknown:
            yield f"no such kind: {', '.join(unknown)}; there are {', '.join(KINDS)}"
    elif len(peer.secret) < _LEAST_SECRET:
        yield f"the secret has fewer than {_LEAST_SECRET} characters"
    if isinstance(peer, _Laboratory):
        try:
            ids.uscc(peer.party, "party")
        except Refusal as refusal:
            yield str(refusal)


def _wrong_url(url: str, hosts: list[str], plain_http: bool) -> Iterator[str]:
    match = _URL.fullmatch(url)
    if match is None or not 0 < int(match[3] or 443) < 65_536:
        yield "the url is no http address with a host and no user, password or fragment"
        return
    if match[1] == "http" and not plain_http:
        yield "the url must begin with https://"
    if match[2].lower() not in {host.lower() for host in hosts}:
        yield f"{match[2]} is not among the hosts at the top of the file"


def _wrong_secret(secret: str) -> Iterator[str]:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        yield "the secret is not whsec_ and base64"
        return
    if len(key) < _LEAST_SECRET:
        yield f"the secret has {len(key)} bytes; it needs at least {_LEAST_SECRET}"


def _destination(each: _Destination) -> Destination:
    return Destination(**_peer(each), kinds=frozenset(each.kinds), form=each.form, order=each.order)


def _laboratory(each: _Laboratory) -> LabSource:
    return LabSource(**_peer(each), party=ids.uscc(each.party, "party"), every=each.every)


def _peer(each: _Peer) -> dict[str, Any]:
    return {name: getattr(each, name) for name in Peer.__slots__}
