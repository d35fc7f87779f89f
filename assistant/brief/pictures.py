"""Which figures of a briefing are worth a chart: changes against last year, and what a total is made of."""

from __future__ import annotations

from decimal import Decimal

from assistant.brief.bench import Bench
from assistant.brief.figures import Figures
from assistant.brief.key_figures import KeyFigure
from assistant.brief.types import Cell, Picture, Table
from index.checks.intervals import judge_sum
from index.checks.types import DISAGREES

_WHOLES = (("spending", ("basic", "projects")), ("three", ("abroad", "cars", "reception")), ("purchases", ("goods", "works", "services")))
_YEARS = (("spending_total", "spending", "public_budget", "running_cost"), ("three", "cars", "reception", "abroad"))
FEWEST = 2


def draw_pictures(bench: Bench, figures: Figures, rows: list[KeyFigure]) -> tuple[Picture, ...]:
    """The charts that the key figures give; a composition only where its parts add up to the printed total."""
    known = {one.row.key: one for one in rows}
    parts = [_parts(bench, known, whole, keys) for whole, keys in _WHOLES]
    years = [_years(bench, figures, known, keys) for keys in _YEARS]
    return tuple(picture for picture in (*years, *parts) if picture is not None)


def _parts(bench: Bench, known: dict[str, KeyFigure], whole: str, keys: tuple[str, ...]) -> Picture | None:
    held = [known[key] for key in keys if key in known]
    if whole not in known or len([one for one in held if one.found.fact.value]) < FEWEST:
        return None
    total = known[whole].found.fact
    facts = [one.found.fact for one in held]
    negative = any(fact.value is None or fact.value < 0 for fact in facts)
    if negative or {fact.unit for fact in facts} != {total.unit} or judge_sum(total, facts) == DISAGREES:
        return None
    title = bench.word("chart_parts", item=bench.label(known[whole].row))
    shown = tuple((Cell(bench.label(one.row)), bench.printed(one.found.fact)) for one in held if one.found.fact.value)
    table = Table(title, (bench.word("head_item"), bench.word("head_amount", unit=total.unit)), shown)
    return Picture("parts", title, total.unit, table, (1,))


def _years(bench: Bench, figures: Figures, known: dict[str, KeyFigure], keys: tuple[str, ...]) -> Picture | None:
    held = [known[key] for key in keys if key in known and known[key].base is not None]
    held = [one for one in held if one.found.fact.value is not None and (one.found.fact.value or one.base.quantity.value)]
    units = {one.found.fact.unit for one in held} | {one.base.quantity.unit for one in held}
    if not held or len(units) != 1 or any(min(one.found.fact.value, one.base.quantity.value) < Decimal(0) for one in held):
        return None
    year, unit = figures.report.year or 0, units.pop()
    title = bench.word("chart_years_budget" if figures.is_budget else "chart_years", year=year, before=year - 1)
    rows = tuple((Cell(bench.label(one.row)), one.base.cell, bench.printed(one.found.fact)) for one in held)
    table = Table(title, (bench.word("head_item"), str(year - 1), str(year)), rows)
    return Picture("bars", title, unit, table, (1, 2))
