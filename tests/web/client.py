"""People at work over HTTP: requests in process, by somebody of the cast."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from app.domain.actors import Actor, Role
from app.main import create_app
from app.settings import Settings
from app.usecases import identity, move
from app.usecases.goods import Goods
from tests.story import ADMIN, EVERYTHING, Story


@dataclass(slots=True)
class Api:
    """The application on a story's office, and a token for each of its people."""

    story: Story
    app: FastAPI
    sessions: dict[int, identity.SignedIn] = field(default_factory=dict)

    @classmethod
    def on(cls, story: Story) -> Api:
        """A fresh application."""
        return cls(story, create_app(story.office, Settings()))

    def token(self, actor: Actor) -> str:
        """A session of this person with exactly these roles, as if they had just signed in."""
        roles = [role.value for role in actor.roles]
        identity.grant_roles(self.story.office, ADMIN, actor.person, roles, actor.region)
        found = self.sessions.get(actor.person)
        if found is None or found.expires <= self.story.clock.moment:
            with self.story.office.store.write() as tx:
                found = identity.begun(tx, self.story.clock(), actor.person, actor.device or "")
            self.sessions[actor.person] = found
        return found.token

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """One request as it is; bytes (or pieces of them) as they are, anything else as JSON."""
        raw = isinstance(body, bytes) or hasattr(body, "__aiter__")
        sent: dict[str, Any] = {"content" if raw else "json": body}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://coldtrace") as web:
                return await web.request(method, path, headers=headers, **sent)

        return asyncio.run(ask())

    def ask(
        self,
        actor: Actor | str,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        **headers: str,
    ) -> httpx.Response:
        """One request of somebody; a site's code stands for somebody who works there."""
        who = self.story.at(actor, roles=EVERYTHING) if isinstance(actor, str) else actor
        sent = {"authorization": f"Bearer {self.token(who)}", **headers}
        if method != "GET":
            sent["idempotency-key"] = key or str(uuid4())
        return self.send(method, path, body, sent)

    def post(self, actor: Actor | str, path: str, body: Any = None, **more: Any) -> Any:
        """A write that must succeed; its answer."""
        answer = self.ask(actor, "POST", path, body, **more)
        assert answer.status_code == 201, (path, answer.status_code, answer.text)
        return answer.json()


def supervisor(story: Story, region: str = "") -> Actor:
    """Somebody of the authority, seeing a region."""
    at = story.at("WH-1", "003")
    return Actor(at.person, at.party, frozenset({Role.SUPERVISOR, Role.INVESTIGATOR}), "desk", region)


def stocked(story: Story, pieces: int, site: str = "ST-Z") -> str:
    """A released batch with so many uncoded pieces at a stall; its number."""
    no = story.released(pieces, to=site)
    sent = move.ship(
        story.office, story.at("WH-1"), move.Shipment(site="WH-1", to=site, goods=Goods(no, pieces))
    )
    move.accept(story.office, story.at(site), move.Receipt(movement=sent.movement))
    return no
