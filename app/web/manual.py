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
    "<title>Coldtrace</title><style>body{{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem;color:#1b1f24}}code{{background:#eef1f4;padding:.1em .3em}}"
    'a{{color:#0b57d0}}</style><body><p><a href="/help">Coldtrace</a></p>{body}</body></html>'
)


@router.get("")
def list_pages(request: Request) -> HTMLResponse:
    """What the manual has."""
    language = language_of(request)
    pages = sorted((PAGES / language).glob("*.md"))
    titles = {path.stem: path.read_text(encoding="utf-8").splitlines()[0] for path in pages}
    links = (f"- [{title.lstrip('# ')}](/help/{name})" for name, title in titles.items())
    return _page("# Coldtrace\n\n" + "\n".join(links), language)


@router.get("/{page}")
def show_page(request: Request, page: str) -> HTMLResponse:
    """A page of the manual."""
    language = language_of(request)
    known = {path.stem: path for path in (PAGES / language).glob("*.md")}
    if page not in known:
        raise NotFound(reason("no_such", what="page", value=page[:40]))
    return _page(known[page].read_text(encoding="utf-8"), language)


def _page(text: str, language: str) -> HTMLResponse:
    body = _anchored(MarkdownIt().render(text))
    return HTMLResponse(_SHELL.format(language=language, body=body))


def _anchored(body: str) -> str:
    """A heading that is one code word becomes the anchor that problem answers point to."""
    start, end = "<h3><code>", "</code></h3>"
    parts = body.split(start)
    named = (f'<h3 id="{part.split(end)[0].replace(" ", "-")}"><code>{part}' for part in parts[1:])
    return parts[0] + "".join(named)
