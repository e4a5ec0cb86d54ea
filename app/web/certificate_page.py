"""The page behind the QR of an exit certificate: small, in two languages, without any script.

Everything that came from a register or from the paper is escaped; the style is allowed by its hash, and
nothing else is loaded, sent anywhere or framed.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import quote

from app.domain import certificate_rows
from app.domain.certificate import Content
from app.domain.errors import Refusal
from app.usecases.check_certificate import Checked, Record

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;color:#1b1f24;"
    "background:#fff}h1{font-size:1.3rem}.say{padding:1rem;border-left:.8rem solid;font-size:1.15rem}"
    ".good{border-color:#0a6b2d;background:#e6f4ea}.done{border-color:#8a5a00;background:#fff4de}"
    ".bad{border-color:#a4000f;background:#fdeaec}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem;border-top:1px solid #b9c0c7;"
    "overflow-wrap:anywhere}th{width:30%;font-weight:600}bdi{unicode-bidi:isolate}a{color:#0b57d0}"
    "input{font:inherit;padding:.7rem;width:100%;box-sizing:border-box;margin:.5rem 0}"
    "button{font:inherit;padding:.8rem 1.4rem;min-height:3rem}"
)
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Vary": "Accept-Language",
}
#: Colour and heading of a verdict; every other one is a warning.
_HEADS = {
    "valid": ("good", "genuine"),
    "used_up": ("done", "done"),
    "overdue": ("done", "done"),
    "on_hold": ("bad", "on_hold"),
    "revoked": ("bad", "withdrawn"),
}
_WORDS = {
    "title": ("Exit certificate", "出仓证明"),
    "genuine": ("Genuine", "真实"),
    "done": ("Genuine, no longer in force", "真实，已失效"),
    "on_hold": ("Genuine, but on hold", "真实，但已封存"),
    "withdrawn": ("Revoked", "已撤销"),
    "on_record": ("On record: compare the paper", "有此记录，请核对纸质证明"),
    "beware": ("Do not rely on this paper", "请勿采信"),
    "signed": ("Signed content", "签名内容"),
    "record": ("Our records", "系统记录"),
    "no": ("Number", "编号"),
    "compare": (
        "The paper must say exactly the same. A line that differs was forged.",
        "纸质证明须与下列内容完全一致，任何一行不同即为伪造。",
    ),
    "not_signed": (
        "This certificate was not signed: only our records speak for it.",
        "该证明未签名，仅有系统记录可查。",
    ),
    "key": ("Signed with key", "签名密钥"),
    "used": ("Left so far", "已出仓"),
    "nothing": ("nothing", "无"),
    "revoked": ("Revoked", "撤销时间"),
    "ask": (
        "Scan the QR code of the paper, or type its number.",
        "请扫描证明上的二维码，或输入编号。",
    ),
    "check": ("Check", "核验"),
    "keys": ("Public keys", "公钥"),
    "help": ("How to check without us", "如何离线核验"),
}


def shown(found: Checked | None, text: str, language: str) -> str:
    """The page for what a check found, or for nothing asked yet."""
    if found is None:
        return _whole(_form(language), "", language)
    kind, head = _HEADS.get(found.verdict, ("bad", "beware"))
    if kind != "bad" and not found.kid:
        kind, head = "done", "on_record"
    head = _word(head, language)
    said = " ".join(each.text(language) for each in found.reasons)
    parts = [f'<p class="say {kind}"><strong>{head}</strong><br>{_text(said)}</p>']
    if found.signed is not None or found.record is not None:
        parts += _both(found, language)
    parts.append(_form(language))
    return _whole("".join(parts), text, language)


def refused(refusal: Refusal, language: str) -> str:
    """The page for somebody who asks too often."""
    return _whole(f'<p class="say bad">{_text(refusal.text(language))}</p>', "", language)


def _both(found: Checked, language: str) -> list[str]:
    """What was signed, and beside it what our records say."""
    parts = []
    if found.signed is not None:
        parts += [f"<p>{_word('compare', language)}</p>", _signed(found.signed, language)]
        if found.kid:
            parts.append(f"<p>{_word('key', language)} {_text(found.kid)}</p>")
    elif found.record is not None:
        parts.append(f"<p>{_word('not_signed', language)}</p>")
    if found.record is not None:
        parts.append(_record(found.record, language))
    return parts


def _signed(content: Content, language: str) -> str:
    told = [(_word("no", language), content.no)]
    told += [(row.caption, row.value) for row in certificate_rows.rows(content, language)]
    return _table(_word("signed", language), told)


def _record(record: Record, language: str) -> str:
    left = "; ".join(
        certificate_rows.departure(gone.at, gone.pieces, gone.vehicle, language)
        for gone in record.departures
    )
    caption = certificate_rows.caption
    told = [
        (_word("no", language), record.no),
        (caption("batch", language), record.batch),
        (caption("quantity", language), certificate_rows.pieces(record.pieces, language)),
        (caption("consignee", language), f"{record.consignee_name} ({record.consignee})"),
        (caption("policy", language), record.policy),
        (caption("issued", language), certificate_rows.minute(record.issued)),
        (caption("deadline", language), certificate_rows.minute(record.deadline)),
        (_word("used", language), left or _word("nothing", language)),
    ]
    if record.revoked is not None:
        told.append((_word("revoked", language), certificate_rows.minute(record.revoked)))
    return _table(_word("record", language), told)


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = (
        f"<tr><th scope=row>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows
    )
    return f"<h2>{_text(title)}</h2><table>{''.join(lines)}</table>"


def _form(language: str) -> str:
    label = _word("ask", language)
    return (
        f'<form action="/C" method="get"><label>{label}<input name="text" maxlength="5000" '
        f'autocomplete="off" required></label><input type="hidden" name="lang" value="{language}">'
        f"<button>{_word('check', language)}</button></form>"
    )


def _whole(body: str, text: str, language: str) -> str:
    other, name = ("en", "English") if language == "zh" else ("zh", "中文")
    here = f"/C?lang={other}" + (f"&text={quote(text, safe='')}" if text else "")
    links = (
        f'<a href="{escape(here)}" lang="{other}" hreflang="{other}">{name}</a> · '
        f'<a href="/.well-known/jwks.json">{_word("keys", language)}</a> · '
        f'<a href="/help/certificates">{_word("help", language)}</a>'
    )
    title = _word("title", language)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f"<body><h1>{title}</h1>{body}<p>{links}</p></body></html>"
    )


def _text(told: str) -> str:
    """Text of others, escaped, whatever direction it is written in."""
    return f"<bdi>{escape(told)}</bdi>"


def _word(name: str, language: str) -> str:
    return _WORDS[name][language == "zh"]
