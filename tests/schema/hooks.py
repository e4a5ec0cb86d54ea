"""What Schemathesis is told beside the document: who asks, real things to ask for, and a fresh key.

Loaded by Schemathesis in a process of its own; the world and the log are files that it is given.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import schemathesis
from schemathesis.auths import AuthContext
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.meta import (
    CaseMetadata,
    ExamplesPhaseData,
    GenerationInfo,
    PhaseInfo,
    TestPhase,
)
from schemathesis.generation.modes import GenerationMode
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi import object_authorization
from schemathesis.wfc.escalation import escalating_provider

from tests.schema.given import USERS, given

#: Why a request that fits the document may be refused with 422 all the same: reasons by name (and
#: by field, where the same reason would be a mistake elsewhere) that no schema can state. What is
#: wrong with the shape of one field (``shape_…``, ``bad_code``, ``bad_choice``, ``too_long``…) is
#: never here.
UNSAYABLE = {
    # check digits, and which of 676 pairs of letters is a country
    "wrong_check_digit", "unknown_country",
    # characters of Unicode by their category: controls, direction marks, unassigned ones
    "strange_character",
    # what depends on the moment of asking, or on another field; a whole body has no field
    "time_in_future", "time_too_old", "time_backwards", "slot_too_far", "produced_in_future",
    "expires_before_produced", "document_before_issue", "temperature_range", "no_policy",
    "shape_happened/body", "empty/why", "empty/cartons", "too_small/scanned", "bad_uscc/uscc/",
    "too_small/grams", "bad_code/batch/", "not_whole/subject_id", "POST /holds bad_code",
    "POST /holds bad_uscc",
    # which of the optional ways to name goods was used, and twice the same
    "nothing_named", "listed_twice", "mixed_batches",
    # what the goods are that were named
    "not_ours", "no_such", "grams_do_not_fit", "carton_out_of_range", "cartons_unknown",
    "not_unloaded", "wrong_kind", "packages_only", "split_too_much", "not_correctable",
    "correction_differs", "no_round", "second_person_needed", "no_end_of_goods",
    # which of the optional starts of a trace go together, and figures that do
    "key_goes_alone", "no_clue", "empty/firm", "empty/staff", "empty/positive", "round_counts",
    "drill_holds_nothing",
    # how guessable a secret is
    "password_weak", "pin_weak",
    # cursors are of our making; the content of a file is no JSON
    "bad_cursor", "file_kind", "file_damaged", "file_cut_off", "file_glued", "file_goes_on",
    "manifest_empty", "manifest_broken", "manifest_charset", "manifest_old_workbook",
    "no_public_copy",
    # what fits on a label, and which sheet a layout fits on
    "label_field_missing", "label_glyph_missing", "label_text_long", "label_stock_small",
    "label_bad_start", "sheets_are_pdf",
}  # fmt: skip
KEY = "idempotency-key"
FOLDER = Path(os.environ["COLDTRACE_SCHEMA_FOLDER"])
GIVEN = given(orjson.loads((FOLDER / "world.json").read_bytes()))
LOG = (FOLDER / "log.jsonl").open("ab", buffering=0)


def _valid() -> CaseMetadata:
    """The marks of an example that fits the document."""
    return CaseMetadata(
        generation=GenerationInfo(time=0, mode=GenerationMode.POSITIVE), components={},
        phase=PhaseInfo(TestPhase.EXAMPLES, ExamplesPhaseData(None, None, None, None)),
    )  # fmt: skip


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[Case[Any]]) -> None:
    """Settle who asks for this, and add the request that must succeed."""
    operation = context.operation
    assert operation is not None, "examples are an operation's"
    wanted = GIVEN.get(operation.label)
    provider = escalating_provider(operation.schema)
    assert provider is not None, "peers are not configured"
    provider.restore({operation.label: wanted.who if wanted else USERS[0]})
    if wanted is not None:
        made: dict[str, Any] = {"path_parameters": dict(wanted.path), "query": dict(wanted.query)}
        if wanted.body is not None:
            made |= {"body": wanted.body, "media_type": wanted.media_type}
        examples.append(operation.Case(**made, _meta=_valid()))
    signing = AuthContext(operation=operation, app=None)
    for example in examples:  # those of the document were signed before it was settled who asks
        provider.set(example, provider.get(example, signing), signing)
        example._has_explicit_auth = True


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """A 422 for what JSON Schema cannot say is no failure; one for the shape of a request is."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return True
    if not response.headers.get("content-type", [""])[0].startswith("application/problem+json"):
        return True
    body = response.json()
    if "mistakes" in body:  # the rows of a file: no schema of a request speaks of them
        return False
    label = case.operation.label
    return not all(_names(each, label) & UNSAYABLE for each in body["reasons"])


def _names(each: dict[str, str], label: str) -> set[str]:
    """A reason by its name, its name and field, with the value too, and by who says it."""
    code, field = each["code"], each.get("field", "?")
    return {code, f"{label} {code}", f"{code}/{field}", f"{code}/{field}/{each.get('value', '?')}"}


def _whole(value: Any) -> Any:
    """5.0 as 5: to JSON Schema they are the same number, and the service reads the second alone."""
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """A client makes a fresh key for each act; one that breaks the rules for keys is left as it is."""
    meta = case.meta
    if meta is not None and meta.generation.mode.is_positive and isinstance(case.body, dict):
        case.body = _whole(case.body)
    takes = any(each.name == KEY for each in case.operation.headers)
    if takes and (meta is None or not meta.is_negative_at(ParameterLocation.HEADER)):
        case.headers[KEY] = str(uuid4())


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Keep what was answered, for the count of what was really exercised."""
    reasons = []
    if response.status_code >= 400:
        try:
            reasons = [each["code"] for each in response.json().get("reasons", ())]
        except (ValueError, AttributeError, KeyError):
            reasons = ["unreadable"]
    said = {
        "operation": case.operation.label, "status": response.status_code, "who": case.auth_identity,
        "method": case.method, "reasons": reasons,
    }  # fmt: skip
    LOG.write(orjson.dumps(said) + b"\n")


def _probed(ctx: Any, parent: Case[Any], probe: Case[Any]) -> Response:
    """Keep that a peer asked for what is another's: a check that never ran proves nothing."""
    LOG.write(orjson.dumps({"probe": f"{probe.operation.label} {probe.auth_identity}"}) + b"\n")
    return _SEND(ctx, parent, probe)


_SEND, object_authorization.send_probe = object_authorization.send_probe, _probed  # type: ignore[attr-defined]
