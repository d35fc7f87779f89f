"""Find the printed figure of a row of the key figures: of the whole body, the year, the basis and the fund it promises.

A row is read from facts whose mandated item is the row's own (`index.checks.concepts`); a figure of a part, of another
year, of a budget in final accounts, or of a performance form is not the row's. Nothing is worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.brief.words import Row
from assistant.evidence import beside
from index.checks.concepts import is_qualified
from index.checks.intervals import interval_of, is_money, same_measure
from index.checks.ledger import Ledger, names_year_before
from index.reading import Reading
from index.types import BUDGET_BASES, Fact

_FORM = re.compile(r"绩效|自评|目标|指标")
# Rows of the statement by economic classification print what a fund bore of an item, not the item of the whole body.
_ECONOMIC = re.compile(r"商品和服务支出|工资福利支出|资本性支出|对个人和家庭的?补助")
_PART = re.compile(r"其中|人均|车均|本级|下属|所属|除|不含|单价|新增|报废|处置")
_NOT_HELD = re.compile(r"购置|更新|新增|报废|购买|减少|增加|租")


@dataclass(frozen=True, slots=True)
class Found:
    """The printed figures of a row: the chosen one, others that print it too, and others that print something else."""

    fact: Fact
    same: tuple[Fact, ...] = ()
    other: tuple[Fact, ...] = ()


class Figures:
    """The figures of one report by row. `canonical` names by fact id what each figure is of."""

    def __init__(self, reading: Reading, canonical: Mapping[str, str]) -> None:
        self.reading = reading
        self.report = reading.report
        self.ledger = Ledger(reading)
        self._canonical = canonical

    @property
    def is_budget(self) -> bool:
        """Whether the report's own amounts are a budget's."""
        return self.report.kind == "预算"

    def find(self, row: Row, year: int | None = None, basis: str = "own") -> Found | None:
        """The row's figure of a year (the report's own by default); `basis` "budget" is what was planned of it."""
        wanted = str(year or self.report.year)
        pool = self._counts(row, wanted) if row.measure == "count" else self._amounts(row, wanted, basis)
        if not pool:
            return None
        best = min(pool, key=lambda fact: self._order(row, fact))
        same = tuple(fact for fact in pool if _agree(fact, best))
        other = tuple(fact for fact in pool if fact not in same)
        return Found(best, same, other)

    def _order(self, row: Row, fact: Fact) -> tuple:
        """Sentences first: they tell the change beside the figure; then print order."""
        return (fact.table is not None, -len(self._told_beside(fact)), fact.line, self.ledger.place[fact.id])

    def _amounts(self, row: Row, period: str, basis: str) -> list[Fact]:
        for concept in row.concepts:
            found = [
                fact for (name, when, _), facts in self.ledger.by_concept.items() if name == concept and when == period
                for fact in facts if self._of_basis(fact, basis) and not _is_part(fact)
            ]  # fmt: skip
            if found:
                return found
        return []

    def _of_basis(self, fact: Fact, basis: str) -> bool:
        if self.is_budget:
            return fact.basis in (*BUDGET_BASES, None)
        return fact.basis in BUDGET_BASES if basis == "budget" else fact.basis in ("决算", "执行", "上年决算", None)

    def _counts(self, row: Row, period: str) -> list[Fact]:
        periods = {period}
        if row.at == "held" and self.is_budget:
            periods.add(str(int(period) - 1))  # a budget tells what was held when it was drawn up
        found = [
            fact for fact in self.ledger.facts
            if fact.measure == "count" and fact.unit in row.units and fact.period in periods and not _is_part(fact)
            and self._suits(row, fact)
        ]  # fmt: skip
        return [fact for term in row.terms[:1] for fact in found if self._canonical.get(fact.id) == term] or found

    def _suits(self, row: Row, fact: Fact) -> bool:
        if row.pattern:
            return bool(re.search(row.pattern, fact.item))
        if row.at == "held" and (fact.path or _NOT_HELD.search(fact.item)):
            return False
        return self._canonical.get(fact.id) in row.terms

    def changes(self, found: Found, measure: str) -> list[Fact]:
        """The printed changes against the year before of a figure, where it is told; those beside the figure first."""
        near = [fact for one in (found.fact, *found.same) for fact in self._told_beside(one, measure)]
        return list(dict.fromkeys(near))

    def _told_beside(self, fact: Fact, measure: str = "") -> list[Fact]:
        """Changes, shares and rates of the same item in the same line or paragraph of text."""
        wanted = (measure,) if measure else ("change", "percent_change", "share", "completion_rate")
        return [
            other for other in self.reading.facts
            if other.measure in wanted and other.item == fact.item and other.period == fact.period
            and (beside(other, fact) or self._next_to(other, fact))
            and (other.measure not in ("change", "percent_change") or names_year_before(other.against, fact) or other.against is None)
            and (other.measure != "change" or other.value is None or is_money(other.unit) == is_money(fact.unit))
        ]  # fmt: skip

    def _next_to(self, other: Fact, fact: Fact) -> bool:
        """Whether a figure is told in the text right after: the same section, the next lines."""
        return fact.table is None and other.table is None and other.section == fact.section and 0 <= other.line - fact.line <= 3


def _is_part(fact: Fact) -> bool:
    words = (fact.item, *fact.path)
    return (
        is_qualified(fact)
        or any(_PART.search(word) for word in words)
        or any(_FORM.search(title) for title in fact.section)
        or any(_ECONOMIC.search(word) for word in fact.path)
    )


def _agree(one: Fact, other: Fact) -> bool:
    return same_measure(one, other) and not interval_of(one).gap(interval_of(other))
