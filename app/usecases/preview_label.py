"""A label to look at before any is printed: the same texts, and a code that is nobody's."""

from __future__ import annotations

from app.domain import ids
from app.domain.actors import Actor
from app.domain.errors import BadInput, NotFound, reason
from app.domain.facts import LabelsPrinted
from app.domain.facts.printing import Run
from app.domain.printing import LANGUAGES
from app.store import printing, registry, sight
from app.usecases import label_drawing, label_texts, tokens
from app.usecases.label_files import RESOLUTIONS
from app.usecases.office import Office
from labels import draw
from labels.errors import LabelError


def preview(
    office: Office, actor: Actor, batch: str, layout: str, dpi: int, language: str
) -> bytes:  # fmt: skip
    """A specimen of a batch's label as a PNG that says its true size.

    Nothing is on record, for nothing that could be stuck on goods is made: the code is nobody's. Raises
    NotFound for a batch the actor has no part in, BadInput for what cannot be drawn.
    """
    for field, value, choices in (("dpi", dpi, RESOLUTIONS), ("language", language, LANGUAGES)):
        if value not in choices:
            known = ", ".join(map(str, choices))
            raise BadInput(reason("bad_choice", field=field, value=str(value)[:40], choices=known))
    drawn, fact = label_drawing.layout_of(layout), _print(office, actor, batch, layout, language)
    linked = office.label_payload == "gs1" and bool(fact.gtin)
    said = label_drawing.specimen(fact, fact.runs[0], linked=linked)
    try:
        return draw.png(said, drawn, dpi, language)
    except LabelError as error:
        raise BadInput(label_drawing.why(error)) from error


def _print(office: Office, actor: Actor, batch: str, layout: str, language: str) -> LabelsPrinted:
    """What a print of the batch would be, of the first package in the actor's hands or of a carton."""
    with office.store.read() as conn:
        row = registry.one(conn, "batch", no=ids.code(batch, "batch"))
        if row is None or not sight.sees(conn, row.id, actor.party, actor.supervises):
            raise NotFound(reason("no_such", what="batch", value=batch[:80]))
        found = printing.of_batch(conn, row.id, actor.party)[:1]
        pieces, grams = row.pieces or row.declared_pieces, row.grams or row.declared_grams
        run = Run(first=1, last=1, ordinal=1, pieces=1, grams=grams // max(pieces, 1))
        for label in found:
            run = Run(first=1, last=1, ordinal=label.ordinal, pieces=label.pieces, grams=label.grams)
        return LabelsPrinted(
            printing=0, batch=row.id, party=actor.party, layout=layout, format="png",
            language=language, host=office.public_host, gtin=tokens.gtin(conn, row), total=pieces,
            texts=label_texts.of_batch(conn, row, language), runs=(run,),
        )  # fmt: skip
