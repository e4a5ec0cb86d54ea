"""A question to the ledger: read in one snapshot, with a limit to its time, then put on record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from app.domain.actors import Actor
from app.domain.facts import TraceAsked
from app.store.patience import Patience
from app.usecases.office import Office

__all__ = ["Answer", "Patience", "Question", "Read", "inquire"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, in words for the record; ``again`` when it is only the next page of it."""

    text: str
    direction: str
    again: bool = False
    patience: Patience | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was found, and what reading and recording took: (wall, CPU of this thread) in seconds."""

    value: T
    read: tuple[float, float]
    record: tuple[float, float]


Read = Callable[[Connection], tuple[T, Iterable[int]]]


def inquire(office: Office, actor: Actor, question: Question, read: Read[T]) -> Answer[T]:
    """The answer of ``read``, which also names the items it was about; that it was asked is a fact.

    The record is a short transaction of its own: the reading holds no write lock. Raises TooMuch when
    the patience of the caller ends first.
    """
    began = _now()
    patience = question.patience or Patience(office.trace_seconds)
    with office.store.read() as conn, patience.over_reading(conn):
        value, items = read(conn)
    done = _now()
    if not question.again:
        about = tuple(list(items)[:200])
        with office.act(actor) as act:
            asked = TraceAsked(key=question.text[:80], direction=question.direction, items=about)
            act.append(asked)
    return Answer(value, _since(began, done), _since(done, _now()))


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def _since(began: tuple[float, float], done: tuple[float, float]) -> tuple[float, float]:
    return done[0] - began[0], done[1] - began[1]
