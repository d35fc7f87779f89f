"""A report beside another: last year's of the same body, or another body's of the same year. Each figure is of its own report."""

from __future__ import annotations

from assistant.brief.bench import Bench, quantity
from assistant.brief.figures import Figures
from assistant.brief.key_figures import try_work
from assistant.brief.types import Cell, Section, Table
from assistant.brief.words import Row
from assistant.calculator import difference, percent_change, ratio
from index.checks.intervals import same_measure
from index.types import Fact


def tell_comparison(bench: Bench, own: Figures, other: Figures, key: str) -> Section:
    """The section `key` ("prior" or "other") with a row for each figure that both reports print."""
    title = bench.word(f"{key}_title")
    pairs = [
        (row, left.fact, right.fact) for row in bench.words.rows
        if (left := own.find(row)) and (right := other.find(row)) and not left.other and not right.other and _alike(left.fact, right.fact)
    ]  # fmt: skip
    about = bench.word(
        f"{key}_told", own=bench.body(own.report), other=bench.body(other.report), own_year=own.report.year or "",
        other_year=other.report.year or "", own_file=own.report.file, other_file=other.report.file,
    )  # fmt: skip
    texts = [about]
    if own.report.scope != other.report.scope:
        texts.append(bench.word("scopes_differ", own=own.report.scope or "–", other=other.report.scope or "–"))
    if not pairs:
        return Section(key, title, (*texts, bench.word("nothing_common")))
    names = [f"{figures.report.year}" if key == "prior" else bench.body(figures.report) for figures in (own, other)]
    headings = (bench.word("head_item"), *names, bench.word("head_difference"), bench.word("head_rate" if key == "prior" else "head_multiple"))
    rows = tuple(_row(bench, row, left, right, key) for row, left, right in pairs)
    return Section(key, title, tuple(texts), (Table(title, headings, rows),))


def _alike(left: Fact, right: Fact) -> bool:
    """Whether two figures can be set against each other: both numbers, of one kind of unit."""
    return left.value is not None and right.value is not None and same_measure(left, right)


def _row(bench: Bench, row: Row, left: Fact, right: Fact, key: str) -> tuple[Cell, ...]:
    """Both figures, their difference, and the change in percent over years or the multiple between bodies."""
    gap = try_work(lambda: difference(quantity(left), quantity(right)))
    relate = percent_change if key == "prior" else ratio
    related = try_work(lambda: relate(quantity(left), quantity(right))) if row.measure == "amount" and right.value else None
    return (
        Cell("\u3000" * row.level + bench.label(row)), bench.printed(left), bench.printed(right),
        bench.worked(gap, left, right) if gap else bench.missing(), bench.worked(related, left, right) if related else bench.missing(),
    )  # fmt: skip
