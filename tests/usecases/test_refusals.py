"""Every sentence of a refusal is used, exists, and says the same in both languages."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import app
from app.domain import wording
from app.domain.alarm import STEPS
from app.domain.effects import ENDINGS, LIVE
from app.domain.wording.values import VALUES
from app.domain.words import SENTENCES, say

FOLDER = Path(str(app.__file__)).parent
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.py"))
    if "wording" not in path.parts
}
CODE = "\n".join(SOURCES.values())
CALL = re.compile(r"""\breason\(\s*["'](\w+)["']((?:[^()]|\([^()]*\))*)""")


def names(sentence: str) -> set[str]:
    """The values a sentence names."""
    return set(re.findall(r"{(\w+)}", sentence))


def test_the_search_sees_calls() -> None:
    found = [match[1] for match in CALL.finditer(CODE)]
    assert {"document_missing", "listed_twice", "on_hold"} - set(found) == set()


def test_no_two_rooms_claim_the_same_code() -> None:
    """Merged by ``|``, a later room would silently say its own sentence for an earlier one's reason."""
    modules = [
        import_module(found.name)
        for found in iter_modules(wording.__path__, f"{wording.__name__}.")
        if found.name != "app.domain.wording.values"
    ]
    rooms = [next(v for name, v in vars(module).items() if name.isupper()) for module in modules]
    assert sum(len(room) for room in rooms) == len(SENTENCES)


def test_every_reason_that_is_given_has_its_sentence() -> None:
    assert {match[1] for match in CALL.finditer(CODE)} - SENTENCES.keys() == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_is_said_somewhere(code: str) -> None:
    users = [path.name for path, text in SOURCES.items() if f'"{code}"' in text]
    assert users != [], f"nothing says {code}"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_name_the_same_values(code: str) -> None:
    english, chinese = SENTENCES[code]
    assert names(english) == names(chinese)
    values = dict.fromkeys(names(english), "①")
    told = (say(code, "en", values), say(code, "zh-CN", values))
    assert re.search("[\u4e00-\u9fff]", told[0]) is None
    assert re.search("[\u4e00-\u9fff]", told[1]) is not None


def test_every_value_a_sentence_names_is_given_where_it_is_said() -> None:
    lacking = [
        (match[1], sorted(names(SENTENCES[match[1]][0]) - given))
        for match in CALL.finditer(CODE)
        if match[1] in SENTENCES
        and "**" not in match[2]
        and names(SENTENCES[match[1]][0]) - (given := set(re.findall(r"(\w+)=", match[2])))
    ]
    assert lacking == []


def test_codes_are_said_in_words_and_what_is_not_known_stays() -> None:
    values = {"hold": "7", "scope": "batch", "why": "torn"}
    assert say("on_hold", "zh", values) == "封存 7（批次）：torn。"
    assert say("on_hold", "en", values | {"scope": "galaxy"}) == "Hold 7 on the galaxy: torn."
    known = {*LIVE, *ENDINGS.values(), "consumed", "merged", "missing"}
    assert known <= VALUES["disposition"].keys()
    assert STEPS.keys() == VALUES["step"].keys()
    english = [word[0] for words in VALUES.values() for word in words.values()]
    assert [each for each in english if re.search("[\u4e00-\u9fff_]", each)] == []
