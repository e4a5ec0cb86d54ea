"""A certificate's content as rows of a table, for paper and page: captions and values in words.

Names of fields follow the documents of the warehouses; what has no word here stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.certificate import Content
from app.domain.policy import CHINA

Word = Callable[[str], str]

_CAPTIONS: dict[str, tuple[str, str]] = {
    "product": ("Product", "商品"),
    "batch": ("Batch", "批次"),
    "dates": ("Produced / expires", "生产日期／保质期至"),
    "quantity": ("Quantity", "数量"),
    "consignee": ("Consignee", "收货单位"),
    "warehouse": ("Warehouse", "监管仓"),
    "vehicle": ("Vehicle, as booked", "车辆（预约）"),
    "documents": ("Documents", "证件"),
    "tests": ("Tests", "检测"),
    "disinfection": ("Disinfection", "消毒"),
    "policy": ("Policy", "政策版本"),
    "issued": ("Issued", "签发时间"),
    "signed": ("Signed later", "补签时间"),
    "deadline": ("Pick up by", "提货截止"),
    "departures": ("Left so far, not signed", "已出仓（未签名）"),
}
_WORDS: dict[str, tuple[str, str]] = {
    "pieces": ("pieces", "件"),
    "origin": ("origin", "原产国"),
    "import_lot": ("import lot", "进口批号"),
    "container": ("container", "集装箱"),
    "seal": ("seal", "铅封"),
    "waived": ("waived", "免交"),
    "tubes": ("tubes", "样管"),
    "reports": ("reports", "报告"),
    "more": ("more", "份"),
    "certificate_no": ("certificate", "证明"),
    "none": ("none", "无"),
    "customs_declaration": ("customs declaration", "报关单"),
    "ciq_cert": ("inspection and quarantine certificate", "入境货物检验检疫证明"),
    "goods_list": ("goods list", "货物清单"),
    "disinfection_cert": ("disinfection certificate", "消毒证明"),
    "health_certificate": ("health certificate", "卫生证书"),
    "catch_certificate": ("catch certificate", "捕捞证书"),
    "norovirus_listeria": ("norovirus and Listeria", "诺如病毒和李斯特菌"),
    "sars_cov_2": ("SARS-CoV-2 nucleic acid", "新冠病毒核酸"),
    "negative": ("negative", "阴性"),
    "chlorine": ("chlorine", "含氯消毒剂"),
    "chlorine_dioxide": ("chlorine dioxide", "二氧化氯"),
    "peracetic_acid": ("peracetic acid", "过氧乙酸"),
    "hydrogen_peroxide": ("hydrogen peroxide", "过氧化氢"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field, its caption and its value."""

    field: str
    caption: str
    value: str


def caption(field: str, language: str) -> str:
    """The caption of a field in ``zh``, ``en`` or both (``zh+en``)."""
    return _said(_CAPTIONS, field, language)


def minute(at: datetime) -> str:
    """China time to the minute, with its zone."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M} (+08:00)"


def pieces(count: int, language: str) -> str:
    """A number of pieces."""
    return f"{count} {_said(_WORDS, 'pieces', language)}"


def departure(at: datetime, count: int, vehicle: str, language: str) -> str:
    """Pieces that left, when and on what; the vehicle may be unknown."""
    return " ".join(filter(None, (minute(at), pieces(count, language), vehicle)))


def rows(content: Content, language: str) -> tuple[Row, ...]:
    """All fields of a content but its number, in the order of the paper."""

    def word(code: str) -> str:
        return _said(_WORDS, code, language)

    values = {
        "product": f"{content.product_name} {content.product_name_en} ({content.product})",
        "batch": _joined(
            content.batch, (word("origin"), content.origin), (word("import_lot"), content.import_lot)
        ),
        "dates": f"{content.produced} / {content.expires or '–'}",
        "quantity": f"{pieces(content.pieces, language)}, {content.grams / 1000:.3f} kg",
        "consignee": f"{content.consignee_name} ({content.consignee})",
        "warehouse": f"{content.warehouse_name} ({content.warehouse})",
        "vehicle": _joined(
            content.vehicle, (word("container"), content.container), (word("seal"), content.seal)
        ),
        "documents": _documents(content, word),
        "tests": _tests(content, word),
        "disinfection": _disinfection(content, word),
        "policy": content.policy,
        "issued": _second(content.issued),
        "signed": _second(content.signed) if content.signed else "",
        "deadline": _second(content.deadline),
    }
    return tuple(Row(field, caption(field, language), v) for field, v in values.items() if v)


def _documents(content: Content, word: Word) -> str:
    papers = (f"{word(kind)} {number or word('waived')}" for kind, number in content.documents)
    return "; ".join(papers) or word("none")


def _tests(content: Content, word: Word) -> str:
    tests = content.tests
    if not tests.tubes:
        return word("none")
    named = ", ".join(tests.reports)
    if tests.more:
        more = f"+{tests.more} {word('more')} (SHA-256 {tests.digest})"
        named = f"{named}, {more}" if named else more
    head = f"{word(tests.hazard)}: {word(tests.verdict)}" if tests.hazard else word(tests.verdict)
    last = f", {_second(tests.last)}" if tests.last else ""
    return f"{head}, {tests.tubes} {word('tubes')}{last}; {word('reports')} {named or '–'}"


def _disinfection(content: Content, word: Word) -> str:
    done = content.disinfection
    if done is None:
        return word("none")
    how = f"{word(done.agent)} {done.mg_per_l} mg/L, {done.contact_minutes} min, {_second(done.at)}"
    return _joined(how, (word("certificate_no"), done.certificate_no))


def _joined(first: str, *more: tuple[str, str]) -> str:
    return ", ".join([first, *(f"{name} {value}" for name, value in more if value)])


def _second(at: int) -> str:
    return minute(datetime.fromtimestamp(at, UTC))


def _said(words: dict[str, tuple[str, str]], code: str, language: str) -> str:
    english, chinese = words.get(code, (code, code))
    if language == "zh+en":
        return chinese if chinese == english else f"{chinese} {english}"
    return chinese if language == "zh" else english
