"""The chain as a picture: places from left to right as the goods went, arrows for movements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from app.exchange.traces import words
from app.exchange.traces.findings import Findings, Move, Point
from app.exchange.traces.graphs import clean

_WIDE, _HIGH, _ACROSS, _DOWN = 250, 58, 340, 82
_STYLE = (
    "text{font:13px sans-serif;fill:#111}.b{fill:#fff;stroke:#333}.here{fill:#fde2e2;stroke:#a11}"
    ".away{fill:#eee;stroke:#777;stroke-dasharray:4 3}.m{fill:none;stroke:#555;marker-end:url(#a)}"
    ".s{font-size:11px;fill:#444}"
)


def svg(found: Findings) -> bytes:
    """A drawing without scripts, fonts or pictures from anywhere else."""
    columns = _columns(found.points, found.moves)
    place = {
        point.key: (20 + _ACROSS * across, 50 + _DOWN * down)
        for across, points in enumerate(columns)
        for down, point in enumerate(points)
    }
    wide = 40 + _ACROSS * max(1, len(columns))
    high = 80 + _DOWN * max(map(len, columns), default=1)
    title = escape(clean(str(found.question.get("asked", ""))))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img"><title>{title}</title><style>{_STYLE}</style>'
        '<defs><marker id="a" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto">'
        '<path d="M0,0L8,4L0,8z" fill="#555"/></marker></defs>',
        f'<text x="20" y="26">{title}</text>',
    ]
    counted = Counter(
        (m.source, m.target) for m in found.moves if m.source in place and m.target in place
    )
    for (source, target), moves in sorted(counted.items()):
        parts.append(_arrow(place[source], place[target], moves))
    parts += [_box(point, place[point.key]) for points in columns for point in points]
    return "".join([*parts, "</svg>"]).encode()


def _columns(points: Sequence[Point], moves: Sequence[Move]) -> list[list[Point]]:
    """Each place one column right of the first that sent goods there; going back changes nothing."""
    rank = dict.fromkeys((point.key for point in points), 0)
    for move in sorted(moves, key=lambda each: (each.departed, each.number)):
        if move.source in rank and rank.get(move.target) == 0 and move.target != move.source:
            rank[move.target] = rank[move.source] + 1
    columns: dict[int, list[Point]] = defaultdict(list)
    for point in sorted(points, key=lambda each: (each.since, each.key)):
        columns[rank[point.key]].append(point)
    return [columns[across] for across in sorted(columns)]


def _arrow(source: tuple[int, int], target: tuple[int, int], moves: int) -> str:
    forward = target[0] > source[0]
    x1, y1 = source[0] + (_WIDE if forward else 0), source[1] + _HIGH // 2
    x2, y2 = target[0] + (0 if forward else _WIDE), target[1] + _HIGH // 2
    middle = (x1 + x2) // 2
    label = (
        "" if moves == 1 else f'<text class="s" x="{middle}" y="{(y1 + y2) // 2 - 4}">{moves}×</text>'
    )
    return f'<path class="m" d="M{x1},{y1}C{middle},{y1} {middle},{y2} {x2},{y2}"/>{label}'


def _box(point: Point, at: tuple[int, int]) -> str:
    x, y = at
    kind = "away" if not point.name else "here" if point.pieces.get("on_hand") else "b"
    amounts = ", ".join(f"{words.cell('part', part)} {n}" for part, n in point.pieces.items() if n)
    name = clean(point.name or point.region)
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="5"/>'
        f'<text x="{x + 8}" y="{y + 19}">{escape(clean(point.key))}</text>'
        f'<text class="s" x="{x + 8}" y="{y + 34}">{escape(name[:30])}</text>'
        f'<text class="s" x="{x + 8}" y="{y + 50}">{escape(amounts)}</text>'
    )
