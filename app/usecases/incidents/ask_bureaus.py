"""Goods in another region are not held but asked for: a request and a letter to that bureau."""

from __future__ import annotations

from datetime import timedelta

from app.domain.alarm import IncidentRule
from app.domain.facts import Clue, HoldRequested, LetterSent
from app.domain.policy import CHINA
from app.domain.span import iso_of
from app.usecases.bureaus import HOLD, Bureau
from app.usecases.incidents.stop import Stop, numbers_of
from app.usecases.notify import tell
from app.usecases.office import Act


def ask_bureaus(act: Act, incident: tuple[int, str, str], stop: Stop, rule: IncidentRule) -> None:
    """Write to every bureau beyond the reach of an incident (id, number, region) that has goods."""
    batches = numbers_of(act.conn, stop.goods.stopped)
    due = iso_of(act.now + timedelta(minutes=rule.reply_minutes))
    for bureau in stop.elsewhere:
        if any(bureau.pieces.values()):
            _ask(act, incident, (bureau, batches), due)


def letter_no(act: Act, letter: int) -> str:
    """The number of a letter of ours."""
    return f"LT{act.now.astimezone(CHINA):%Y%m%d}-{letter}"


def _ask(act: Act, incident: tuple[int, str, str], what: tuple[Bureau, list[str]], due: str) -> None:
    (key, no, region), (bureau, batches) = incident, what
    letter = act.tx.new_id()
    start = tuple((f"key{n}", batch) for n, batch in enumerate(batches[:10]))
    clue = Clue(clock=act.tx.new_id(), text=_words(bureau, batches), due=due, start=start)
    sent = LetterSent(
        letter=letter, no=letter_no(act, letter), addressee=bureau.region, region=region,
        to_region=bureau.region, clues=(clue,), incident=key, evidence=no,
    )  # fmt: skip
    act.append(sent)
    asked = {
        "holders": bureau.holders, "on_hand": bureau.pieces.get("on_hand", 0),
        "in_transit": bureau.pieces.get("in_transit", 0),
    }  # fmt: skip
    told = {"incident": no, "to": bureau.region, "batches": batches, **asked}
    tell(act, "letter.sent", key, told)
    if bureau.ask == HOLD:
        request = HoldRequested(
            request=act.tx.new_id(), incident=key, letter=letter, region=bureau.region, due=due, **asked
        )
        act.append(request)
        tell(act, "hold.requested", key, told)


def _words(bureau: Bureau, batches: list[str]) -> str:
    """The clue in both languages: a letter is read where nobody chose ours."""
    shown = ", ".join(batches[:10]) + (" …" if len(batches) > 10 else "")
    on_hand, on_way = bureau.pieces.get("on_hand", 0), bureau.pieces.get("in_transit", 0)
    return (
        f"{shown}: 在库 {on_hand} 件、在途 {on_way} 件、{bureau.holders} 处，请封存并回复。 "
        f"{on_hand} pieces on hand and {on_way} on their way at {bureau.holders} holders: "
        "please hold them and answer."
    )
