"""The manual, served by the application in the reader's language."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt

from app.domain.errors import NotFound, reason
from app.web.errors import language_of

PAGES = Path(__file__).parent / "help"
router = APIRouter(prefix="/help", include_in_schema=False)

_SHELL = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Coldtrace</title><body>{body}</body></html>"
)


@router.get("/{page}")
def show_page(request: Request, page: str) -> HTMLResponse:
    """A page of the manual."""
    language = language_of(request)
    known = {path.stem: path for path in (PAGES / language).glob("*.md")}
    if page not in known:
        raise NotFound(reason("no_such", what="page", value=page[:40]))
    body = MarkdownIt().render(known[page].read_text(encoding="utf-8"))
    # a heading that is one code word becomes the anchor that problem answers point to
    body = _anchored(body)
    return HTMLResponse(_SHELL.format(language=language, body=body))


def _anchored(body: str) -> str:
    start, end = "<h3><code>", "</code></h3>"
    parts = body.split(start)
    named = (f'<h3 id="{part.split(end)[0]}"><code>{part}' for part in parts[1:])
    return parts[0] + "".join(named)
