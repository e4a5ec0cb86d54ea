"""How the command line shows things, in English or Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from app.domain.policy import CHINA
from app.settings import Settings
from app.store import find, movements
from app.usecases.office import Office
from app.usecases.trace import Trace

_WORDS = {
    "banner": (
        "Demonstration city. Its clock stands in 2020; firms, people and papers are invented, "
        "the quantities and days of the three cases are from the public record.",
        "演示城市。时钟为 2020 年；企业、人员与证件为虚构，三个案例的数量与日期来自公开报道。",
    ),
    "origin": ("Origin", "来源"),
    "moves": ("Movements", "流向"),
    "now": ("Where it is now", "当前位置"),
    "balance": ("Balance (pieces)", "平衡（件）"),
    "path": ("Path of", "单件轨迹"),
    "facts": ("Facts", "记录"),
    "packages": ("Packages", "包装"),
    "adds_up": ("the sum comes out", "账目平衡"),
    "open": ("THE SUM DOES NOT COME OUT", "账目不平"),
    "made_from": ("made from", "原料批次"),
    "hold": ("HOLD", "封存"),
    "implausible": ("time cannot be right", "时间不合理"),
    "on_way": ("on its way", "在途"),
}


def word(name: str, language: str) -> str:
    """A word of the command line."""
    english, chinese = _WORDS[name]
    return chinese if language == "zh" else english


def banner(language: str) -> str:
    """What the demonstration says of itself."""
    return word("banner", language)


def json_text(value: Any) -> str:
    """Indented JSON with a line feed."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def example_code(office: Office, batch: str) -> str:
    """The typed code of a batch's last carton, for people to try."""
    with office.store.read() as conn:
        (match, *_) = find.by_key(conn, batch)
        return str(movements.packages(conn, match.batches[0], office.trace_limit)[-1].code)


def next_steps(settings: Settings, code: str) -> str:
    """What to try after the story."""
    if settings.language == "zh":
        return (
            f"\n试一试：\n  coldtrace trace {code}          一箱在仓的鲳鱼\n"
            "  coldtrace trace 350120201000917 --forward   由报关单查流向\n"
            "  coldtrace trace MSCU1234566 --balance       由集装箱查平衡\n"
            "  coldtrace rebuild --check                   重放台账并比对"
        )
    return (
        f"\nTry:\n  coldtrace trace {code}          a carton still in the warehouse\n"
        "  coldtrace trace 350120201000917 --forward   from the customs declaration onwards\n"
        "  coldtrace trace MSCU1234566 --balance       from the container to the balance\n"
        "  coldtrace rebuild --check                   replay the ledger and compare"
    )


def print_trace(console: Console, answer: Trace, language: str) -> None:
    """A trace as tables."""
    kinds = ", ".join(dict.fromkeys(found["as"] for found in answer.found))
    console.print(f"\n[bold]{answer.key}[/bold]  ({kinds})", highlight=False)
    for item in answer.items:
        _print_item(console, item, language)
    for batch in answer.batches:
        _print_origin(console, batch["origin"], language)
        if "facts" in batch:
            _print_facts(console, batch["facts"], language)
        if "moves" in batch:
            _print_moves(console, batch["moves"], language)
        if "now" in batch:
            _print_now(console, batch["now"], language)
        if "packages" in batch:
            _print_packages(console, batch["packages"], language)
        if "balance" in batch:
            _print_balance(console, batch["balance"], language)


def _minute(text: str | None) -> str:
    """A stored moment in China time, to the minute."""
    if text is None:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _print_item(console: Console, item: dict[str, Any], language: str) -> None:
    at = item["site"] or "–"
    table = Table(title=f"{word('path', language)} {item['code']} ({item['disposition']}, {at})")
    for column in ("site", "since", "until", "facts"):
        table.add_column(column)
    for stay in item["path"]:
        facts = ", ".join(map(str, stay["facts"]))
        table.add_row(stay["site"], _minute(stay["since"]), _minute(stay["until"]), facts)
    console.print(table)


def _print_origin(console: Console, origin: dict[str, Any], language: str) -> None:
    table = Table(title=f"{word('origin', language)}: {origin['batch']}", show_header=False)
    for name, value in origin.items():
        if name == "holds":
            for hold in value:
                table.add_row(f"[red]{word('hold', language)} {hold['hold']}[/red]", hold["why"])
        elif value not in ("", None):
            table.add_row(name, ", ".join(value) if isinstance(value, list) else str(value))
    console.print(table)


def _print_facts(console: Console, facts: list[dict[str, Any]], language: str) -> None:
    table = Table(title=word("facts", language))
    for column in ("fact", "kind", "happened", "site", ""):
        table.add_column(column)
    for fact in facts:
        notes = [*fact.get("breach", []), *(["corrected"] if fact.get("corrected") else [])]
        row = (fact["kind"], _minute(fact["happened"]), fact["site"] or "", ", ".join(notes))
        table.add_row(str(fact["fact"]), *row)
    console.print(table)


def _print_moves(console: Console, moves: list[dict[str, Any]], language: str) -> None:
    if not moves:
        return
    table = Table(title=word("moves", language))
    for column in ("from", "to", "pieces", "departed", "arrived", ""):
        table.add_column(column, justify="right" if column == "pieces" else "left")
    for move in moves:
        arrived = _minute(move["arrived"]) or word("on_way", language)
        note = "" if move["plausible"] else word("implausible", language)
        pieces = str(move["pieces"])
        table.add_row(move["from"], move["to"], pieces, _minute(move["departed"]), arrived, note)
    console.print(table)


def _print_now(console: Console, rows: list[dict[str, Any]], language: str) -> None:
    table = Table(title=word("now", language))
    for column in ("site", "holder", "disposition", "pieces", "kg", "call"):
        table.add_column(column, justify="right" if column in ("pieces", "kg") else "left")
    for row in rows:
        kilos = f"{row['grams'] / 1000:.1f}"
        place = (row["site"] or "–", row["holder"] or "–", row["disposition"])
        table.add_row(*place, str(row["pieces"]), kilos, row["call"] or "")
    console.print(table)


def _print_packages(console: Console, rows: list[dict[str, Any]], language: str) -> None:
    table = Table(title=word("packages", language))
    for column in ("code", "carton", "site", "disposition", "pieces"):
        table.add_column(column)
    for row in rows:
        where = (row["site"] or "–", row["disposition"])
        table.add_row(row["code"], str(row["carton"]), *where, str(row["pieces"]))
    console.print(table)


def _print_balance(console: Console, balance: dict[str, Any], language: str) -> None:
    parts = [
        f"{name.replace('_', ' ')} {balance[name]}"
        for name in (
            "on_hand",
            "in_transit",
            "sold",
            "consumed",
            "returned",
            "destroyed",
            "unexplained",
        )
        if balance[name] or name in ("on_hand", "sold", "unexplained")
    ]
    verdict = word("adds_up" if balance["adds_up"] else "open", language)
    total = f"received {balance['received']} = " + " + ".join(parts)
    console.print(f"{word('balance', language)}: {total}   ({verdict})", highlight=False)
