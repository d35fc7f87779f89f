"""The table of key figures: each row's figure with last year's, the change, its share and how far the budget was met.

What is printed is quoted; what is not printed but follows from printed figures is worked out, with the working in its
footnote; everything else is said to be not disclosed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assistant.brief.bench import Bench, quantity
from assistant.brief.changes import told_of
from assistant.brief.figures import Figures, Found
from assistant.brief.types import Cell, Section, Table
from assistant.brief.words import Row
from assistant.calculator import CalculationError, Quantity, Working, derive_prior, difference, percent_change, share
from index.types import Fact


@dataclass(frozen=True, slots=True)
class Base:
    """The figure of the year before: printed, or worked out from the change."""

    cell: Cell
    quantity: Quantity
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One row as found, with last year's figure where it is known."""

    row: Row
    found: Found
    base: Base | None


def read_key_figures(bench: Bench, figures: Figures) -> list[KeyFigure]:
    """The key figures that a report prints, in the order of the list."""
    rows = [(row, figures.find(row)) for row in bench.words.rows]
    return [KeyFigure(row, found, find_base(bench, figures, row, found)) for row, found in rows if found is not None]


def find_base(bench: Bench, figures: Figures, row: Row, found: Found) -> Base | None:
    """The figure of the year before as this report prints it, or as it follows from the printed change."""
    year = figures.report.year
    before = figures.find(row, year - 1) if year and row.measure == "amount" else None
    if before is not None and before.fact.value is not None and not before.other:
        return Base(bench.printed(before.fact), quantity(before.fact), (before.fact,))
    change = _one(told_of(figures, found, "change"))
    if change is None or change.value is None or row.measure != "amount":
        return None
    working = try_work(lambda: derive_prior(quantity(found.fact), quantity(change)))
    return Base(bench.worked(working, found.fact, change), working.quantity, (found.fact, change)) if working else None


def tell_key_figures(bench: Bench, figures: Figures, rows: list[KeyFigure]) -> Section:
    """The section with the table, what was not found, and where a report prints a figure in several ways."""
    completion = not figures.is_budget
    heads = ["item", "value", "before", "change", "rate", "share"] + (["completion"] if completion else [])
    year = figures.report.year or 0
    headings = tuple(bench.word(f"head_{head}", year=year, before=year - 1) for head in heads)
    by_key = {one.row.key: one for one in rows}
    lines = tuple(_cells(bench, figures, one, by_key, completion) for one in rows)
    told = {bench.label(one.row) for one in rows}  # 人员经费 stands under one total or another
    missing = list(dict.fromkeys(bench.label(row) for row in bench.words.rows if bench.label(row) not in told))
    texts = (bench.word("budget_figures" if figures.is_budget else "outturn_figures", year=year),)
    remarks = [bench.word("legend")] if lines else []
    if missing:
        glue = "、" if bench.language == "zh" else "; "
        remarks.append(bench.word("not_disclosed", items=glue.join(missing)))
    tables = (Table(bench.word("key_figures"), headings, lines),) if lines else ()
    return Section("key_figures", bench.word("key_figures"), texts, tables, tuple(remarks))


def _cells(bench: Bench, figures: Figures, one: KeyFigure, known: dict[str, KeyFigure], completion: bool) -> tuple[Cell, ...]:
    indent = "\u3000" * one.row.level
    name = indent + bench.label(one.row)
    fact = one.found.fact
    if fact.period and figures.report.year and fact.period != str(figures.report.year):
        name += bench.word("of_period", period=fact.period)
    value = bench.printed(fact)
    if one.found.other:
        value = Cell(value.text, (*value.notes, *bench.notes.cite(*one.found.other)), value.value, value.unit, value.decimals)
        name += bench.word("differs")
    cells = [
        Cell(name), value, one.base.cell if one.base else bench.missing(), _change(bench, figures, one), _rate(bench, figures, one),
        _share(bench, figures, one, next((known[key] for key in one.row.part_of if key in known), None)),
    ]  # fmt: skip
    if completion:
        cells.append(bench.printed(_one(_valued(told_of(figures, one.found, "completion_rate")))))
    return tuple(cells)


def _change(bench: Bench, figures: Figures, one: KeyFigure) -> Cell:
    printed = _one(told_of(figures, one.found, "change"))
    if printed is not None:
        return bench.printed(printed)
    if one.base is None:
        return bench.missing()
    working = try_work(lambda: difference(quantity(one.found.fact), one.base.quantity))
    return bench.worked(working, one.found.fact, *one.base.facts) if working else bench.missing()


def _rate(bench: Bench, figures: Figures, one: KeyFigure) -> Cell:
    printed = _one(_valued(told_of(figures, one.found, "percent_change")))
    if printed is not None:
        return bench.printed(printed)
    if one.base is None:
        return bench.missing()
    working = try_work(lambda: percent_change(quantity(one.found.fact), one.base.quantity))
    return bench.worked(working, one.found.fact, *one.base.facts) if working else bench.missing()


def _share(bench: Bench, figures: Figures, one: KeyFigure, whole: KeyFigure | None) -> Cell:
    """The share of the whole that the list names: as printed where the print is of that whole, else worked out."""
    if whole is None or not whole.found.fact.value or one.found.fact.value is None:
        return bench.missing()
    working = try_work(lambda: share(quantity(one.found.fact), quantity(whole.found.fact)))
    if working is None:
        return bench.missing()
    for fact in told_of(figures, one.found, "share"):
        if fact.value is not None and abs(fact.value - working.result) <= Decimal("0.5").scaleb(-fact.decimals) + Decimal("0.01"):
            return bench.printed(fact)
    return bench.worked(working, one.found.fact, whole.found.fact)


def _valued(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.value is not None]


def _one(facts: list[Fact]) -> Fact | None:
    """The figure told of an item; None where two different ones are told, for then what each is of is not sure."""
    valued = {(fact.value, fact.unit) for fact in facts if fact.value is not None}
    return facts[0] if facts and len(valued) <= 1 else None


def try_work(work: Callable[[], Working]) -> Working | None:
    """A calculation, None where the figures are of two kinds or the base is none."""
    try:
        return work()
    except CalculationError:
        return None

