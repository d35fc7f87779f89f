"""The pictures a report announces ("（图3：支出决算结构图）") and does not hold as text, drawn from the figures around the caption.

A caption tells its kind by its words: 变动 is change, 结构 composition, 预决算对比 budget against actual. What stands in the
caption's own section is drawn, nothing from elsewhere; where nothing there fits, the picture is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.charts.book import Book
from assistant.charts.sketch import PLAIN, Line, Name, Sketch, common_unit
from assistant.charts.types import BUDGET, CHANGE, COMPOSITION

_CAPTION = re.compile(
    r"^(?:\s|\[[^\]]*\])*[（(【\[]?\s*(?P<mark>图\s*(?:\d+(?:[-－–—.]\d+)*|[一二三四五六七八九十]+))\s*[:：、.．\s]?\s*(?P<words>(?:[^（(）)】\]]|[（(][^（()）]*[）)]){2,60})"
)
_OF_BOTH = re.compile(r"预决算|预算.{0,6}决算.{0,8}(?:对比|比较|差异)|预算执行|完成预算")
_OF_CHANGE = re.compile(r"变动|增减|变化|对比|比较|同比|趋势")
_OF_PARTS = re.compile(r"结构|构成|组成|占比|分布|比重")
_INCOME = re.compile(r"收")
_SPENDING = re.compile(r"支")
# How it is drawn, and in what unit, is no part of what it shows.
_FORM = re.compile(r"(?:[（(](?:[^（()）]*图|[^（()）]*单位[^（()）]*)[）)])+$")
_SENTENCE = re.compile(r"[。；;，,]|所示|见图|可知")


@dataclass(frozen=True, slots=True)
class Caption:
    """An announced picture: the line, "图3", its words, and the kind they tell."""

    line: int
    mark: str
    words: str
    kind: str

    @property
    def title(self) -> str:
        """The caption as printed, without brackets and residue."""
        return f"{self.mark}：{self.words}"


def find_captions(book: Book) -> Iterator[Caption]:
    """The announced pictures of a report in print order."""
    for line, text in book.ledger.texts.items():
        found = _CAPTION.match(text)
        if found is None:
            continue
        words = _FORM.sub("", found["words"].strip())
        kind = None if _SENTENCE.search(words) else _kind(words)
        if kind is not None:
            yield Caption(line, re.sub(r"\s", "", found["mark"]), words, kind)


def _kind(words: str) -> str | None:
    if _OF_BOTH.search(words):
        return BUDGET
    if _OF_PARTS.search(words):
        return COMPOSITION
    return CHANGE if _OF_CHANGE.search(words) else None


def find_announced(book: Book, sketches: Sequence[Sketch]) -> Iterator[Sketch]:
    """The announced pictures that `sketches` of the report, or some of them together, are."""
    for caption in find_captions(book):
        section = book.section(caption.line)
        near = [one for one in sketches if one.kind == caption.kind and _fits(caption, one) and _stands_in(one, book, section)]
        drawn = _together(near) if caption.kind == CHANGE else _nearest(near, book, section, caption)
        if drawn is not None:
            ground = book.ground_at(caption.line)
            yield replace(
                drawn.with_announced(ground), item=caption.title, subject=Name(PLAIN, caption.title), order=caption.line,
                year=book.report.year, way=None,
            )  # fmt: skip


def _stands_in(sketch: Sketch, book: Book, section: str) -> bool:
    return any(ground.file == book.report.file and book.section(ground.line) == section for point in sketch.points for ground in point.grounds)


def _fits(caption: Caption, sketch: Sketch) -> bool:
    """Whether a caption's words and a sketch are of one thing: three expenses or none, the same side of the account."""
    item = sketch.item
    if ("三公" in caption.words) != ("三公" in item):
        return False
    if "三公" in item:
        return True
    income, spending = bool(_INCOME.search(caption.words)), bool(_SPENDING.search(caption.words))
    if income == spending:
        return bool(_INCOME.search(item) or _SPENDING.search(item)) or caption.words[:4] in item
    return ("收" in item) == income and ("支" in item) == spending


def _nearest(near: Sequence[Sketch], book: Book, section: str, caption: Caption) -> Sketch | None:
    """The one whose total stands in the section and nearest before the caption, else the one with most points there."""
    if not near:
        return None

    def rank(sketch: Sketch) -> tuple[bool, int, int]:
        lines = [ground.line for point in sketch.points for ground in point.grounds]
        inside = sum(book.section(line) == section for line in lines)
        return sketch.whole is not None and book.section(sketch.order) == section, inside, -abs(caption.line - max(lines))

    return max(near, key=rank)


def _together(near: Sequence[Sketch]) -> Sketch | None:
    """The changes of a section as one picture: each item a series, over the years that all have."""
    if not near:
        return None
    shared = set(near[0].periods).intersection(*(sketch.periods for sketch in near))
    by_name = {line.name: line for sketch in near for line in sketch.lines}  # an item may stand in two of them
    lines = tuple(Line(line.name, tuple(point for point in line.points if point.period in shared)) for line in by_name.values())
    points = [point for line in lines for point in line.points]
    if len(shared) < 2 or common_unit(points) is None:
        return None
    notes = tuple(dict.fromkeys(note for sketch in near for note in sketch.notes))
    return replace(near[0], lines=lines, notes=notes)
