"""A booking and all its packages from one file: nothing of it, or all of it, once.

The file is read twice over: the first time everything in it is checked, and its packages wait in a
temporary file; then they are staged as announcements, each chunk in a short transaction of its own, so
that nobody waits long for the store. Last, in one transaction, come the booking and the one fact that
makes the announcements true. Whatever dies before leaves announcements without effect.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from tempfile import TemporaryFile
from typing import BinaryIO, Literal

import orjson
from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import GateClosed
from app.domain.facts import ManifestAccepted, PackagesAnnounced
from app.exchange import manifest
from app.exchange.manifest import Mistake
from app.store import announced
from app.usecases import declare
from app.usecases.declare import BookingDetails
from app.usecases.manifest_check import BREATH, Found, checked
from app.usecases.office import Office


def _silent(_stage: str, _rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """``keep_good`` leaves rows with mistakes out, ``dry_run`` keeps nothing. ``watch`` is told the
    stage (``check`` or ``keep``) and how many packages have passed it.
    """

    keep_good: bool = False
    dry_run: bool = False
    watch: Callable[[str, int], None] = _silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file. ``refused``: it has mistakes, nothing was kept. ``checked``: it was a dry
    run and would be accepted. ``known``: this very file was accepted for this booking before.

    ``rows`` packages in ``batches``; ``left_out`` rows had mistakes, ``total`` is how many mistakes,
    of which the first 1 000 are here.
    """

    outcome: Literal["imported", "known", "checked", "refused"]
    no: str
    booking: int | None = None
    rows: int = 0
    batches: tuple[str, ...] = ()
    left_out: int = 0
    mistakes: tuple[Mistake, ...] = ()
    total: int = 0


@dataclass(slots=True)
class _Staged:
    """Announcements that are not true yet, and the ids they use."""

    manifest: int
    keys: dict[str, int]
    rows: int = 0
    chunks: int = 0
    given: Counter[str] = field(default_factory=Counter)


def import_manifest(
    office: Office, actor: Actor, details: BookingDetails, file: BinaryIO, how: How | None = None
) -> Imported:
    """Book for a vehicle what a file lists, package by package. ``details`` has no lines of its own.

    ``file`` is a real file, .xlsx or CSV. Raises BadInput or TooMuch for a file that cannot be read,
    and whatever ``declare.book`` refuses; mistakes in rows are told in the answer.
    """
    how = how or How()
    no = ids.code(details.no, "no")
    key = (_digest(file), no, actor.party)
    if (known := _known(office, key)) is not None:
        return known
    with TemporaryFile() as spool:
        found = checked(office, manifest.read(file), spool, how.watch)
        told = Imported(
            outcome="refused", no=no, rows=found.rows, batches=tuple(found.lines),
            left_out=found.bad, mistakes=found.in_order(), total=found.total,
        )  # fmt: skip
        if not found.rows or (found.total and not how.keep_good):
            # what is known already may be known from this file, which somebody else sent meanwhile
            return _known(office, key) or told
        booking = replace(details, no=no, lines=tuple(found.lines.values()))
        if (known := _judge(office, actor, booking, key, dry_run=how.dry_run)) is not None:
            return known
        if how.dry_run:
            return replace(told, outcome="checked")
        staged = _stage(office, actor, found, spool, how)
        done = _accept(office, actor, booking, (staged, found), key)
    return done if isinstance(done, Imported) else replace(told, outcome="imported", booking=done)


def _digest(file: BinaryIO) -> str:
    """SHA-256 of the whole file."""
    file.seek(0)
    digest = sha256()
    while part := file.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _known(office: Office, key: tuple[str, str, int]) -> Imported | None:
    """What came of this very file when it was imported for this booking of this owner, if it was."""
    with office.store.read() as conn:
        return _earlier(conn, *key)


def _earlier(conn: Connection, digest: str, no: str, owner: int) -> Imported | None:
    row = announced.earlier(conn, digest, no, owner)
    if row is None:
        return None
    return Imported(
        outcome="known", no=no, booking=row.booking, rows=row.rows, left_out=row.left_out,
        batches=tuple(announced.batches(conn, row.booking)),
    )  # fmt: skip


def _judge(
    office: Office,
    actor: Actor,
    booking: BookingDetails,
    key: tuple[str, str, int],
    *,
    dry_run: bool,
) -> Imported | None:
    """Raise what is wrong with the booking before anything is staged for it.

    The gate's no is put on record, unless this is only a rehearsal.
    """
    with office.act(actor) as act:
        if (known := _earlier(act.conn, *key)) is not None:
            return known
        fact, reasons = declare.proposed(act, booking)
        if reasons and dry_run:
            raise GateClosed(*reasons, item=fact.no)
        act.gate("book", fact.no, reasons)
        return None


def _stage(office: Office, actor: Actor, found: Found, spool: BinaryIO, how: How) -> _Staged:
    """Write the waiting packages as announcements, one chunk a transaction."""
    with office.act(actor) as act:
        staged = _Staged(act.tx.new_id(), {no: act.tx.new_id() for no in found.lines})
    spool.seek(0)
    for line in spool:
        no, codes, pieces, grams = orjson.loads(line)
        if no not in staged.keys:
            continue
        fact = PackagesAnnounced(
            manifest=staged.manifest, batch=staged.keys[no], first=staged.given[no] + 1,
            codes=tuple(codes), pieces=tuple(pieces), grams=tuple(grams),
        )  # fmt: skip
        with office.act(actor) as act:
            act.append(fact)
        staged.given[no] += len(codes)
        staged.rows += len(codes)
        staged.chunks += 1
        how.watch("keep", staged.rows)
        time.sleep(BREATH)
    return staged


def _accept(
    office: Office,
    actor: Actor,
    booking: BookingDetails,
    what: tuple[_Staged, Found],
    key: tuple[str, str, int],
) -> int | Imported:
    """Make the booking and the announcements true, in one transaction; the booking's id.

    When somebody imported the same file meanwhile, what came of theirs.
    """
    staged, found = what
    with office.act(actor) as act:
        announced.one_at_a_time(act.tx)
        if (known := _earlier(act.conn, *key)) is not None:
            return known
        fact, reasons = declare.proposed(act, booking, staged.keys)
        act.gate("book", fact.no, reasons)
        act.append(fact, place=fact.warehouse)
        accepted = ManifestAccepted(
            manifest=staged.manifest, sha256=key[0], booking=fact.booking, batches=fact.about,
            rows=staged.rows, chunks=staged.chunks, left_out=found.bad,
        )  # fmt: skip
        act.append(accepted, place=fact.warehouse)
        return fact.booking
