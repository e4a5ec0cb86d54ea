"""Photos and papers: raw bytes in, the same bytes out, and never anything that a browser would run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256 as digest_of
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from app.usecases import attach
from app.usecases.attach import Attachment
from app.usecases.office import Office
from app.web import errors
from app.web.deps import Anybody, OfficeDep, Signed
from app.web.writing import Key, Writing

router = APIRouter(tags=["attachments"])

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
#: Bytes of an upload that are held in memory; the rest waits on the disk.
_SPOOLED = 1 << 18
#: Pictures are decoded one after the other, in a thread of their own: whoever waits for it keeps none
#: of the threads that answer everybody else.
_decoding = CapacityLimiter(1)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_CONTENT = dict.fromkeys(ENDINGS, _BINARY)


class AttachmentOut(BaseModel):
    """What was stored. A paper that is no picture has no width and height."""

    sha256: str = Field(description="What facts name it by.")
    type: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that was checked and stored, and the write it belongs to."""

    kept: Attachment
    write: Writing


async def _upload(request: Request, _: Signed, key: Key, office: OfficeDep) -> Upload:
    """Take the body in pieces; only from people who signed in."""
    with SpooledTemporaryFile(max_size=_SPOOLED) as body:
        digest = digest_of()
        async for piece in request.stream():
            digest.update(piece)
            body.write(piece)

        def kept() -> Attachment:
            body.seek(0)
            return attach.keep(office, body.read())

        found = await to_thread.run_sync(kept, limiter=_decoding)
    asked = f"{request.method} {request.url.path}\n{digest.hexdigest()}".encode()
    return Upload(found, Writing(office, errors.language_of(request), key, asked))


@router.post(
    "/attachments",
    response_model=AttachmentOut,
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)
def bring(actor: Anybody, upload: Annotated[Upload, Depends(_upload)]) -> Response:
    """Bring a photo (JPEG, PNG, WEBP) or a paper (PDF) as the raw body, before a fact names it.

    What it is follows from its content alone. The same content again is the same attachment.
    """

    def done(office: Office) -> dict[str, Any]:
        noted = asdict(attach.note(office, actor, upload.kept))
        return noted | {"type": noted.pop("media_type")}

    return upload.write(actor, done)


@router.get(
    "/attachments/{sha256}",
    response_class=Response,
    responses={200: {"content": _CONTENT}, 304: {"description": "The client has it already."}},
)
async def show(
    sha256: Annotated[str, Path(max_length=200)],
    request: Request,
    office: OfficeDep,
    actor: Anybody,
    public: Annotated[bool, Query(description="Upright, without EXIF, place or any note.")] = False,
) -> Response:
    """An attachment as it was brought, for whom it concerns; or the copy that the public may see."""
    read = attach.public_copy if public else attach.attachment
    found = partial(read, office, actor, sha256)
    media_type, content = await to_thread.run_sync(found, limiter=_decoding if public else None)
    tag = f'"{digest_of(content).hexdigest() if public else sha256}"'
    headers = _headers(tag, f"{sha256}.{ENDINGS[media_type]}")
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def _headers(tag: str, name: str) -> dict[str, str]:
    """Whatever is in it, a browser stores it and runs nothing; and asks again before showing it."""
    return {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
