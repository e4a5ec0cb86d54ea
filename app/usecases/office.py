"""The desk every act happens at: who acts, when, under which policy, in which transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NoReturn

from sqlalchemy import Connection

from app.domain.actors import Actor, Role
from app.domain.errors import BadInput, GateClosed, NotAllowed, Reason, reason
from app.domain.facts import Fact, RefusalReason, Refused
from app.domain.history import ItemState
from app.domain.ledger import Entry
from app.domain.notices import Destination, LabSource
from app.domain.policy import Policies, Policy
from app.domain.printers import Patience, Printer
from app.domain.quantity import whole
from app.domain.span import Span, checked, moment
from app.exchange.pictures import Limits
from app.store import ledger, project
from app.store.files import Files
from app.store.keyring import Keyring
from app.store.session import Store, Tx
from app.usecases import told


@dataclass(frozen=True, slots=True)
class When:
    """When an observed act really happened. Without it an act is a command and happens now."""

    happened: Span
    device_time: datetime | None = None
    sent_by: int | None = None


@dataclass(slots=True)
class Act:
    """One thing somebody does. A command asks for permission; an observation reports what was."""

    tx: Tx
    actor: Actor
    now: datetime
    happened: Span
    is_command: bool
    policies: Policies
    when: When | None = None
    label_payload: str = "token"
    destinations: tuple[Destination, ...] = ()  #: who may have to be told

    @property
    def conn(self) -> Connection:
        return self.tx.conn

    @property
    def judged_at(self) -> datetime:
        """The moment whose rules and holds judge this: now for a command, then for the rest."""
        return self.now if self.is_command else self.happened.latest

    def comes_after(self, goods: Iterable[ItemState], moment_at: int = 0) -> None:
        """Widen the time of the act where it cannot be right; nothing is refused for it.

        A command comes after everything that the goods have been through, an observation at least
        after they came into being, and both after ``moment_at`` (microseconds).
        """
        floor = max((_floor(state, self.is_command) for state in goods), default=moment_at)
        latest = max(self.happened.latest, moment(max(floor, moment_at)))
        self.happened = Span(self.happened.earliest, latest)

    def policy(self, region: str, category: str) -> Policy:
        """The policy in force when this is judged. Raises BadInput when there was none."""
        try:
            return self.policies.at(self.judged_at, region, category)
        except LookupError:
            day = self.judged_at.date().isoformat()
            named = {"day": day, "region": region, "category": category}
            raise BadInput(reason("no_policy", **named)) from None

    def needs(self, *roles: Role) -> None:
        """Raise NotAllowed unless the actor holds one of the roles."""
        if not self.actor.holds(*roles):
            raise NotAllowed(reason("role_needed", role=" / ".join(roles)))

    def append(
        self,
        fact: Fact,
        *,
        place: int | None = None,
        corrects: int | None = None,
    ) -> int:
        """Write a fact, bring the projections up to it, tell who wants to be told; its id."""
        entry = Entry(
            id=self.tx.fact_id(),
            fact=fact,
            happened=self.happened,
            entered=self.now,
            device_time=self.when.device_time if self.when else None,
            actor=self.actor.person,
            party=self.actor.party,
            sent_by=self.when.sent_by if self.when else None,
            device=self.actor.device,
            place=place,
            corrects=corrects,
        )
        ledger.write(self.tx, entry)
        project.apply(self.tx, entry)
        if self.destinations:
            told.tell_fact(self.tx, self.destinations, entry)
        return entry.id

    def refuse(
        self, act: str, subject: str, reasons: Sequence[Reason], items: Iterable[int] = ()
    ) -> NoReturn:
        """Put the gate's no on record, then raise it. The store commits before the raise arrives."""
        kept = tuple(RefusalReason(code=r.code, values=r.values) for r in reasons)
        named = tuple(dict.fromkeys(items))[:500]
        refused = Refused(act=act, subject=subject, items=named, reasons=kept)
        self.happened = Span.at(self.now)
        raise GateClosed(*reasons, item=subject, entry=self.append(refused))

    def gate(
        self, act: str, subject: str, reasons: Sequence[Reason], items: Iterable[int] = ()
    ) -> tuple[str, ...]:
        """Refuse a command that has reasons against it; an observation is flagged with their codes."""
        if reasons and self.is_command:
            self.refuse(act, subject, reasons, items)
        return tuple(dict.fromkeys(each.code for each in reasons))


def _checked_device(when: When) -> None:
    """Raise BadInput for a device's clock or sender that cannot be stored. A wrong clock can."""
    if when.sent_by is not None:
        whole(when.sent_by, "sent_by")
    clock = when.device_time
    if clock is not None and clock.tzinfo is None:
        raise BadInput(reason("time_without_zone", field="device_time", value=clock.isoformat()))
    if clock is not None and not 1900 < clock.year < 9000:
        code = "time_too_old" if clock.year <= 1900 else "time_in_future"
        raise BadInput(reason(code, field="device_time", value=clock.isoformat()))


def _floor(state: ItemState, is_command: bool) -> int:
    """A moment in microseconds that an act on the item cannot lie before."""
    return state.as_of[0] if is_command else state.born_at


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a use case needs, built once by ``app.wiring``."""

    store: Store
    policies: Policies
    clock: Callable[[], datetime]
    files: Files = field(kw_only=True)
    keys: Keyring = field(kw_only=True)
    public_host: str = "coldtrace.example"
    label_payload: str = "token"
    printers: tuple[Printer, ...] = ()
    patience: Patience = field(kw_only=True, default=Patience())
    trace_limit: int = 10_000
    trace_seconds: float = 20.0
    file_limits: Limits = field(kw_only=True, default=Limits())
    secret: bytes = field(kw_only=True, default=b"", repr=False)
    destinations: tuple[Destination, ...] = field(kw_only=True, default=(), repr=False)
    laboratories: tuple[LabSource, ...] = field(kw_only=True, default=(), repr=False)
    tx: Tx | None = None

    def joined(self, tx: Tx) -> Office:
        """The same office, whose acts are part of what somebody else commits, or undoes as a whole."""
        return replace(self, tx=tx)

    @contextmanager
    def open(self) -> Iterator[Tx]:
        """A transaction of its own, or in a joined office the one that was joined."""
        if self.tx is None:
            with self.store.write() as tx:
                yield tx
        else:
            with self.store.guarded():
                yield self.tx

    @contextmanager
    def act(self, actor: Actor, when: When | None = None) -> Iterator[Act]:
        """One act in one transaction. It is committed when the block ends, before anyone is told.

        In a joined office it is committed or undone together with the rest of what was joined.
        """
        with self.open() as tx:
            now = self.clock()
            happened = Span.at(now) if when is None else checked(when.happened, now)
            if when is not None:
                _checked_device(when)
            yield Act(
                tx, actor, now, happened, when is None, self.policies, when,
                label_payload=self.label_payload, destinations=self.destinations,
            )  # fmt: skip
