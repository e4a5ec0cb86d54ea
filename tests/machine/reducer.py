"""Stock and coded items worked out from raw facts alone, without the code that replays them.

It sweeps once through all standing facts and keeps the whole world in two dictionaries. The live
code keeps postings, touches and foldable histories instead, so a mistake would have to be made
twice, in two shapes, to go unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from tests.machine.raw import Body, Raw, standing

Cell = tuple[int, int, int, str]  #: batch, party, site, disposition
Cells = dict[Cell, tuple[int, int]]
LIVE = ("stored", "on_sale", "in_transit")
ENDS = {"sold": "sold", "returned_abroad": "returned", "destroyed": "destroyed"}


@dataclass(slots=True)
class Thing:
    """A package or a pallet."""

    id: int
    kind: str
    batch: int | None
    site: int | None
    party: int
    disposition: str
    pieces: int = 0
    grams: int = 0
    container: int | None = None
    movement: int | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What is compared with the item table."""
        return (self.site, self.party, self.container, self.disposition, self.pieces, self.grams)


Things = dict[int, Thing]


class _Book:
    """Stock cells while they are being added up."""

    def __init__(self) -> None:
        self.sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])

    def put(self, cell: Cell, pieces: int, grams: int) -> None:
        self.sums[cell][0] += pieces
        self.sums[cell][1] += grams

    def carry(self, load: Body, source: tuple[int, int], to: tuple[int, int, str]) -> None:
        if (batch := load.get("batch")) is not None:
            pieces, grams = load.get("pieces", 0), load.get("grams", 0)
            shown, shown_grams = load.get("shown_pieces", 0), load.get("shown_grams", 0)
            self.put((batch, *source, "stored"), shown - pieces, shown_grams - grams)
            self.put((batch, *source, "on_sale"), -shown, -shown_grams)
            self.put((batch, *to), pieces, grams)


def cells(facts: Iterable[Raw]) -> Cells:
    """Net pieces and grams of every cell that is not empty."""
    book = _Book()
    for fact in standing(facts):
        _post(book, fact.kind, fact.body)
    return {cell: (p, g) for cell, (p, g) in book.sums.items() if p or g}


def _post(book: _Book, kind: str, body: Body) -> None:
    here = (body.get("party", 0), body.get("site", 0))
    match kind:
        case "unloaded":
            book.put((body["batch"], *here, "stored"), body["pieces"], body["grams"])
        case "packages_coded":
            count = len(body["tokens"])
            grams = count * body["grams_each"] + body.get("grams_rest", 0)
            cell = (body["batch"], *here, body.get("disposition", "stored"))
            book.put(cell, -count * body["pieces_each"], -grams)
        case "sample_taken" if body["method"] == "destructive" and body.get("cartons"):
            first = body["cartons"][0]
            book.put((first["batch"], *here, "sampled"), 0, body["grams"])
            if first.get("item") is None:
                book.put((first["batch"], *here, "stored"), 0, -body["grams"])
        case "shipped":
            book.carry(body["load"], here, (body["party"], body["to_site"], "in_transit"))
        case "accepted":
            _take_over(book, body)
        case "put_on_sale":
            book.carry(body["load"], here, (*here, "on_sale"))
        case "sold" | "returned_abroad" | "destroyed":
            book.carry(body["load"], here, (*here, ENDS[kind]))
        case "processed":
            for load in body["inputs"]:
                book.carry(load, here, (*here, "consumed"))
            book.put((body["batch"], *here, "stored"), body["pieces"], body["grams"])
        case "stock_counted":
            pieces = body["counted"] - body["expected"]
            grams = body["counted_grams"] - body["expected_grams"]
            book.put((body["batch"], *here, body["disposition"]), pieces, grams)
            book.put((body["batch"], *here, "unexplained"), -pieces, -grams)


def _take_over(book: _Book, body: Body) -> None:
    load = body["load"]
    if (batch := load.get("batch")) is None:
        return
    sent, sent_grams = load.get("pieces", 0), load.get("grams", 0)
    got, got_grams = body.get("pieces", 0), body.get("grams", 0)
    site = body["site"]
    book.put((batch, body["from_party"], site, "in_transit"), -sent, -sent_grams)
    book.put((batch, body["party"], site, "stored"), got, got_grams)
    book.put((batch, body["party"], site, "unexplained"), sent - got, sent_grams - got_grams)


def things(facts: Iterable[Raw]) -> Things:
    """Every package and pallet after all that happened, in the order in which it happened."""
    world: Things = {}
    for fact in sorted(standing(facts), key=lambda each: (each.at, each.id)):
        _happen(world, fact.kind, fact.body)
        for thing in _births(fact.kind, fact.body):
            world[thing.id] = thing
    return world


def _births(kind: str, body: Body) -> list[Thing]:
    if kind == "pallet_built":
        return [Thing(body["pallet"], "pallet", None, body["site"], body["party"], "stored")]
    if kind not in ("packages_coded", "split", "merged"):
        return []
    if kind == "packages_coded":
        count, each = len(body["tokens"]), body["grams_each"]
        sizes = [(body["first"] + n, body["pieces_each"], each) for n in range(count)]
        last = sizes[-1]
        sizes[-1] = (last[0], last[1], last[2] + body.get("grams_rest", 0))
    else:
        new = body["children"] if kind == "split" else [body["output"]]
        sizes = [(child["item"], child["pieces"], child["grams"]) for child in new]
    shape = (body["batch"], body["site"], body["party"], body.get("disposition", "stored"))
    return [Thing(key, "package", *shape, pieces, grams) for key, pieces, grams in sizes]


