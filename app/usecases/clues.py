"""From what somebody knows to the goods it stands for, as far as they are theirs to ask about."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from unicodedata import name, normalize

import orjson
from sqlalchemy import Connection

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, Conflict, NotFound, Reason, reason
from app.domain.span import micros
from app.store import clues as read
from app.store import find, lots, registry, sight
from app.usecases import voided
from app.usecases.scope import Start
from labels import payload

EVER = (0, 2**62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """Keys as they are printed; or a description, a worker of a firm, a vehicle, a place; and when.

    ``whole``: the whole batch of a package that a key names.
    """

    keys: tuple[str, ...] = ()
    product: str = ""
    origin: str = ""
    plant: str = ""
    supplier: str = ""
    firm: str = ""
    staff: str = ""
    plate: str = ""
    site: str = ""
    zone: str = ""
    since: datetime | None = None
    until: datetime | None = None
    whole: bool = False

    @property
    def text(self) -> str:
        """What goes on record."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self)[1:])
        told = (f"{name}={_said(value)}" for name, value in given if value not in ("", None, False))
        return " ".join([*self.keys, *told])

    @property
    def window(self) -> tuple[int, int]:
        """In microseconds; open ends are for ever. Raises BadInput when it runs backwards."""
        since = EVER[0] if self.since is None else _moment(self.since, "since")
        until = EVER[1] if self.until is None else _moment(self.until, "until")
        if until < since:
            raise BadInput(reason("time_backwards", field="until", value=str(self.until)))
        return since, until


@dataclass(frozen=True, slots=True)
class Found:
    """What the clues were recognised as, and the goods: visible batches and items."""

    kinds: tuple[str, ...]
    start: Start
    batches: tuple[int, ...]  #: of everything that was found, that of a single package too


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _moment(when: datetime, field: str) -> int:
    if when.tzinfo is None:
        raise BadInput(reason("time_without_zone", field=field, value=when.isoformat()))
    return micros(when)


def follow(conn: Connection, actor: Actor, clues: Clues, *, letters: bool = True) -> Found:
    """What the clues lead to. Raises NotFound when that is nothing the actor may know of, BadInput."""
    if clues.keys:
        beside = [f.name for f in fields(clues)[1:-1] if getattr(clues, f.name) not in ("", None)]
        if beside:
            raise BadInput(reason("key_goes_alone", field=beside[0]))
        return _by_keys(conn, actor, clues, letters)
    kind, batches = _by_description(conn, clues)
    seen = sight.among(conn, sorted(set(batches)), actor.party, actor.supervises)
    if not seen:
        raise _nothing(clues)
    return Found((kind,), Start(tuple(seen)), tuple(seen))


def _by_keys(conn: Connection, actor: Actor, clues: Clues, letters: bool) -> Found:
    kinds: list[str] = []
    whole: set[int] = set()
    single: set[int] = set()
    of: set[int] = set()
    for key in clues.keys:
        text = ids.name(key, "key", most=120)
        try:
            matches = _named(conn, actor, text)
        except NotFound:
            told = _by_letter(conn, actor, text, whole=clues.whole) if letters else []
            if not told:
                raise
            kinds.append("letter")
            whole.update(*(found.start.batches for found in told))
            single.update(*(found.start.items for found in told))
            of.update(*(found.batches for found in told))
            continue
        every = sorted({batch for match in matches for batch in match.batches})
        seen = set(sight.among(conn, every, actor.party, actor.supervises))
        items = list(dict.fromkeys(item for match in matches for item in match.items))
        if not seen and (every or not _near(conn, actor, items)):
            raise NotFound(reason("nothing_called", value=text[:80]))
        kinds += [match.kind for match in matches]
        by_item = {batch for match in matches if match.items for batch in match.batches}
        whole |= seen if clues.whole else seen - by_item
        single |= set() if clues.whole else set(items)
        of |= seen
    start = Start(tuple(sorted(whole)), tuple(sorted(single)))
    return Found(tuple(dict.fromkeys(kinds)), start, tuple(sorted(of)))


def _by_letter(conn: Connection, actor: Actor, text: str, *, whole: bool) -> list[Found]:
    """What the clues of a letter of the actor's authority lead to, without those that lead nowhere."""
    row = registry.one(conn, "letter", no=text)
    if row is None or not sight.sees_letter(actor.supervises, row.region, row.to_region):
        return []
    found = []
    for clue in registry.many(conn, "clue", "letter", [row.id]):
        start = replace(_start_of(orjson.loads(clue.start)), whole=whole)
        if start == Clues(whole=whole):
            continue
        with suppress(NotFound):  # and letters that name each other go round no further
            found.append(follow(conn, actor, start, letters=False))
    if not found:
        raise NotFound(reason("letter_leads_nowhere", value=text[:80]))
    return found


