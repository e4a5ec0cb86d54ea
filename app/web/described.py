"""The API document as it is handed out: what every operation can really answer, examples, links."""

from __future__ import annotations

from typing import Any

from app.web.errors import MEANING, ProblemOut
from app.web.samples import BODIES, LINKS

METHODS = {"get", "post", "put", "delete"}
_KEY = "idempotency-key"
_RETRY = {"description": "Seconds to wait.", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
_CHALLENGE = {"schema": {"type": "string", "enum": ["Bearer"]}}
_ALLOW = {"description": "What this path can be asked.", "schema": {"type": "string"}}
_REPLAYED = {
    "description": "There when the answer is that of the first time; nothing was done again.",
    "schema": {"type": "string", "enum": ["true"]},
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": _CHALLENGE | {"required": True}},
    405: {"Allow": _ALLOW | {"required": True}},
    429: {"Retry-After": _RETRY | {"required": True}},
    503: {"Retry-After": _RETRY | {"required": True}},
}
#: Operations that limit how often somebody may try.
_LIMITED = {
    "POST /sessions", "POST /sessions/badge", "PUT /me/pin", "PUT /accounts/{login}/password",
}  # fmt: skip


#: Look-ups for everybody, and reads that find something else done first.
_LOOKED_UP = {"GET /verification", "POST /verification"}
_MAY_CONFLICT = {"GET /certificates/{no}/certificate.pdf"}
#: Questions that begin with a clue: it may lead nowhere, to a void label, or to more than is told.
_FROM_CLUES = ("GET /traces", "GET /incidents/what-if")


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """Finish the document that the framework made of the routes."""
    components = document.setdefault("components", {})
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components.setdefault("schemas", {})["ProblemOut"] = problem
    components["responses"] = {str(status): _refusal(status) for status in MEANING}
    for path, operations in document["paths"].items():
        for method in operations.keys() & METHODS:
            _finish(f"{method.upper()} {path}", operations[method])
    return document


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    content = {"application/problem+json": {"schema": schema}}
    shown: dict[str, Any] = {"description": MEANING[status], "content": content}
    headers = dict(_HEADERS.get(status, {}))
    if status in (403, 404, 409, 413, 422):
        headers["Idempotent-Replayed"] = _REPLAYED
    return shown | ({"headers": headers} if headers else {})


def _finish(label: str, operation: dict[str, Any]) -> None:
    answers, wanted = operation["responses"], _refusals(label, operation)
    for status in MEANING:
        answers.pop(str(status), None)
    good = [answer for status, answer in answers.items() if status.startswith("2")]
    for parameter in operation.get("parameters", ()):
        _write_key(parameter, good)
    for status in sorted(wanted):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    if label in BODIES:
        content = operation["requestBody"]["content"]
        content["application/json"]["examples"] = {
            name: {"value": value} for name, value in BODIES[label].items()
        }
    for answer in good:
        if label in LINKS:
            answer["links"] = LINKS[label]


def _write_key(parameter: dict[str, Any], good: list[dict[str, Any]]) -> None:
    """The key of a write is never left out, and its answer may be that of an earlier one."""
    if parameter["name"] != _KEY:
        return
    parameter["required"] = True
    examples = parameter["schema"].pop("examples")
    parameter["schema"] = {
        "type": "string", "pattern": '^"*[!#-~][!-~]{6,118}[!#-~]"*$', "title": "Idempotency-Key",
        "minLength": 8, "maxLength": 120, "examples": examples,
    }  # fmt: skip
    for answer in good:
        answer.setdefault("headers", {})["Idempotent-Replayed"] = _REPLAYED


def _refusals(label: str, operation: dict[str, Any]) -> set[int]:
    """The refusals that an operation can end in."""
    method, _, path = label.partition(" ")
    parameters = operation.get("parameters", ())
    found = {503}
    if "security" in operation:
        found |= {401, 403}
    if parameters or "requestBody" in operation:
        found.add(422)
    if any(each["in"] == "path" for each in parameters):
        found.add(404)
    if method != "GET" and "security" in operation and path != "/sessions/current":
        found |= {404, 409}
    if "requestBody" in operation:
        found.add(413)
    if label.startswith(_FROM_CLUES):
        found |= {404, 409, 413}
    if label in _LIMITED:
        found |= {401, 429}
    if label in _LOOKED_UP:
        found.add(429)
    if label in _MAY_CONFLICT:
        found.add(409)
    return found
