"""A town with goods at two neighbours' stalls, and somebody of another region who looks on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from app.domain.actors import Actor, Role
from app.store import ledger
from app.usecases import move, register, release
from app.usecases.goods import Goods
from app.web import rows
from tests.story import ADMIN, Story
from tests.web.client import Api

SHAPES: dict[str, type[BaseModel]] = {
    "batches": rows.BatchOut, "bookings": rows.BookingOut, "movements": rows.MovementOut,
    "stock": rows.CellOut, "packages": rows.PackageOut, "holds": rows.HoldOut,
    "certificates": rows.CertificateOut, "samples": rows.SampleOut, "sites": rows.SiteOut,
    "parties": rows.PartyOut, "products": rows.ProductOut, "plants": rows.PlantOut,
    "vehicles": rows.VehicleOut, "persons": rows.PersonOut, "zones": rows.ZoneOut,
}  # fmt: skip

ORDINARY = frozenset(Role) - {Role.SUPERVISOR, Role.INVESTIGATOR, Role.ADMINISTRATOR}


@dataclass(slots=True)
class Town:
    """B-1 lies at Zhou's (ST-Z) and Lin's (ST-L) stalls and in the warehouse; ``codes`` as coded.

    The first two packages and 20 pieces went to Zhou, the third and 30 pieces to Lin; the rest stayed.
    """

    story: Story
    api: Api
    no: str
    codes: tuple[str, ...]

    @classmethod
    def built(cls, story: Story) -> Town:
        """Everything delivered."""
        no = story.released(50, to="ST-Z", no=story.cleared(100))
        release.release(story.office, story.at("WH-1"), no, 50, story.usccs["ST-L"])
        codes = story.coded(no, 4)
        town = cls(story, Api.on(story), no, codes)
        for to, pieces, items in (("ST-Z", 20, codes[:2]), ("ST-L", 30, codes[2:3])):
            movement = town.sent(to, pieces, items)
            move.accept(story.office, story.at(to), move.Receipt(movement=movement))
        return town

    def sent(self, to: str, pieces: int = 0, items: tuple[str, ...] = ()) -> int:
        """Goods from the warehouse on their way; the movement."""
        shipment = move.Shipment(site="WH-1", to=to, goods=Goods(self.no, pieces, items=items))
        return move.ship(self.story.office, self.story.at("WH-1"), shipment).movement

    def far_away(self) -> Actor:
        """A supervisor of another region, who works for the authority there."""
        return self.watching("3502")

    def watching(self, region: str) -> Actor:
        """A supervisor of a region, of an authority that has no goods."""
        office, name = self.story.office, f"bureau {region}"
        details = register.PartyDetails(name=name, kind="authority", region="350200", country="SG")
        party = register.register_party(office, ADMIN, details)
        person = register.register_person(office, ADMIN, party, "900", "inspector")
        return Actor(person, party, frozenset({Role.SUPERVISOR}), "desk", region)

    def get(self, who: Actor | str, path: str) -> Any:
        """A read that must succeed; its answer, checked against the shape it is described with."""
        if isinstance(who, str):
            who = self.story.at(who, roles=ORDINARY)
        answer = self.api.ask(who, "GET", path)
        assert answer.status_code == 200, (path, answer.text)
        name = path.strip("/").partition("?")[0]
        if name in SHAPES:
            body, shape = answer.json(), SHAPES[name]
            assert set(body) == {"rows", "next"}
            assert [shape.model_validate(r, strict=True).model_dump() for r in body["rows"]] == body[
                "rows"
            ]
        return answer.json()

    def rows(self, who: Actor | str, path: str) -> list[dict[str, Any]]:
        """The rows of a page."""
        found: list[dict[str, Any]] = self.get(who, path)["rows"]
        return found

    def walked(self, who: Actor | str, path: str, limit: int) -> list[dict[str, Any]]:
        """All rows of a list, page after page."""
        found, after = list[dict[str, Any]](), ""
        while True:
            mark = "&" if "?" in path else "?"
            page = self.get(who, f"{path}{mark}limit={limit}&after={after}")
            found, after = found + list(page["rows"]), page["next"]
            assert len(page["rows"]) == limit or not after
            if not after:
                return found

    def integrated(self) -> None:
        """Every fact so far has its place in the proof order."""
        with self.story.office.store.write() as tx:
            ledger.integrate(tx)
