"""Labels: 2 500 cartons as PDF, against ``qrcode`` and Pillow used plainly, page by page.

Each way runs in a process of its own, which tells the seconds, the time to the first byte, the most
memory beyond what it had when everything was loaded, and the size of what it made. *plain* is what one
writes first: the library's automatic mask, a picture of the label at 300 dpi with eight lines of text,
and Pillow's PDF, a file a label.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw
from qrcode import QRCode, constants

from labels import fonts, layouts, pdf, zpl
from labels.label import Content
from labels.marks import INCH
from tests.labels.making import content

DPI = 300
ROUNDS = 3


def cartons(count: int) -> Iterator[Content]:
    """One label after the other."""
    return (content(n, number=f"{n}/{count}") for n in range(1, count + 1))


def streamed(count: int) -> Iterator[int]:
    """Ours: sizes of the pieces of one document."""
    return (len(part) for part in pdf.roll(cartons(count), layouts.load("carton"), DPI))


def commanded(count: int) -> Iterator[int]:
    """Ours for thermal printers."""
    return (len(part) for part in zpl.stream(cartons(count), layouts.load("carton"), 203))


def plain(count: int) -> Iterator[int]:
    """The plain way: sizes of the pages."""
    face = fonts.FAMILIES["text"].faces[0]
    small, large = fonts.sized(face, 40.0), fonts.sized(face, 65.0)
    for told in cartons(count):
        code = QRCode(error_correction=constants.ERROR_CORRECT_H, box_size=6)
        code.add_data(told.payload)
        code.make()
        picture = code.make_image().get_image()
        label = Image.new("1", (round(100 / INCH * DPI), round(60 / INCH * DPI)), 255)
        label.paste(picture, (14, 14))
        label.paste(picture, (896, 354))
        pen = ImageDraw.Draw(label)
        pen.text((295, 20), told.texts["product_zh"], font=large, fill=0)
        pen.text((14, 290), told.code, font=large, fill=0)
        pen.text((616, 626), told.code, font=large, fill=0)
        for n, name in enumerate(
            ("origin", "produced", "expires", "net", "storage", "station", "number")
        ):
            pen.text((21, 360 + 47 * n), told.texts[name], font=small, fill=0)
        out = BytesIO()
        label.save(out, "PDF", resolution=DPI)
        yield len(out.getvalue())


WAYS = {"streamed PDF": streamed, "ZPL": commanded, "plain": plain}


def _most() -> int:
    """The most memory this process has had, in kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _run(way: str, count: int, answer: Connection) -> None:
    make = WAYS[way]
    sum(make(10))  # fonts and tables are loaded once in the life of a service
    before, began = _most(), time.perf_counter()
    parts = make(count)
    size = next(parts) + next(parts)
    first = time.perf_counter() - began
    size += sum(parts)
    answer.send((time.perf_counter() - began, first, _most() - before, size))


def measured(way: str, count: int) -> tuple[float, float, int, int]:
    """(seconds, seconds to the first page, kilobytes more, bytes made)."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(way, count, there))
    process.start()
    found: tuple[float, float, int, int] = here.recv()
    process.join()
    return found


def main() -> None:
    """Print a table: ways by number of labels, medians of some rounds in turn."""
    asked = [
        ("plain", 250),
        ("streamed PDF", 250),
        ("streamed PDF", 2_500),
        ("ZPL", 250),
        ("ZPL", 2_500),
    ]
    found = {each: list[tuple[float, float, int, int]]() for each in asked}
    for _ in range(ROUNDS):
        for each in asked:
            found[each].append(measured(*each))
    plainly = 250 / median(seconds for seconds, *_ in found["plain", 250])
    heads = ("labels", "s", "labels/s", "× plain", "first ms", "+MB", "MB made")
    print(f"{'way':14}" + "".join(f"{head:>10}" for head in heads))
    for (way, count), rounds in found.items():
        seconds, first, more, size = (median(column) for column in zip(*rounds, strict=True))
        rate = count / seconds
        print(
            f"{way:14}{count:10}{seconds:10.2f}{rate:10.0f}{rate / plainly:10.1f}{first * 1e3:10.1f}"
            f"{more / 1024:10.1f}{size / 1e6:10.1f}"
        )
