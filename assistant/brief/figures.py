"""Find the printed figure of a row of the key figures: of the whole body, the year, the basis and the fund it promises.

A row is read from facts whose mandated item is the row's own (`index.checks.concepts`), else from a label that says just
what the row says. A figure of a part, of another year, of a budget in final accounts, or of a performance form is not the
row's. Nothing is worked out here; the changes told of a figure are in `assistant.brief.changes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.brief.words import Row
from index.checks.concepts import concept_of, fund_of, is_qualified, is_total
from index.checks.intervals import interval_of, is_money, same_measure
from index.checks.ledger import Ledger
from index.reading import Reading
from index.types import BUDGET_BASES, Fact

_FORM = re.compile(r"绩效|自评|目标|指标")
# Rows of the statement by economic classification print what a fund bore of an item, not the item of the whole body.
_ECONOMIC = re.compile(r"商品和服务支出|工资福利支出|资本性支出|对个人和家庭的?补助")
_PART = re.compile(r"其中|人均|车均|本级|下属|所属|除|不含|单价|新增|报废|处置")
# What a figure may stand under and still be of the whole body.
_WHOLE = re.compile(
    r"^(?:收支|(?:本年|全年|当年|年度|部门|单位|总)?(?:收入|支出))(?:总计|合计|总额|决算|预算|总量)*(?:同|的?(?:具体)?(?:构成|组成).{0,2})?$"
)
# Words that limit a figure to just what a report of this scope is of.
_OWN_WORDS = {
    "本级": re.compile(r"[省市县区镇乡]?本级"), "区级": re.compile(r"区本?级"), "县级": re.compile(r"县本?级"), "市级": re.compile(r"市本?级"),
    "汇总": re.compile(r"全[区县市]"),
}  # fmt: skip
_FUND_NAMED = re.compile(r"（([^（）]+)）$")
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
        best = min(pool, key=self._order)
        same = tuple(fact for fact in pool if _agree(fact, best))
        return Found(best, same, tuple(fact for fact in pool if fact not in same))

    def _order(self, fact: Fact) -> tuple:
        """Sentences first, and among them those that tell a change beside the figure; then print order."""
        told = {f.measure for f in self.reading.facts if f.line == fact.line and f.item == fact.item and f.measure != fact.measure}
        return (fact.table is not None, -len(told), fact.line, self.ledger.place[fact.id])

    def _amounts(self, row: Row, period: str, basis: str) -> list[Fact]:
        """By mandated item; else, where all places agree, as a performance report tells it or by the label's own words."""
        facts = [fact for fact in self.ledger.facts if self._is_amount(fact, period, basis)]
        for concept in row.concepts:
            told = _final([fact for fact in facts if self.concept(fact) == concept and not self.is_part(fact)])
            plain = [fact for fact in told if not in_form(fact)]
            if plain:
                return plain
            told = [fact for fact in told if fact.table is None and not fact.path]
            if told and self.ledger.all_agree(told):
                return told
        for by in (self._is_worded, self._is_known):
            named = _final([f for f in facts if by(row, f) and not self.is_part(f) and not in_form(f)])
            if named:
                return named if self.ledger.all_agree(named) else []
        return []

    def _is_amount(self, fact: Fact, period: str, basis: str) -> bool:
        return fact.measure == "amount" and is_money(fact.unit) and fact.period == period and self._of_basis(fact, basis)

    def _of_basis(self, fact: Fact, basis: str) -> bool:
        if self.is_budget:
            return fact.basis in (*BUDGET_BASES, None)
        return fact.basis in BUDGET_BASES if basis == "budget" else fact.basis in ("决算", "执行", "上年决算", None)

    def _is_worded(self, row: Row, fact: Fact) -> bool:
        """Whether a figure's own label, or the column of a total row, says just what the row says."""
        label = self._own(bare_label(fact.item))
        if row.columns and fact.table is not None and is_total(label) and not fact.path:
            return bool(re.search(row.columns, fact.column or "")) and _of_fund(row, fact)
        return bool(row.pattern) and bool(re.search(row.pattern, label)) and self._is_whole(row, fact)

    def _is_known(self, row: Row, fact: Fact) -> bool:
        """Whether a figure told in a sentence is known to be the row's: 全年支出 under the heading of the item."""
        return fact.table is None and self._canonical.get(fact.id) in row.terms and self._is_whole(row, fact)

    def _is_whole(self, row: Row, fact: Fact) -> bool:
        """Whether what a figure is a part of, and its fund, are those that the row promises."""
        label = self._own(bare_label(fact.item))
        above = self._own(bare_label(fact.path[-1])) if fact.path else ""
        within = not above or above == label or bool(re.search(row.within or _WHOLE, above))
        return within and not fact.code and _of_fund(row, fact)

    def _own(self, label: str) -> str:
        """A label without the words that limit it to just what the whole report is of (区级 in a report of 区级)."""
        words = _OWN_WORDS.get(self.report.scope or "")
        return words.sub("", label) if words else label

    def _owned(self, fact: Fact) -> Fact:
        item, path = self._own(fact.item), tuple(self._own(word) for word in fact.path)
        return fact if (item, path) == (fact.item, fact.path) else replace(fact, item=item, path=path)

    def is_part(self, fact: Fact) -> bool:
        """Whether a figure is of a part of the body, or of something less than the item."""
        own = self._owned(fact)
        words = (own.item, *own.path)
        return is_qualified(own) or any(_PART.search(word) for word in words) or any(_ECONOMIC.search(word) for word in own.path)

    def concept(self, fact: Fact) -> str | None:
        """The mandated item of a figure; a label limited to what the whole report is of is the item itself."""
        return self._concepts.get(fact.id) or concept_of(self._owned(fact))

    @cached_property
    def _concepts(self) -> dict[str, str]:
        """The mandated item of amounts, by fact id."""
        return {fact.id: concept for (concept, _, _), facts in self.ledger.by_concept.items() for fact in facts}

    def _counts(self, row: Row, period: str) -> list[Fact]:
        periods = {period}
        if row.at == "held" and self.is_budget:
            periods.add(str(int(period) - 1))  # a budget tells what was held when it was drawn up
        found = [
            fact for fact in self.ledger.facts
            if fact.measure == "count" and fact.unit in row.units and fact.period in periods and not self.is_part(fact)
            and not in_form(fact) and self._suits(row, fact)
        ]  # fmt: skip
        return [fact for term in row.terms[:1] for fact in found if self._canonical.get(fact.id) == term] or found

    def _suits(self, row: Row, fact: Fact) -> bool:
        if row.at == "held" and (fact.path or _NOT_HELD.search(fact.item)):
            return False
        if row.pattern and re.search(row.pattern, bare_label(fact.item)):
            return True
        return self._canonical.get(fact.id) in row.terms


def _of_fund(row: Row, fact: Fact) -> bool:
    """Whether a figure is limited to the fund that the row's mandated item names, and to no other."""
    funds = {found.group(1) if (found := _FUND_NAMED.search(concept)) else "" for concept in row.concepts}
    return row.any_fund or fund_of(fact) in (funds or {""})


def _final(facts: list[Fact]) -> list[Fact]:
    """The final figures where a report prints those told before the year was closed (执行) as well."""
    return [fact for fact in facts if fact.basis != "执行"] or facts


def in_form(fact: Fact) -> bool:
    """Whether a figure is of a performance form or report."""
    return any(_FORM.search(title) for title in fact.section)


def bare_label(text: str) -> str:
    """A label without quotes and spaces."""
    return re.sub(r"[\s“”\"'‘’]", "", text)


def _agree(one: Fact, other: Fact) -> bool:
    return same_measure(one, other) and not interval_of(one).gap(interval_of(other))
