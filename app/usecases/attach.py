"""Photos and papers: brought first, named by facts afterwards, shown to those whom they concern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.actors import Actor
from app.domain.errors import BadInput, NotFound, reason
from app.domain.span import micros
from app.exchange import pictures
from app.store import attachments, sight
from app.store.files import DIGEST
from app.usecases.office import Act, Office


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file: its digest, what it is, its length in bytes and (of a picture) its pixels."""

    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int


def attach(office: Office, actor: Actor, content: bytes) -> Attachment:
    """Bring a photo or paper. The same content again is the same attachment.

    Raises BadInput or TooMuch naming what is wrong with it, Unavailable when the disk cannot keep it.
    """
    return note(office, actor, keep(office, content))


def keep(office: Office, content: bytes) -> Attachment:
    """The first half: check a file and store it. Slow, so never inside a transaction."""
    seen = pictures.examine(content, office.file_limits)
    digest = office.files.keep(content)
    return Attachment(digest, seen.media_type, seen.bytes, seen.width, seen.height)


def note(office: Office, actor: Actor, kept: Attachment) -> Attachment:
    """The second half: note who brought it, once the disk has it for good."""
    with office.act(actor) as act:
        attachments.add(
            act.tx, sha256=kept.sha256, party=actor.party, media_type=kept.media_type,
            bytes=kept.bytes, width=kept.width, height=kept.height, created=micros(act.now),
        )  # fmt: skip
    return kept


def attachment(office: Office, actor: Actor, sha256: str) -> tuple[str, bytes]:
    """An attachment as (media type, bytes), for whoever may see it.

    Raises NotFound, the same for what is missing and for what is another party's.
    """
    media_type = find(office, actor, sha256)
    return media_type, office.files.read(sha256)


def public_copy(office: Office, actor: Actor, sha256: str) -> tuple[str, bytes]:
    """The same picture with nothing in it but pixels. Raises BadInput for what is no picture."""
    media_type, content = attachment(office, actor, sha256)
    return media_type, pictures.public_copy(content)


def find(office: Office, actor: Actor, sha256: str) -> str:
    """The media type of an attachment that the actor may see. Raises NotFound.

    The party that brought it may, parties with a part in a batch whose facts name it, and those who
    supervise or investigate.
    """
    with office.store.read() as conn:
        rows = attachments.of(conn, sha256) if DIGEST.fullmatch(sha256) else []
        if rows and (
            actor.supervises == ""
            or any(row.party == actor.party for row in rows)
            or sight.among(
                conn, attachments.batches_naming(conn, sha256), actor.party, actor.supervises
            )
        ):
            return str(rows[0].media_type)
    raise NotFound(reason("no_such", what="attachment", value=sha256[:70]))


def need_brought(act: Act, digests: Sequence[str]) -> None:
    """Raise BadInput for the first attachment that the acting party never brought.

    So the file is on the disk before a fact names it, and nobody gets to see another party's by
    naming it.
    """
    for digest in attachments.missing(act.conn, act.actor.party, digests):
        raise BadInput(reason("no_such", what="attachment", value=digest))
