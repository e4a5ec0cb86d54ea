"""A seeded chain of any size, loaded straight into the tables: what a trace reads, no facts' bodies.

Import batches of 50 to 5 000 packages (log-uniform) and hubs of 10 000 and more lie in warehouses, go
by pallets of 40 to wholesalers and by tens to stalls, where some are split and most are sold. Every so
often packages of several batches are cooked into a new batch, many generations deep.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
import psycopg

from app.store.tables import table
from labels import payload

HOUR = 3_600_000_000
BEGIN = 1_700_000_000_000_000
_ITEMS, _THINGS = 10_000_000, 2_000_000
#: Rows that are held in memory before they are handed on, and typed codes that are remembered.
_WAITING, _CODES = 2_000_000, 200_000


@dataclass
class Chain:
    """Rows to be loaded, and the things that questions are asked about.

    ``full`` takes the rows away whenever they are many; without it all of them stay in memory.
    """

    packages: int
    chance: Random = field(default_factory=lambda: Random(7))
    full: Callable[[Chain], None] | None = None
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    next_item: int = _ITEMS
    next_thing: int = _THINGS
    next_fact: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    deepest: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    stood: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    where: dict[int, int] = field(default_factory=dict)
    ready: list[tuple[int, int, int]] = field(default_factory=list)

    def thing(self) -> int:
        self.next_thing += 1
        return self.next_thing

    def fact(self, kind: str, at: int, place: int, about: Iterable[int]) -> int:
        """One fact about items; its id."""
        self.next_fact += 1
        person = self.people[place % len(self.people)]
        self.rows["fact"].append(
            (
                self.next_fact,
                kind,
                self._body(kind),
                at,
                at,
                at,
                None,
                person,
                1,
                None,
                None,
                place,
                None,
                b"",
            )
        )
        self.rows["fact_item"] += [(item, self.next_fact, kind) for item in about]
        return self.next_fact

    def _body(self, kind: str) -> str:
        """Only what names people is read out of a body."""
        if kind != "disinfected":
            return "{}"
        hands = {"operator": self.people[0], "supervisor": self.people[1]}
        rest = {
            "site": 1, "agent": "chlorine", "mg_per_l": 800, "contact_minutes": 30, "surface_dc": -180,
            "faces": 6, "method": "spray", "signed_off": True,
        }  # fmt: skip
        return orjson.dumps(hands | rest).decode()

    def build(self, people: list[int], first_fact: int) -> Chain:
        """All rows."""
        self.people, self.next_fact = people, first_fact
        stalls = max(40, self.packages // 400)
        self.stalls = [self._site("stall", n) for n in range(stalls)]
        self.wholesale = [self._site("cold_store", n) for n in range(max(4, stalls // 20))]
        self.warehouses = [self._site("supervision_warehouse", n) for n in range(max(3, stalls // 100))]
        self.products = [self.thing() for _ in range(20)]
        self.plants = [self.thing() for _ in range(50)]
        for n, plant in enumerate(self.plants):
            self.rows["plant"].append((plant, "EC", f"EC-{n}", f"Plant {n}", 0, 1))
        for n, product in enumerate(self.products):
            told = (product, f"{n:014d}", True, f"P{n}", f"P{n}", "seafood", "", "", "frozen")
            self.rows["product"].append((*told, None, None, False, True, None, 0, 1))
        left = self.packages
        hubs = [self.packages // 10] + ([10_000] if self.packages >= 1_000_000 else [])
        while left > 0:
            size = hubs.pop() if hubs else int(50 * 100 ** self.chance.random())
            self._import(min(size, left))
            left -= size
            if self.chance.random() < 0.25:
                self._cook()
            if self.full is not None and sum(map(len, self.rows.values())) > _WAITING:
                self.full(self)
        return self

    def _site(self, kind: str, n: int) -> int:
        site, party = self.thing(), self.thing()
        region = f"35{n % 9 + 1:02d}{n % 7 + 1:02d}"
        name = f"{kind}-{n}"
        self.rows["party"].append((party, "", name, name, kind, region, "", "", 0, 1))
        told = (site, f"{kind[:2].upper()}-{n}", party, kind, name, name, region, None)
        self.rows["site"].append((*told, 26_000_000 + n, 119_000_000 + n, 0, 0, "0591", 0, 1))
        self.where[site] = party
        return site

    def _batch(self, no: str, size: int, at: int, booking: int | None, site: int) -> int:
        self.next_item += 1
        batch, party = self.next_item, self.where[site]
        plant = self.chance.choice(self.plants) if booking else None
        product = self.chance.choice(self.products)
        told = (batch, no, booking, party, product, plant, "EC", "2023-01-01", "", "")
        self.rows["batch"].append((*told, size, size * 10_000, size, size * 10_000, size, 0))
        self.rows["item"].append(self._item(batch, "batch", batch, at, 0, None, party, "uncounted"))
        return batch

    def _item(self, key: int, kind: str, batch: int | None, at: int, ordinal: int, site: int | None,
              party: int, disposition: str) -> tuple[Any, ...]:  # fmt: skip
        pieces = 1 if kind == "package" else 0
        fact = self.next_fact
        told = (key, kind, batch, fact, at, ordinal, pieces, pieces * 10_000, site, None, party)
        return (*told, None, None, disposition, at, fact)

    def _import(self, size: int) -> None:
        """One import batch from its booking to the last sale."""
        site = self.chance.choice(self.warehouses)
        at = BEGIN + self.chance.randrange(24 * 200) * HOUR
        booking, no = self.thing(), f"IMP-{len(self.sizes)}"
        told = (booking, f"BK-{booking}", self.where[site], site, f"闽X{booking % 100000:05d}")
        papers = (f"DEC-{booking}", f"CONT{booking}", f"SEAL-{booking}", "", at, "arrived")
        self.rows["booking"].append((*told, *papers))
        batch = self._batch(no, size, at, booking, site)
        self.sizes[no] = size
        self.rows["item_batch"].append((batch, batch))
        for kind in ("booked", "gated_in", "unloaded", "packages_coded", "disinfected", "released"):
            fact = self.fact(kind, at, site, [batch])
        packages = self._code(batch, size)
        self._travel(batch, packages, (site, at, fact))

    def _code(self, batch: int, size: int) -> list[int]:
        packages = list(range(self.next_item + 1, self.next_item + size + 1))
        self.next_item += size
        for item in packages:
            code = _code(item)
            if item % (1 + self.packages // _CODES) == 0 and payload.is_code(code):
                self.codes[item] = code
            self.rows["label"].append((f"T{item}", code, item, "", 0))
        return packages

    def _travel(self, batch: int, packages: list[int], start: tuple[int, int, int]) -> None:
        """By pallets to wholesalers, by tens to stalls, most of them sold there."""
        site, at, born = start
        for first in range(0, len(packages), 40):
            load = packages[first : first + 40]
            left = at + (20 + self.chance.randrange(60)) * HOUR
            pallet, to = self._pallet(site, left), self.chance.choice(self.wholesale)
            on = self.fact("put_on_pallet", left - HOUR, site, [pallet, *load])
            out, arrived = self._moved([pallet], site, to, left)
            self.rows["containment"] += [
                (pallet, left - HOUR, i, on, left - HOUR, arrived, out + 1) for i in load
            ]
            self._stay(load, site, (at, born), (left, out))
            for ten in range(0, len(load), 10):
                self._to_stall(batch, load[ten : ten + 10], first + ten + 1, (to, arrived, out + 1))

    def _pallet(self, site: int, at: int) -> int:
        self.next_item += 1
        pallet = self.next_item
        row = self._item(pallet, "pallet", None, at, 0, site, self.where[site], "stored")
        self.rows["item"].append(row)
        return pallet

    def _moved(self, items: list[int], site: int, to: int, left: int) -> tuple[int, int]:
        """(fact of leaving, moment of arrival); the fact of arriving is the next."""
        key, arrived = self.thing(), left + HOUR
        out = self.fact("shipped", left, site, items)
        came = self.fact("accepted", arrived, to, items)
        ends = (site, self.where[site], to, self.where[to], f"闽T{key % 300:05d}")
        times = (left, left, out, arrived, arrived, came)
        self.rows["movement"] += [(key, item, False, 0, 0, *ends, *times) for item in items]
        return out, arrived

    def _stay(self, items: list[int], place: int, come: tuple[int, int],
              gone: tuple[int, int] | None) -> None:  # fmt: skip
        until, out = gone or (None, None)
        self.rows["stay"] += [(place, come[0], i, come[1], come[0], until, out) for i in items]
        self.stood[place] += len(items)

    def _to_stall(self, batch: int, load: list[int], ordinal: int, come: tuple[int, int, int]) -> None:
        wholesale, at, fact = come
        stall = self.chance.choice(self.stalls)
        left = at + (5 + self.chance.randrange(40)) * HOUR
        out, arrived = self._moved(load, wholesale, stall, left)
        self._stay(load, wholesale, (at, fact), (left, out))
        party = self.where[stall]
        sold = load[: self.chance.randrange(len(load) + 1)]
        end = arrived + self.chance.randrange(1, 72) * HOUR
        gone = (end, self.fact("sold", end, stall, sold)) if sold else None
        if sold:
            self._stay(sold, stall, (arrived, out + 1), gone)
        self._stay(load[len(sold) :], stall, (arrived, out + 1), None)
        for n, item in enumerate(load):
            state = "sold" if n < len(sold) else "on_sale"
            row = self._item(item, "package", batch, arrived, ordinal + n, stall, party, state)
            self.rows["item"].append(row)
        if len(sold) < len(load) and self.chance.random() < 0.1:
            self._split(batch, load[-1], stall, arrived)
        if len(self.ready) < 400:
            self.ready.append((load[-1], batch, stall))

    def _split(self, batch: int, parent: int, stall: int, at: int) -> None:
        """Eight packages come out of one."""
        children = self._code(batch, 8)
        fact = self.fact("split", at + HOUR, stall, [parent, *children])
        self.rows["edge"] += [(parent, child, fact) for child in children]
        party = self.where[stall]
        self.rows["item"] += [
            self._item(c, "package", batch, at, 0, stall, party, "on_sale") for c in children
        ]
        self._stay(children, stall, (at + HOUR, fact), None)
        self._remember(self.made, parent)

    def _cook(self) -> None:
        """Packages of several batches become a new batch, which may be cooked again."""
        if len(self.ready) < 12:
            return
        inputs = self.chance.sample(self.ready, self.chance.randrange(2, 11))
        stall, at = inputs[0][2], BEGIN + 24 * 220 * HOUR
        size = self.chance.randrange(20, 60)
        no = f"MADE-{self.next_item}"
        batch = self._batch(no, size, at, None, stall)
        self.next_item += 1
        operation = self.next_item
        party = self.where[stall]
        self.rows["item"].append(
            self._item(operation, "operation", None, at, 0, stall, party, "stored")
        )
        items = [item for item, _, _ in inputs]
        parents = list(dict.fromkeys(of for _, of, _ in inputs))
        fact = self.fact("processed", at, stall, [*items, batch])
        edges = [(each, operation, fact) for each in [*parents, *items]]
        self.rows["edge"] += [*edges, (operation, batch, fact)]
        known = self.origins
        mine = set().union(*(known.get(of, {of}) for of in parents))
        known[batch] = mine
        self.rows["item_batch"] += [(batch, origin) for origin in sorted(mine)]
        packages = self._code(batch, size)
        self.rows["item"] += [
            self._item(p, "package", batch, at, n + 1, stall, party, "on_sale")
            for n, p in enumerate(packages)
        ]
        self._stay(packages, stall, (at, fact), None)
        self.ready = [(p, batch, stall) for p in packages[:10]] + self.ready[10:]
        self._remember(self.deepest, packages[0])

    def _remember(self, things: list[int], item: int) -> None:
        code = _code(item)
        if len(things) < 1_000 and payload.is_code(code):
            self.codes[item] = code
            things.append(item)

    origins: dict[int, set[int]] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)
    stalls: list[int] = field(default_factory=list)
    wholesale: list[int] = field(default_factory=list)
    warehouses: list[int] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    plants: list[int] = field(default_factory=list)


def _code(item: int) -> str:
    """A typed code for an item; for one in eight no check character fits: it cannot be typed."""
    body, left = "", item
    for _ in range(payload.CODE_LENGTH - 1):
        left, digit = divmod(left, 32)
        body = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit] + body
    return body + payload.check_character(body)


def put(chain: Chain, driver: Any) -> None:
    """The rows of the chain into a database, in one transaction."""
    is_lite = isinstance(driver, sqlite3.Connection)
    driver.execute("BEGIN")
    for name, rows in chain.rows.items():
        chain.counts[name] += len(rows)
        columns = [column.name for column in table(name).columns]
        if is_lite:
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)
        else:
            with driver.cursor().copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    driver.execute("COMMIT")


def put_away(chain: Chain, driver: Any) -> None:
    """The same, and forget them."""
    put(chain, driver)
    for rows in chain.rows.values():
        rows.clear()


def load(chain: Chain, driver: Any) -> None:
    """Everything into a database, with statistics as a nightly ANALYZE would leave them."""
    put(chain, driver)
    driver.execute("ANALYZE")
    if isinstance(driver, psycopg.Connection):
        driver.execute("SELECT setval('fact_id', %s)", (chain.next_fact + 1,))
