"""Every sentence a refusal can say, in English and Chinese. Names in braces are filled in."""

from __future__ import annotations

from app.domain.wording.certificate import CERTIFICATE
from app.domain.wording.gate import GATE
from app.domain.wording.incidents import INCIDENTS
from app.domain.wording.inputs import INPUTS
from app.domain.wording.manifest import MANIFEST
from app.domain.wording.outbox import OUTBOX
from app.domain.wording.printing import PRINTING
from app.domain.wording.shapes import SHAPES
from app.domain.wording.state import STATE
from app.domain.wording.values import VALUES

SENTENCES: dict[str, tuple[str, str]] = (
    INPUTS | GATE | STATE | MANIFEST | OUTBOX | PRINTING | SHAPES | CERTIFICATE | INCIDENTS
)


def say(code: str, language: str, values: dict[str, str]) -> str:
    """The sentence of a code, its values in words. An unknown code is a bug and raises KeyError."""
    at = 1 if language.startswith("zh") else 0
    told = {name: VALUES.get(name, {}).get(v, (v, v))[at] for name, v in values.items()}
    return SENTENCES[code][at].format_map(told)
