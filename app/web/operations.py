"""The writes of the API as things that can be called: what a record in a batch may be."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from fastapi import APIRouter, Response
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter

from app.domain.actors import Actor
from app.domain.errors import NotFound, reason
from app.usecases.identity import Caller
from app.web import coding, decisions, intake, testing, trade
from app.web.deps import Permission
from app.web.shapes import In
from app.web.writing import Write


class Nothing(In):
    """The body of an operation that takes none."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A write that can be a record: where it is, who may do it, what it takes."""

    path: re.Pattern[str]
    endpoint: Callable[..., Response]
    shape: type[BaseModel]
    allowed: Callable[[Caller], Actor]
    #: names of the parameters for the body (empty: it takes none), the actor, and the writing itself
    names: tuple[str, str, str]
    placed: Mapping[str, TypeAdapter[Any]]


def find(path: str) -> tuple[Operation, dict[str, Any]]:
    """The operation at a path, and the values in the path. Raises NotFound, ValidationError."""
    for operation in _operations():
        match = operation.path.fullmatch(path)
        if match is not None:
            given = match.groupdict()
            return operation, {k: a.validate_python(given[k]) for k, a in operation.placed.items()}
    raise NotFound(reason("no_page", value=path[:80]))


@cache
def _operations() -> tuple[Operation, ...]:
    modules = (intake, testing, decisions, coding, trade)
    return tuple(found for module in modules for found in _of(module.router))


def _of(found: APIRouter) -> Iterator[Operation]:
    """The operations of a router: its POST routes that are done once."""
    for route in found.routes:
        if not isinstance(route, APIRoute) or route.methods != {"POST"}:
            continue
        kinds = inspect.signature(route.endpoint, eval_str=True).parameters
        how = next((name for name, p in kinds.items() if p.annotation == Write), None)
        if how is None:
            continue
        given = next((name for name, p in kinds.items() if _is_body(p.annotation)), "")
        who, permission = next(
            (name, part)
            for name, p in kinds.items()
            for part in get_args(p.annotation)[1:]
            if name != how and isinstance(part, Depends)
        )
        assert isinstance(permission.dependency, Permission)  # noqa: S101 - what a write asks for
        placed = {n: TypeAdapter(p.annotation) for n, p in kinds.items() if n not in (given, who, how)}
        shape = kinds[given].annotation if given else Nothing
        yield Operation(
            path=route.path_regex, endpoint=route.endpoint, shape=shape,
            allowed=permission.dependency.allowed, names=(given, who, how), placed=placed,
        )  # fmt: skip


def _is_body(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, In)