def _start_of(kept: dict[str, str]) -> Clues:
    """The start of a clue as it was written down: keys by number, everything else by its name."""
    keys = tuple(text for what, text in sorted(kept.items()) if what.startswith("key"))
    rest: dict[str, Any] = {what: text for what, text in kept.items() if not what.startswith("key")}
    rest |= {end: datetime.fromisoformat(rest[end]) for end in ("since", "until") if end in rest}
    return Clues(keys=keys, **rest)


def _near(conn: Connection, actor: Actor, items: list[int]) -> bool:
    """Whether one of some items without goods, an empty pallet, is the actor's or in their region."""
    for state in registry.item_states(conn, items).values():
        kind, key = ("party", state.party) if state.site is None else ("site", state.site)
        if state.party == actor.party or actor.visits(registry.need(conn, kind, key, id=key).region):
            return True
    return False


def _named(conn: Connection, actor: Actor, text: str) -> list[find.Match]:
    """What a key means, as it was typed or as people write it: full width, spaced, in lower case."""
    plain = _plain(text)
    bare = plain.translate({ord(c): None for c in " ·-"})
    for spelling in dict.fromkeys((text, plain, bare)):
        read_as = payload.read(spelling)
        found = find.by_label(conn, *read_as) if read_as is not None else []
        found = found or find.by_key(conn, spelling)
        if found:
            return found
    if (why := voided.told(conn, actor, bare)) is not None:
        raise Conflict(why)
    raise NotFound(reason("nothing_called", value=text[:80]), *_look_alikes(plain))


def _plain(text: str) -> str:
    return "".join(c.upper() if c.isascii() else c for c in normalize("NFKC", text))


def _look_alikes(text: str) -> list[Reason]:
    """Characters no key of ours has: a letter of another alphabet looks just like one of ours."""
    odd = [c for c in text if not c.isascii() and not "\u4e00" <= c <= "\u9fff"]
    shown = [f"U+{ord(c):04X} {name(c, 'UNNAMED')}" for c in dict.fromkeys(odd)]
    return [reason("strange_character", field="key", value=text[:40], character=each) for each in shown]


def _by_description(conn: Connection, clues: Clues) -> tuple[str, list[int]]:
    """(what it was recognised as, batches). Whatever else is given narrows it."""
    window = clues.window
    site = _site(conn, clues)
    if clues.staff or clues.firm:
        return "person", read.handled(conn, _person(conn, clues), 0 if site is None else site, *window)
    if clues.plate:
        plate = ids.plate(_plain(clues.plate))
        return "plate", read.rode(conn, plate, *window)
    given = _description(clues)
    if given or clues.supplier:
        kind, batches = _described(conn, clues, given)
        return kind, batches if window == EVER else read.within(conn, batches, *window)
    if site is None:
        raise BadInput(reason("no_clue"))
    if clues.zone:
        code = ids.code(normalize("NFKC", clues.zone), "zone")
        zone = registry.one(conn, "zone", site=site, code=code)
        if zone is None:
            raise _nothing(clues)
        return "place", read.were_in(conn, zone.id, *window)
    return "place", [
        *read.were_at(conn, site, *window),
        *(row[0] for row in lots.at(conn, site, *window)),
    ]


def _site(conn: Connection, clues: Clues) -> int | None:
    if not clues.site:
        return None
    site = registry.one(conn, "site", code=ids.code(normalize("NFKC", clues.site), "site"))
    if site is None:
        raise _nothing(clues)
    return int(site.id)


def _nothing(clues: Clues) -> NotFound:
    """The same for what does not exist and for what is not the asker's to know of."""
    return NotFound(reason("nothing_fits", value=clues.text[:80]))


def _description(clues: Clues) -> dict[str, str]:
    given: dict[str, str] = {}
    if clues.product:
        given["product"] = ids.gtin(normalize("NFKC", clues.product), "product")
    if clues.origin:
        given["origin"] = ids.country(normalize("NFKC", clues.origin), "origin")
    if clues.plant:
        given["plant"] = ids.code(normalize("NFKC", clues.plant), "plant")
    return given


def _described(conn: Connection, clues: Clues, given: dict[str, str]) -> tuple[str, list[int]]:
    found = read.described(conn, given) if given else None
    if not clues.supplier:
        return "description", found or []
    said = ids.name(clues.supplier, "supplier")
    firms = read.suppliers(conn, said) or read.suppliers(conn, _plain(said))
    supplied = set(read.supplied(conn, firms)) if firms else set()
    return "supplier", sorted(supplied if found is None else supplied & set(found))


def _person(conn: Connection, clues: Clues) -> int:
    """The worker of a firm by staff number. Raises BadInput unless both are given, NotFound."""
    for field in ("firm", "staff"):
        if not getattr(clues, field):
            raise BadInput(reason("empty", field=field))
    uscc = ids.uscc(normalize("NFKC", clues.firm), "firm")
    staff = ids.code(normalize("NFKC", clues.staff), "staff")
    firm = registry.one(conn, "party", uscc=uscc)
    person = firm and registry.one(conn, "person", party=firm.id, staff_no=staff)
    if person is None:
        raise _nothing(clues)
    return int(person.id)
