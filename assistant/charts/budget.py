"""Charts of budget against actual: both printed for one item, on one line or in one table row, each basis a series.

No budget is worked out from a completion rate here: a printed rate is rounded. Where reports print only rates, the rates
themselves are drawn.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.charts.book import BUDGET, OUTTURN, Book, in_form, may_draw
from assistant.charts.sketch import ITEM, PLAIN, WORD, Line, Name, Note, Point, Sketch, common_unit
from assistant.charts.types import BUDGET as KIND
from index.checks.concepts import ABROAD, BUYING, CARS, RECEPTION, RUNNING, THREE, bare, concept_of, is_total
from index.checks.intervals import value_of
from index.sections import split_mark
from index.types import Fact
from index.units import MONEY_UNITS

_SERIES = {"年初预算": "series_initial", "预算": "series_budget", "调整预算": "series_adjusted", OUTTURN: "series_outturn"}
BASES = tuple(_SERIES)
THREE_ITEMS = (THREE, ABROAD, CARS, BUYING, RUNNING, RECEPTION)
_EXECUTION = re.compile(r"预算执行")
_TOTAL_FUNDS = re.compile(r"^(?:总额|合计|年度资金总额|资金总额)$")
MOST_ITEMS = 24
# Lines between an item's budget and its outturn: a paragraph of a PDF.
NEAR = 4
RATES = "完成预算"


def find_budgets(book: Book) -> Iterator[Sketch]:
    """The items of a report whose budget and outturn are both printed, and the rates of those where only they are."""
    if book.basis == BUDGET or book.year is None or book.report.kind == "月报":
        return
    by_item = {concept: row for concept in book.concepts if (row := _of_concept(book, concept))}
    three = {concept: by_item[concept] for concept in THREE_ITEMS if concept in by_item}
    if three:
        yield from _sketch(book, next(iter(three)) if len(three) == 1 else THREE, three)
    for concept, row in by_item.items():
        if concept not in three:
            yield from _sketch(book, concept, {concept: row})
    yield from _in_prose(book)
    yield from _tables(book)
    yield from _projects(book)
    yield from _rates(book)


def _of_concept(book: Book, concept: str) -> dict[str, Fact]:
    found = {}
    for basis in BASES:
        fact = book.amount(concept, book.year, (basis,))
        if fact is not None and fact.unit in MONEY_UNITS and not in_form(fact):
            found[basis] = fact
    return found if OUTTURN in found and len(found) > 1 else {}


def _sketch(book: Book, item: str, rows: Mapping[str, Mapping[str, Fact]], name: Name | None = None, kind: str = "") -> Iterator[Sketch]:
    """One chart of items by basis, with the bases that every item prints; what lacks one is left out and told."""
    bases = [basis for basis in BASES if basis == OUTTURN or any(basis in row for row in rows.values())]
    budgets = [basis for basis in bases if basis != OUTTURN]
    most = max(budgets, key=lambda basis: sum(basis in row for row in rows.values()), default=None)
    kept = {label: row for label, row in rows.items() if OUTTURN in row and most in row}
    bases = [basis for basis in bases if all(basis in row for row in kept.values())]
    if not kept or len(bases) < 2:
        return
    notes = []
    if len(kept) > MOST_ITEMS:
        largest = sorted(kept, key=lambda label: value_of(kept[label][OUTTURN]), reverse=True)[:MOST_ITEMS]
        notes.append(Note("note_largest", (("all", str(len(kept))), ("count", str(MOST_ITEMS)))))
        kept = {label: row for label, row in kept.items() if label in largest}
    lines = tuple(
        Line(Name(WORD, _SERIES[basis]), tuple(book.point(Name(ITEM, label), row[basis]) for label, row in kept.items()))
        for basis in bases
    )
    points = [point for line in lines for point in line.points]
    if common_unit(points) is None or not any(point.value for point in points):
        return
    unpaired = [label for label, row in rows.items() if OUTTURN not in row or most not in row]
    notes += [Note("note_no_pair", (("item", Name(ITEM, label)),)) for label in unpaired]
    order = min(point.facts[0].line for point in points)
    yield Sketch(
        KIND, book.report.entity, book.report.year, item, name or Name(ITEM, item), kind or "-".join(bases), lines, None, tuple(notes), order=order
    )


def _in_prose(book: Book) -> Iterator[Sketch]:
    """Items told one by one with their budget and what was spent, by section ("年初预算为…，支出决算为…")."""
    sections: dict[str, dict[tuple[str, ...], dict[str, Fact]]] = defaultdict(lambda: defaultdict(dict))
    doubled: set[tuple[str, ...]] = set()
    for fact in book.ledger.prose:
        known = fact.measure == "amount" and fact.basis in BASES and fact.period == book.year and fact.unit in MONEY_UNITS
        if not known or concept_of(fact) or in_form(fact) or not fact.path or not may_draw(fact):
            continue
        key = (*fact.path, fact.item)
        row = sections[_section(book, fact)][key]
        if fact.basis in row and row[fact.basis].value != fact.value:
            doubled.add(key)
        row.setdefault(fact.basis, fact)
    for section, rows in sections.items():
        near = {
            key: row for key, row in rows.items()
            if key not in doubled and len(row) > 1 and max(f.line for f in row.values()) - min(f.line for f in row.values()) <= NEAR
        }  # fmt: skip
        names = [key[-1] for key in near]
        labelled = {key[-1] if names.count(key[-1]) == 1 else "/".join(key[-2:]): row for key, row in near.items()}
        if len(labelled) > 1:
            heading = section.rpartition(" › ")[2]
            mark = split_mark(heading)
            title = bare(mark[2] if mark else heading)
            yield from _sketch(book, title, labelled, Name(PLAIN, title))


def _section(book: Book, fact: Fact) -> str:
    """The section that lists an item among others: an item's own heading ("1、…行政运行（项）") is none."""
    titles = book.section(fact.line).split(" › ")
    while len(titles) > 1 and fact.item in titles[-1] and fact.path and fact.path[-1] in titles[-1]:
        titles.pop()
    return " › ".join(titles)


