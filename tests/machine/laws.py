"""What may never be broken: pieces are conserved, and nothing unreleased is traded by a command.

Judged from raw facts with plain logic of its own, as of the moment at which each act was judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from tests.machine.raw import Body, Raw, standing
from tests.machine.reducer import Thing, cells, loose, reach, things

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
GATED = ("shipped", "put_on_sale", "sold", "processed")
TAKING = (*GATED, "returned_abroad", "destroyed")


def lost(conn: Connection, facts: Iterable[Raw]) -> list[str]:
    """Batches of which the tables do not hold exactly what came in."""
    came: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for fact in standing(facts):
        if fact.kind in ("unloaded", "processed"):
            came[fact.body["batch"]][0] += fact.body["pieces"]
            came[fact.body["batch"]][1] += fact.body["grams"]
    have: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    uncoded = "SELECT batch, pieces - short_pieces, grams - short_grams FROM stock"
    coded = "SELECT batch, pieces, grams FROM item WHERE kind = 'package'"
    for query in (uncoded, coded):
        for batch, pieces, grams in conn.execute(text(query)):
            have[batch][0] += pieces
            have[batch][1] += grams
    return [
        f"batch {batch}: {came[batch]} pieces and grams came in, the tables hold {have[batch]}"
        for batch in came.keys() | have.keys()
        if came[batch] != have[batch]
    ]


def misnamed(conn: Connection) -> list[str]:
    """Coded things without a label of their own, or with two; and void labels that lead to any."""
    query = (
        "SELECT item.id, count(label.token) FROM item LEFT JOIN label ON label.item = item.id "
        "WHERE item.kind IN ('package', 'pallet') GROUP BY item.id HAVING count(label.token) <> 1"
    )
    found = [f"item {item} has {count} labels" for item, count in conn.execute(text(query))]
    void = (
        "SELECT label.code FROM label JOIN void_label ON void_label.token = label.token "
        "WHERE label.item IS NOT NULL"
    )
    return found + [f"void label {code} leads to goods" for code in conn.execute(text(void)).scalars()]


def broken(before: list[Raw], fact: Raw) -> list[str]:
    """The rules that one act of trade broke, and does not own up to."""
    if fact.kind not in TAKING or fact.corrects is not None or fact.body.get("breach"):
        return []
    return _Goods(before, fact).faults()


class _Goods:
    """The goods of an act, and what was known about them when it was written."""

    def __init__(self, before: list[Raw], fact: Raw) -> None:
        self.fact, self.body = fact, fact.body
        self.at = fact.since if fact.is_command else fact.at
        self.known = before
        self.valid = standing(before)
        self.then = [each for each in self.valid if each.since <= self.at]
        self.world = things(before)
        loads = self.body["inputs"] if fact.kind == "processed" else [self.body["load"]]
        self.loads: list[Body] = loads
        self.named = [key for load in loads for key in load.get("items", [])]
        self.reached: list[Thing] = [thing for thing, _ in reach(self.world, self.named)]
        if self.body.get("wide"):
            swept = loose(self.world, loads[0]["batch"], self.body["site"], self.body["party"])
            self.reached += [thing for thing in swept if thing not in self.reached]
        self.batches = {load["batch"] for load in loads if "batch" in load}
        self.batches |= {thing.batch for thing in self.reached if thing.batch is not None}

    def faults(self) -> list[str]:
        found = self._not_there()
        if self.fact.kind in GATED:
            found += self._held()
            if self.fact.kind != "shipped" and self._leaves_warehouse():
                found.append("traded inside the supervision warehouse")
            for origin in self._origins():
                found += [*self._unclean(origin), *self._uncertified(origin)]
            if self.fact.kind == "shipped" and self._leaves_warehouse():
                found += self._unused()
        return found

    def _of(self, kind: str) -> list[Body]:
        return [each.body for each in self.then if each.kind == kind]

    def _not_there(self) -> list[str]:
        """Goods that were taken though the ledger did not have them there."""
        here = (self.body["party"], self.body["site"])
        after = cells([*self.known, self.fact])
        found = []
        for load in self.loads:
            for unit, place in (("pieces", 0), ("grams", 1)):
                shown = load.get(f"shown_{unit}", 0)
                for disposition, asked in (("on_sale", shown), ("stored", load.get(unit, 0) - shown)):
                    cell = (load.get("batch", 0), *here, disposition)
                    if asked > 0 > after.get(cell, (0, 0))[place]:
                        found.append(f"took more {unit} than there were out of {cell}")
        for key in self.named:
            thing = self.world[key]
            if (thing.party, thing.site) != here or thing.disposition not in ("stored", "on_sale"):
                found.append(f"took {thing}, which was not there")
            if thing.container in self.named:
                found.append(f"took {thing} twice, once with its pallet")
        return found

    def _origins(self) -> set[int]:
        inside = {e.body["batch"]: e.body["origins"] for e in self.valid if e.kind == "processed"}
        return {origin for batch in self.batches for origin in inside.get(batch, [batch])}

    def _held(self) -> list[str]:
        lifted = {body["hold"] for body in self._of("hold_lifted")}
        plants = {
            line["plant"]
            for body in self._of("booked")
            for line in body["lines"]
            if line["batch"] in self._origins() and "plant" in line
        }
        inside = {thing.container for thing in self.reached}
        scopes: dict[str, set[int | None]] = {
            "batch": {*self.batches, *self._origins()},
            "item": {*inside, *(thing.id for thing in self.reached)},
            "site": {self.body["site"], *(thing.site for thing in self.reached)},
            "party": {self.body["party"], *(thing.party for thing in self.reached)},
            "plant": {*plants},
        }
        return [
            f"{body['scope']} {body['target']} was on hold"
            for body in self._of("hold_placed")
            if body["hold"] not in lifted and body["target"] in scopes[body["scope"]]
        ]

    def _uncertified(self, origin: int) -> list[str]:
        revoked = {body["certificate"] for body in self._of("certificate_revoked")}
        issued = {b["certificate"] for b in self._of("released") if b["batch"] == origin}
        return [] if issued - revoked else [f"no certificate for batch {origin}"]

    def _unclean(self, origin: int) -> list[str]:
        """Cartons without disinfection, and samples that do not all say no."""
        counted = [e.body for e in self.valid if e.kind == "unloaded"]
        count = sum(body["pieces"] for body in counted if body["batch"] == origin)
        covered = {
            number
            for body in self._of("disinfected")
            if not body.get("breach")
            for cover in body.get("covers", [])
            if cover["batch"] == origin
            for low, high in cover["ranges"]
            for number in range(low, high + 1)
        }
        bare = [n for n in range(1, count + 1) if n not in covered]
        found = [f"cartons {bare} of {origin} not disinfected"] if bare else []
        sampled = set()
        for body in self._of("sample_taken"):
            mine = {c["ordinal"] for c in body.get("cartons", []) if c["batch"] == origin}
            verdict = self._verdict(body["sample"])
            if mine and verdict == "negative":
                sampled |= mine
            elif mine and verdict != "void":
                found.append(f"tube {body['tube']} of batch {origin} is {verdict}")
        plans = [body["cartons"] for body in self._of("plan_drawn") if body["batch"] == origin]
        if not plans or not set(plans[-1]) <= sampled:
            found.append(f"batch {origin} not sampled to plan")
        return found

    def _verdict(self, sample: int) -> str:
        rounds = [body for body in self._of("result_reported") if body["sample"] == sample]
        positive, last = False, "pending"
        for body in rounds:
            last = body["verdict"]
            confirmed_clean = body["stage"] == "confirmed" and last == "negative"
            positive = last == "positive" or (positive and not confirmed_clean)
        said = [b["outcome"] for b in self._of("sample_handled") if b["sample"] == sample]
        if not rounds and said and said[-1] != "received":
            return "void"
        return "positive" if positive else last

    def _leaves_warehouse(self) -> bool:
        kinds = {body["id"]: body["kind"] for body in self._of("site_registered")}
        return bool(kinds[self.body["site"]] == "supervision_warehouse")

    def _unused(self) -> list[str]:
        """Pieces that left without a certificate for their receiver, or beyond one."""
        issued = {body["certificate"]: body for body in self._of("released")}
        revoked = {body["certificate"] for body in self._of("certificate_revoked")}
        used: dict[int, int] = defaultdict(int)
        for each in self.valid:
            for use in each.body.get("uses", []) if each.kind == "shipped" else []:
                used[use["certificate"]] += use["pieces"]
        covered: dict[int, int] = defaultdict(int)
        found = []
        for use in self.body.get("uses", []):
            paper = issued[use["certificate"]]
            covered[paper["batch"]] += use["pieces"]
            deadline = datetime.fromisoformat(paper["deadline"])
            late = deadline < EPOCH + timedelta(microseconds=self.at)
            spent = used[use["certificate"]] + use["pieces"] > paper["pieces"]
            other = paper["consignee"] != self.body["to_party"]
            if late or spent or other or use["certificate"] in revoked:
                found.append(f"certificate {paper['no']} does not cover this exit")
        return found + [
            f"{pieces} pieces of {batch} left, certificates were used for {covered[batch]}"
            for batch, pieces in self._pieces().items()
            if pieces != covered[batch]
        ]

    def _pieces(self) -> dict[int, int]:
        pieces: dict[int, int] = defaultdict(int)
        for load in self.loads:
            if "batch" in load:
                pieces[load["batch"]] += load.get("pieces", 0)
        for thing in self.reached:
            if thing.batch is not None:
                pieces[thing.batch] += thing.pieces
        return pieces
