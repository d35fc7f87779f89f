"""The table beside a chart: one row a mark, with its share of the whole where there is one. Shares are worked out, with the working."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.calculator import Quantity, share
from assistant.charts.types import BUDGET, COMPOSITION, Chart, Ground, Mark
from assistant.draft import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a chart. `share` is of the whole, in %, with `share_working`; both None where there is no whole."""

    series: str
    label: str
    period: str | None
    value: Decimal
    unit: str
    printed: str
    working: str | None
    grounds: tuple[Ground, ...]
    share: Decimal | None = None
    share_working: str | None = None
    is_whole: bool = False

    @property
    def shown(self) -> str:
        """The figure with commas and unit, as it stands in the table."""
        return shown(self.value, self.unit)


def rows_of(chart: Chart) -> tuple[Row, ...]:
    """The rows of a chart, the whole last; where items are set against their budgets, the figures of an item together."""
    by_series = rows_by_series(chart)
    if chart.kind == BUDGET:
        rows = [row for item in zip(*by_series, strict=True) for row in item]
    else:
        rows = [row for series in by_series for row in series]
    if chart.whole is not None:
        rows.append(_row(chart, chart.whole.label, chart.whole, is_whole=True))
    return tuple(rows)


def rows_by_series(chart: Chart) -> list[list[Row]]:
    """The rows of each series in the order its marks are drawn."""
    return [[_row(chart, series.name, mark) for mark in series.marks] for series in chart.series]


def _row(chart: Chart, series: str, mark: Mark, is_whole: bool = False) -> Row:
    part = share_of(chart, mark) if not is_whole else None
    return Row(
        series, mark.label, mark.period, mark.value, chart.unit, mark.printed, mark.working, mark.grounds,
        part[0] if part else None, part[1] if part else None, is_whole,
    )  # fmt: skip


def share_of(chart: Chart, mark: Mark) -> tuple[Decimal, str] | None:
    """(share of the whole in %, its working); None where there is no whole, or a part is negative."""
    if chart.kind != COMPOSITION or chart.whole is None or chart.whole.value <= 0 or has_negative(chart):
        return None
    working = share(Quantity(mark.value, chart.unit), Quantity(chart.whole.value, chart.unit))
    return working.result, working.expression


def has_negative(chart: Chart) -> bool:
    """Whether a part is below zero: it is then no part of a pie."""
    return any(mark.value < 0 for series in chart.series for mark in series.marks)