def _tables(book: Book) -> Iterator[Sketch]:
    """Tables with a budget and an outturn column for each class of spending."""
    for facts in book.ledger.tables.values():
        rows: dict[tuple[int, str], dict[str, Fact]] = defaultdict(dict)
        doubled: set[tuple[int, str]] = set()
        for fact in facts:
            classes = fact.code is not None and len(fact.code) == 3
            total = fact.code is None and is_total(bare(fact.item))
            known = fact.measure == "amount" and fact.period == book.year and fact.unit in MONEY_UNITS and not in_form(fact)
            if not (known and (classes or total) and may_draw(fact) and fact.basis in BASES):
                continue
            if fact.basis in rows[fact.row, fact.item]:
                doubled.add((fact.row, fact.item))  # two outturns in a row: which one the budget is of is not known
            rows[fact.row, fact.item][fact.basis] = fact
        labelled = {item: row for (number, item), row in rows.items() if len(row) > 1 and (number, item) not in doubled}
        if sum(any(fact.code for fact in row.values()) for row in labelled.values()) >= 1 and not doubled:
            title = next((name for name in reversed(facts[0].section) if name), "")
            if title:
                yield from _sketch(book, bare(title), labelled)


def _projects(book: Book) -> Iterator[Sketch]:
    """The projects of a report's evaluation forms: what each was given and what it spent."""
    rows: dict[str, dict[str, Fact]] = {}
    for facts in book.ledger.tables.values():
        for fact in facts:
            own = fact.path and _EXECUTION.search(fact.path[-1]) and _TOTAL_FUNDS.match(bare(fact.item))
            if own and len(fact.path) > 1 and fact.measure == "amount" and fact.basis in BASES and may_draw(fact):
                row = rows.setdefault(fact.path[0], {})
                if fact.basis in row and row[fact.basis].value != fact.value:
                    row[OUTTURN + "?"] = fact
                row.setdefault(fact.basis, fact)
    sure = {project: row for project, row in rows.items() if OUTTURN + "?" not in row and len({f.table for f in row.values()}) == 1}
    if len(sure) >= 2:
        yield from _sketch(book, "projects", sure, Name(WORD, "subject_projects"), "projects")


def _rates(book: Book) -> Iterator[Sketch]:
    """Completion rates as printed, by section, the three expenses together."""
    groups: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in book.facts:
        sure = fact.measure == "completion_rate" and fact.value is not None and fact.unit == "%" and may_draw(fact)
        if not sure or in_form(fact) or fact.period != book.year:
            continue
        concept = concept_of(fact)
        group = THREE if concept in THREE_ITEMS else _section(book, fact)
        label = concept or bare(fact.item)
        if label in groups[group] and groups[group][label].value != fact.value:
            label = "/".join((*fact.path[-1:], label))
        groups[group].setdefault(label, fact)
    for group, rates in groups.items():
        named = {label: fact for label, fact in rates.items() if not is_total(label)}
        held = {label: fact for label, fact in named.items() if book.doubt(fact) is None}
        if 2 <= len(held) <= 2 * MOST_ITEMS and any(fact.value for fact in held.values()):
            heading = group.rpartition(" › ")[2]
            mark = split_mark(heading)
            title = bare(mark[2] if mark else heading)
            left = {label: fact for label, fact in named.items() if label not in held}
            yield _of_rates(book, title, Name(ITEM, group) if group == THREE else Name(PLAIN, title), held, left)


def _of_rates(book: Book, item: str, subject: Name, rates: Mapping[str, Fact], left: Mapping[str, Fact]) -> Sketch:
    points: Sequence[Point] = [book.point(Name(ITEM, label), fact) for label, fact in rates.items()]
    line = Line(Name(WORD, "series_rate"), tuple(points))
    order = min(fact.line for fact in rates.values())
    notes = []
    for label, fact in left.items():
        finding = book.doubt(fact)
        holes = (("printed", finding.printed), ("line", str(finding.line)), ("recomputed", finding.recomputed))
        notes.append(Note("note_rate_left_out", (("item", Name(ITEM, label)), *holes)))
    return Sketch(KIND, book.report.entity, book.report.year, item, subject, RATES, (line,), None, tuple(notes), order=order)