def reach(world: Things, named: Iterable[int]) -> list[tuple[Thing, bool]]:
    """The named things, and what stands on named pallets; True where it was named itself."""
    wanted = set(named)
    return [
        (thing, thing.id in wanted)
        for thing in world.values()
        if thing.id in wanted or (thing.container in wanted and thing.disposition in LIVE)
    ]


def loose(world: Things, batch: int, site: int, party: int) -> list[Thing]:
    """Live packages of a batch at a party's site that stand on no pallet."""
    return [
        thing
        for thing in world.values()
        if (thing.batch, thing.site, thing.party) == (batch, site, party)
        and thing.container is None
        and thing.disposition in LIVE
    ]


def _turn(thing: Thing, disposition: str) -> None:
    """Shown or missed, unless it was sold or ended before."""
    if thing.disposition in (*LIVE, "missing"):
        thing.disposition = disposition


def _miss(world: Things, named: list[int]) -> None:
    for thing, itself in reach(world, named):
        _turn(thing, "missing")
        thing.container = None if itself else thing.container


def _put(thing: Thing, site: int, party: int) -> None:
    thing.site, thing.party, thing.movement, thing.disposition = site, party, None, "stored"


def _lay(world: Things, named: Iterable[int], site: int, party: int) -> None:
    for thing, itself in reach(world, named):
        _put(thing, site, party)
        thing.container = None if itself else thing.container


def _end(world: Things, named: Iterable[int], disposition: str) -> None:
    for thing, itself in reach(world, named):
        thing.disposition = disposition
        thing.container = None if itself else thing.container


def _happen(world: Things, kind: str, body: Body) -> None:
    items = body.get("load", {}).get("items", [])
    match kind:
        case "shipped":
            _depart(world, body, items)
        case "accepted":
            _arrive(world, body, items)
        case "put_on_sale":
            for thing, _ in reach(world, items):
                _turn(thing, "on_sale")
        case "sold" | "returned_abroad" | "destroyed":
            for thing, _ in reach(world, items):
                thing.movement = None
            _end(world, items, ENDS[kind])
        case "seen":
            _lay(world, body["items"], body["site"], body["party"])
        case "put_on_pallet" | "taken_off_pallet":
            for key in body["items"]:
                if key in world:
                    world[key].container = body["pallet"] if kind == "put_on_pallet" else None
        case "stock_counted":
            _miss(world, body.get("missing", []))
            _lay(world, body.get("found", []), body["site"], body["party"])
        case _:
            _transform(world, kind, body)


def _transform(world: Things, kind: str, body: Body) -> None:
    match kind:
        case "split" if body["parent"] in world:
            parent = world[body["parent"]]
            parent.pieces -= sum(child["pieces"] for child in body["children"])
            parent.grams -= sum(child["grams"] for child in body["children"])
            if not parent.pieces:
                _end(world, [parent.id], "emptied")
        case "merged":
            _end(world, body["inputs"], "merged")
            for key, pieces, grams in zip(body["inputs"], body["pieces"], body["grams"], strict=True):
                if key in world:
                    world[key].pieces -= pieces
                    world[key].grams -= grams
        case "processed":
            for load in body["inputs"]:
                _end(world, load.get("items", []), "consumed")
        case "sample_taken" if body["method"] == "destructive" and body.get("cartons"):
            first = body["cartons"][0].get("item")
            if first in world:
                world[first].grams -= body["grams"]


def _depart(world: Things, body: Body, items: list[int]) -> None:
    leaving = reach(world, items)
    for thing, itself in leaving:
        thing.container = None if itself else thing.container
        thing.site, thing.movement, thing.disposition = None, body["movement"], "in_transit"
    batch = body["load"].get("batch")
    if body.get("wide") and batch is not None:
        for thing in loose(world, batch, body["site"], body["party"]):
            thing.site, thing.movement, thing.disposition = None, body["movement"], "in_transit"


def _arrive(world: Things, body: Body, items: list[int]) -> None:
    missing = body.get("missing", [])
    here = body["movement"]
    for thing, _ in reach(world, [key for key in missing if key in world]):
        if thing.movement == here:
            thing.site = thing.movement = None
            _turn(thing, "missing")
            thing.container = None if thing.id in missing else thing.container
    for thing, itself in reach(world, set(items) - set(missing)):
        if thing.movement == here:
            _put(thing, body["site"], body["party"])
            thing.container = None if itself else thing.container
    if body.get("wide"):
        riding = [
            thing.id
            for thing in world.values()
            if (thing.batch, thing.movement) == (body["load"].get("batch"), body["movement"])
            and thing.container is None
        ]
        _lay(world, riding, body["site"], body["party"])
    _lay(world, body.get("extra", []), body["site"], body["party"])


def differences(conn: Connection, facts: Iterable[Raw]) -> list[str]:
    """Where the live ``stock`` and ``item`` tables disagree with this reducer."""
    listed = list(facts)
    stock = text(
        "SELECT batch, party, site, disposition, pieces - short_pieces, grams - short_grams FROM stock"
    )
    live = {tuple(row[:4]): tuple(row[4:]) for row in conn.execute(stock) if any(row[4:])}
    found = _unlike("stock", live, dict(cells(listed)))
    item = text(
        "SELECT id, site, party, container, disposition, pieces, grams FROM item "
        "WHERE kind IN ('package', 'pallet')"
    )
    coded = {row[0]: tuple(row[1:]) for row in conn.execute(item)}
    ours = {key: thing.shown for key, thing in things(listed).items()}
    return found + _unlike("item", coded, ours)


def _unlike(name: str, live: dict[Any, Any], ours: dict[Any, Any]) -> list[str]:
    return [
        f"{name} {key}: live {live.get(key)}, from raw facts {ours.get(key)}"
        for key in live.keys() | ours.keys()
        if live.get(key) != ours.get(key)
    ]
