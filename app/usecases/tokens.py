"""New tokens: our own address, or the serial of a GS1 Digital Link where labels are to be those."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from app.store import registry
from app.store.registry import Found
from app.usecases.office import Act
from labels import payload


def gtin(conn: Connection, batch: Found) -> str:
    """The GTIN of a batch's product, 14 digits, or nothing.

    A number that a firm gave its product itself names another product elsewhere (GS1 General
    Specifications: restricted circulation), so it is never in a Digital Link.
    """
    product = registry.need(conn, "product", batch.product, id=batch.product)
    return "" if product.own_code else str(product.code)


def maker(act: Act, batch: int | None) -> Callable[[], str]:
    """What makes tokens for packages of a batch; what is of no batch has no GTIN to be linked by."""
    if act.label_payload == "gs1" and batch is not None:
        row = registry.need(act.conn, "batch", batch, id=batch)
        if gtin(act.conn, row):
            return payload.new_serial
    return payload.new_token


def another(token: str) -> str:
    """A token of the same form, for what a void label was on."""
    is_serial = len(token) == payload.SERIAL_LENGTH
    return payload.new_serial() if is_serial else payload.new_token()
