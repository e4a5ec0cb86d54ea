"""What a use case says no with, and what it left in the ledger when it did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from app.domain.errors import GateClosed, Refusal
from app.domain.facts import Refused, kind_of
from app.domain.ledger import Entry
from app.store import ledger, registry
from app.store.tables import table
from tests.story import Story

Sentence = tuple[str, dict[str, str]]


def written(story: Story) -> list[Entry]:
    """Every fact in the ledger, in the order of arrival."""
    rows = table("fact")
    with story.office.store.read() as conn:
        return ledger.entries(conn, select(rows).order_by(rows.c.id))


def kinds_since(story: Story, before: int) -> list[str]:
    """The kinds of the facts that came after the first ``before``."""
    return [kind_of(type(entry.fact)) for entry in written(story)[before:]]


def sentences(refusal: Refusal) -> list[Sentence]:
    """The reasons of a refusal as plain values."""
    return [(each.code, dict(each.values)) for each in refusal.reasons]


def refused(
    story: Story, act: Callable[..., object], *args: Any, **named: Any
) -> tuple[type[Refusal], list[Sentence]]:
    """The class and the reasons of a refusal that leaves nothing behind. ``act`` gets the office."""
    before = written(story)
    refusal = _raised(partial(act, story.office, *args, **named))
    assert written(story) == before
    return type(refusal), sentences(refusal)


def shut(story: Story, act: Callable[..., object], *args: Any, **named: Any) -> list[Sentence]:
    """The gate's reasons; the one thing it leaves is a refused fact that carries the same."""
    before = written(story)
    refusal = _raised(partial(act, story.office, *args, **named))
    assert type(refusal) is GateClosed
    now = written(story)
    assert now[: len(before)] == before
    (kept,) = now[len(before) :]
    assert isinstance(kept.fact, Refused)
    assert (kept.id, kept.fact.subject) == (refusal.entry, refusal.item)
    assert [(r.code, r.values) for r in kept.fact.reasons] == [
        (r.code, r.values) for r in refusal.reasons
    ]
    return sentences(refusal)


def codes(reasons: list[Sentence]) -> list[str]:
    """The codes of reasons alone."""
    return [code for code, _ in reasons]


def _raised(act: Callable[[], object]) -> Refusal:
    try:
        act()
    except Refusal as refusal:
        return refusal
    raise AssertionError("nothing was refused")


def batch_id(story: Story, no: str) -> int:
    """The id behind a batch number."""
    with story.office.store.read() as conn:
        return int(registry.need(conn, "batch", no, no=no).id)


def state_of(story: Story, code: str) -> Any:
    """The item that carries a typed code."""
    with story.office.store.read() as conn:
        label = registry.need(conn, "label", code, code=code)
        return registry.item(conn, label.item)


def cells(story: Story, no: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Uncoded pieces and grams of a batch by (site, disposition); shortages count as negative."""
    stock, site = table("stock"), table("site")
    query = (
        select(stock, site.c.code)
        .join(site, site.c.id == stock.c.site)
        .where(stock.c.batch == batch_id(story, no))
    )
    with story.office.store.read() as conn:
        rows = conn.execute(query).all()
    found = {
        (r.code, r.disposition): (r.pieces - r.short_pieces, r.grams - r.short_grams) for r in rows
    }
    return {key: amount for key, amount in found.items() if amount != (0, 0)}


def breach_of(story: Story, fact: int) -> tuple[str, ...]:
    """The breach codes on a fact."""
    with story.office.store.read() as conn:
        flagged: tuple[str, ...] = getattr(ledger.entry(conn, fact).fact, "breach", ())
    return flagged
