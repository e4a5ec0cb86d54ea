"""The plain form that a supervision platform reads: one flat JSON object for each thing that happened.

No two provinces agree on a form, so this is a neutral one; the manual describes every field. A
platform's own adapter reads it, or it is replaced here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.notices import Letter


def written(letter: Letter, sender: str) -> Mapping[str, Any]:
    """A notice in the plain form: who sends it, its number, its kind, when, and what it tells."""
    head = {
        "message": letter.id,
        "sender": sender,
        "kind": letter.kind,
        "time": letter.made.isoformat(),
    }
    return {**letter.data, **head}
