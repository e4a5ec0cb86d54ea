"""The columns of a manifest and the headings people give them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our name, and how it is headed in English and Chinese (the first is shown)."""

    name: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    mandatory: bool = True

    @property
    def shown(self) -> str:
        """How a missing column is asked for."""
        return f"{self.chinese[0]} / {self.english[0]}"


COLUMNS = (
    Column("batch", ("batch no", "batch", "batch number"), ("批次号", "批次", "批次编号")),
    Column(
        "product",
        ("product GTIN", "GTIN", "product code", "product", "GTIN-13", "GTIN-14"),
        ("商品编码", "商品条码", "产品编码", "商品代码"),
    ),
    Column(
        "origin",
        ("origin", "country of origin", "origin country"),
        ("原产国", "原产国(地区)", "原产地", "原产国家"),
    ),
    Column(
        "plant",
        ("plant no", "plant", "plant number", "establishment no", "registration no"),
        ("在华注册编号", "在华注册号", "境外企业注册编号", "注册编号"),
        mandatory=False,
    ),
    Column("produced", ("production date", "produced", "date of production"), ("生产日期",)),
    Column(
        "expires",
        ("expiry", "expires", "expiry date", "use by", "best before"),
        ("保质期至", "有效期至", "到期日", "到期日期"),
        mandatory=False,
    ),
    Column("import_lot", ("import lot", "import lot no"), ("进口批号", "进口批次号"), mandatory=False),
    Column(
        "code",
        ("package code", "carton code", "carton no", "package no"),
        ("箱号", "箱码", "包装编码", "包装箱号"),
    ),
    Column("pieces", ("pieces", "number of pieces"), ("件数",), mandatory=False),
    Column(
        "grams",
        ("net weight kg", "net weight (kg)", "net kg", "weight kg", "kg"),
        ("净重(kg)", "净重kg", "净重(千克)", "净重(公斤)"),
    ),
)


def folded(heading: str) -> str:
    """A heading without what does not matter: case, width, blanks, dashes, stars, final dots."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s_\-*.:]+", "", text)


_KNOWN = {folded(text): each for each in COLUMNS for text in (*each.english, *each.chinese)}
#: Two languages in one heading, as in "批次号 Batch no" or "批次号/Batch no".
_KNOWN |= {
    folded(f"{one}{mark}{two}{end}"): each
    for each in COLUMNS
    for zh in each.chinese
    for en in each.english
    for one, two in ((zh, en), (en, zh))
    for mark, end in (("", ""), ("/", ""), ("(", ")"))
}


def known(heading: str) -> Column | None:
    """The column that a heading means, or None."""
    return _KNOWN.get(folded(heading[:100]))


#: Country names as manifests write them; any other country goes by its two letters.
_COUNTRIES = (
    "AR 阿根廷 Argentina|AU 澳大利亚 Australia|BE 比利时 Belgium|BR 巴西 Brazil|"
    "BY 白俄罗斯 Belarus|CA 加拿大 Canada|CL 智利 Chile|CN 中国 China|"
    "CR 哥斯达黎加 Costa Rica|DE 德国 Germany|DK 丹麦 Denmark|EC 厄瓜多尔 Ecuador|"
    "ES 西班牙 Spain|FI 芬兰 Finland|FO 法罗群岛 Faroe Islands|FR 法国 France|"
    "GB 英国 United Kingdom|GL 格陵兰 Greenland|HU 匈牙利 Hungary|"
    "ID 印度尼西亚 Indonesia|IE 爱尔兰 Ireland|IN 印度 India|IR 伊朗 Iran|"
    "IS 冰岛 Iceland|IT 意大利 Italy|JP 日本 Japan|KR 韩国 South Korea|"
    "LK 斯里兰卡 Sri Lanka|MM 缅甸 Myanmar|MX 墨西哥 Mexico|MY 马来西亚 Malaysia|"
    "NG 尼日利亚 Nigeria|NL 荷兰 Netherlands|NO 挪威 Norway|NZ 新西兰 New Zealand|"
    "PE 秘鲁 Peru|PH 菲律宾 Philippines|PK 巴基斯坦 Pakistan|PL 波兰 Poland|"
    "PT 葡萄牙 Portugal|RU 俄罗斯 Russia|SA 沙特阿拉伯 Saudi Arabia|SG 新加坡 Singapore|"
    "TH 泰国 Thailand|TR 土耳其 Türkiye|UA 乌克兰 Ukraine|US 美国 United States|"
    "UY 乌拉圭 Uruguay|VN 越南 Vietnam|ZA 南非 South Africa"
)
_CODES: dict[str, str] = {}
for _each in _COUNTRIES.split("|"):
    _code, _zh, _en = _each.split(" ", 2)
    _CODES |= {_zh: _code, _en.casefold(): _code}


def country_code(text: str) -> str:
    """The two letters of a country named in full; any other text as it is."""
    return _CODES.get(text.strip().casefold(), text)
