"""The framework's own list of what is wrong with a request, in our words and both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import Reason, reason

#: Kinds of mistakes of the validation library by our sentence for them.
_CODES = {
    "missing": "shape_missing",
    "extra_forbidden": "shape_unknown",
    "string_type": "shape_text",
    "int_type": "shape_whole",
    "int_parsing": "shape_whole",
    "int_from_float": "shape_whole",
    "int_parsing_size": "shape_whole",
    "bool_type": "shape_truth",
    "bool_parsing": "shape_truth",
    "list_type": "shape_list",
    "tuple_type": "shape_list",
    "dict_type": "shape_object",
    "model_type": "shape_object",
    "model_attributes_type": "shape_object",
    "datetime_type": "shape_moment",
    "datetime_parsing": "shape_moment",
    "datetime_from_date_parsing": "shape_moment",
    "datetime_object_invalid": "shape_moment",
    "timezone_aware": "shape_zone",
    "greater_than_equal": "shape_least",
    "less_than_equal": "shape_most",
    "string_too_short": "shape_short",
    "too_short": "shape_short",
    "string_too_long": "shape_long",
    "too_long": "shape_long",
    "literal_error": "shape_choice",
    "enum": "shape_choice",
    "string_pattern_mismatch": "shape_pattern",
    "json_invalid": "shape_json",
    "happened_missing": "shape_happened",
}
#: What a sentence names, by the library's name for it.
_NAMES = {
    "ge": "least", "le": "most", "min_length": "least", "max_length": "most", "expected": "choices",
    "pattern": "pattern", "error": "why",
}  # fmt: skip


def reasons_of(mistakes: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """A reason for each mistake, naming field and value."""
    return [_reason(each) for each in mistakes]


def _reason(mistake: Mapping[str, Any]) -> Reason:
    field = _writable(".".join(map(str, mistake["loc"][1:]))[:200]) or "body"
    sent = mistake.get("input")
    value = "–" if isinstance(sent, dict | list) else _shown(sent)
    code = _CODES.get(mistake["type"])
    if code is None:
        return reason("bad_parameter", field=field, value=value, why=_writable(mistake["msg"]))
    given = mistake.get("ctx", {}).items()
    said = {_NAMES[name]: _writable(str(each)) for name, each in given if name in _NAMES}
    return reason(code, field=field, value=value, **said)


def _shown(given: object) -> str:
    """What was sent, as it was written and not too long."""
    written = {"None": "null", "True": "true", "False": "false"}
    shown = str(given) if isinstance(given, str) else written.get(str(given), str(given))
    return _writable(shown if len(shown) <= 40 else f"{shown[:39]}…")


def _writable(text: str) -> str:
    """Half a surrogate pair can be sent in JSON, but not answered."""
    return text.encode(errors="replace").decode()
