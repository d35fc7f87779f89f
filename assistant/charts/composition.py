"""Charts of what a total is made of. Parts and whole are of one fund, one basis and one year, or are not drawn.

A whole is drawn as one only where the printed parts add to it within rounding; where they do not, the amounts are shown
without it and a note says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.charts.book import Book, in_form, may_draw
from assistant.charts.sketch import ITEM, Line, Name, Note, Sketch
from assistant.charts.types import COMPOSITION
from index.checks.concepts import (
    ABROAD,
    BASIC,
    BUYING,
    CARS,
    GOODS,
    INCOME,
    OFFICE,
    PEOPLE,
    PROJECTS,
    PURCHASES,
    RECEPTION,
    RUNNING,
    SERVICES,
    SPENDING,
    THREE,
    WORKS,
    bare,
    concept_of,
    fund_of,
    is_total,
)
from index.checks.intervals import judge_sum, same_measure, value_of
from index.checks.parts import check_parts
from index.checks.types import DISAGREES, ROUNDING
from index.types import Fact
from index.units import MONEY_UNITS

# What the official template divides a total into: whole → ways to divide it, the first that is printed counts.
TEMPLATE: dict[str, tuple[tuple[str, ...], ...]] = {
    THREE: ((ABROAD, CARS, RECEPTION), (ABROAD, BUYING, RUNNING, RECEPTION)),
    CARS: ((BUYING, RUNNING),),
    SPENDING: ((BASIC, PROJECTS),),
    BASIC: ((PEOPLE, OFFICE),),
    PURCHASES: ((GOODS, WORKS, SERVICES),),
}
_FUND = re.compile(r"^(.*?)((?:（[^（）]*）)?)$")
_SOURCES = re.compile(r"^(?:财政拨款|上级补助|事业(?:单位经营)?|经营|附属单位上缴|其他)(?:收入)?$")
_WHOLE_INCOME = re.compile(r"^(?:本年)?(?:收入)?(?:预算/)?(?:合计|总计)$|^本年收入(?:合计)?$")
_WHOLE_COLUMN = re.compile(r"(?:^|/)(?:(?:本年)?支出(?:合计)?|合计|小计|金额|(?:支出)?(?:决算|预算)数?)$")
# How a total is divided, told by the names of most of its parts.
_WAYS = (
    ("by_nature", re.compile(r"^(?:基本|项目)支出$|^(?:人员|公用)经费$")),
    ("by_source", re.compile(r"收入$|^(?:一般公共预算|财政)?(?:财政)?拨款$")),
    ("by_function", re.compile(
        r"^(?:一般公共服务|外交|国防|公共安全|教育|科学技术|文化(?:旅游)?体育|社会保障和就业|卫生健康|医疗卫生|节能环保|城乡社区|农林水|交通运输|"
        r"资源勘探|商业服务业|金融|援助|自然资源|住房保障|粮油物资|灾害防治|其他支出)")),
)  # fmt: skip
_RESIDUE = re.compile(r"(?:同|为|是|共)$")
MOST_PARTS = 30


def once(found: Iterable[Sketch]) -> Iterator[Sketch]:
    """Each total once, however often a report prints it; one part that is all of it shows nothing."""
    seen: set[tuple] = set()
    for sketch in found:
        parts = frozenset((point.name.text, point.value) for point in sketch.points)
        values = frozenset(point.value for point in sketch.points if point.value)
        figures = frozenset(point.facts[0].id for point in sketch.points)
        keys = {(sketch.item, parts), (sketch.item, sketch.whole.value if sketch.whole else None, values), (figures,)}
        if len(values) > 1 and not keys & seen:
            seen |= keys
            yield sketch


def every_composition(book: Book) -> Iterator[Sketch]:
    """The totals of a report whose parts are printed, each as often as it is printed."""
    if book.report.kind not in ("月报", "绩效"):
        yield from (*_by_template(book), *_by_prose(book), *_by_source(book), *_by_class(book), *_by_list(book))


def compose(book: Book, total: Fact, parts: Sequence[Fact], item: str, names: Sequence[str]) -> Sketch | None:
    """A sketch of parts under their total; None where they cannot stand side by side."""
    every = (total, *parts)
    if not all(may_draw(fact) and fact.unit in MONEY_UNITS and same_measure(fact, total) for fact in every):
        return None
    if len({fact.period for fact in every}) > 1 or not 2 <= len(parts) <= MOST_PARTS:
        return None
    if any(one.basis != total.basis for one in parts) or total.unit != parts[0].unit and not same_measure(total, parts[0]):
        return None
    outcome = judge_sum(total, parts)
    points = tuple(book.point(Name(ITEM, name), fact) for name, fact in zip(names, parts, strict=True))
    whole = book.point(Name(ITEM, item), total)
    notes: tuple[Note, ...] = ()
    if outcome == DISAGREES:
        place = (("value", f"{total.value}{total.unit}"), ("line", str(total.line)))
        notes = (Note("note_not_whole", (("whole", Name(ITEM, item)), *place)),)
        whole = None
    elif outcome == ROUNDING or value_of(total) != sum(value_of(part) for part in parts):
        notes = (Note("note_rounding"),)
    if total.value <= 0:
        return None
    subject = Name(ITEM, item)
    way = next((way for way, pattern in _WAYS if sum(bool(pattern.search(name)) for name in names) * 2 > len(names)), None)
    return Sketch(
        COMPOSITION, book.report.entity, book.report.year if total.period == book.year else int(total.period or 0) or None, item,
        subject, total.basis or book.basis, (Line(subject, points),), whole, notes, order=total.line, way=way,
    )  # fmt: skip


def _by_template(book: Book) -> Iterator[Sketch]:
    """Totals that the template divides, wherever their parts are printed."""
    for concept in book.concepts:
        base, fund = _FUND.match(concept).groups() if _FUND.match(concept) else (concept, "")
        total = book.amount(concept, book.year, book.bases) if base in TEMPLATE else None
        if total is None:
            continue
        for way in TEMPLATE[base]:
            held = [(part, fact) for part in way if (fact := book.amount(part + fund, book.year, (total.basis,)))]
            needed = [part for part in way if part != ABROAD and part != WORKS]
            if all(part in [name for name, _ in held] for part in needed):
                sketch = compose(book, total, [fact for _, fact in held], concept, [name for name, _ in held])
                if sketch is not None:
                    yield sketch
                break


def _by_prose(book: Book) -> Iterator[Sketch]:
    """Totals in sentences with parts that are known to make them up."""
    for trial in check_parts(book.ledger):
        total, parts = trial.facts[0], trial.facts[1:]
        if total.measure != "amount" or in_form(total) or total.period != book.year:
            continue
        item = concept_of(total) or _RESIDUE.sub("", bare(total.item))
        sketch = compose(book, total, parts, item, [bare(part.item) or part.item for part in parts])
        if sketch is not None and (sketch.whole or trial.outcome == DISAGREES):
            yield sketch


def _by_source(book: Book) -> Iterator[Sketch]:
    """Income by source: the total row of a table with a column for each source."""
    for facts in book.ledger.tables.values():
        rows: dict[tuple[int, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            if is_total(bare(fact.item)) and fact.measure == "amount" and fact.column and fact.period == book.year:
                rows[fact.row, fact.item].append(fact)
        for row in rows.values():
            totals = [fact for fact in row if _WHOLE_INCOME.match(re.sub(r"^收入(?:预算|决算)?/", "", fact.column))]
            parts = [fact for fact in row if _SOURCES.match(fact.column.rpartition("/")[2])]
            if len(totals) == 1 and len(parts) >= 2:
                sketch = compose(book, totals[0], parts, INCOME, [part.column.rpartition("/")[2] for part in parts])
                if sketch is not None and sketch.whole is not None:
                    yield sketch


def _by_class(book: Book) -> Iterator[Sketch]:
    """Spending by function: the rows of three-digit codes in a table with its total row."""
    for facts in book.ledger.tables.values():
        columns: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.measure == "amount" and fact.column and fact.period == book.year:
                columns[fact.column].append(fact)
        for column, cells in columns.items():
            classes = [fact for fact in cells if fact.code and len(fact.code) == 3 and fact.code[0] == "2"]
            totals = [fact for fact in cells if not fact.code and is_total(bare(fact.item))]
            if len(classes) < 2 or len(totals) != 1 or not _WHOLE_COLUMN.search(column) or _is_income(totals[0]):
                continue
            if len({fact.code for fact in classes}) < len(classes):
                continue
            fund = fund_of(totals[0])
            concept = concept_of(totals[0]) or (f"{SPENDING}（{fund}）" if fund else SPENDING)
            sketch = compose(book, totals[0], classes, concept, [fact.item for fact in classes])
            if sketch is not None and sketch.whole is not None:
                yield sketch


def _by_list(book: Book) -> Iterator[Sketch]:
    """Spending by function told in a sentence ("主要用于以下方面：一般公共服务支出…；…") whose parts add to the total."""
    pattern = dict(_WAYS)["by_function"]
    for total in book.ledger.prose:
        spending = total.measure == "amount" and "支出" in total.item and not pattern.search(bare(total.item)) and not in_form(total)
        if not spending or total.period != book.year:
            continue
        parts = []
        for fact in book.ledger.facts[book.ledger.place[total.id] + 1 :]:
            if fact.measure in ("share", "percent_change") and fact.section == total.section:
                continue
            if fact.measure != "amount" or fact.section != total.section or not pattern.search(bare(fact.item)) or len(fact.path) > 1:
                break
            parts.append(fact)
        if len({bare(part.item) for part in parts}) == len(parts) >= 2:
            item = concept_of(total) or bare(total.item)
            sketch = compose(book, total, parts, item, [bare(part.item) for part in parts])
            if sketch is not None and sketch.whole is not None:
                yield sketch


def _is_income(total: Fact) -> bool:
    return "收入" in (total.column or "") or (bool(total.section) and "收入" in total.section[-1] and "支出" not in total.section[-1])
