"""The table beside a chart: one row a mark, with its share of the whole where there is one. Shares are worked out, with the working."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.calculator import Quantity, share
from assistant.charts.types import COMPOSITION, Chart, Ground, Mark
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
    """The rows of a chart in the order its marks are drawn, the whole last."""
    rows = [_row(chart, series.name, mark) for series in chart.series for mark in series.marks]
    if chart.whole is not None:
        rows.append(_row(chart, chart.whole.label, chart.whole, is_whole=True))
    return tuple(rows)


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
