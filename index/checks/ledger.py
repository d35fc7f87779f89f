"""The figures of one report laid out for checking: in print order, by table, by mandated item. It judges nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from index.checks.concepts import ABROAD, MEETING, RECEPTION, THREE, TRAINING, bare, concept_of, is_qualified, is_total
from index.checks.intervals import interval_of, is_money, same_measure
from index.meant import meant_lines
from index.reading import Reading
from index.types import Fact

BUDGETS = ("预算", "年初预算", "调整预算", "目标")
# How far back the figure that a change belongs to may stand: facts, and printed lines (a paragraph of a PDF).
FACTS_BACK, LINES_BACK = 12, 8
_RESTATED = re.compile(r"重列|重新列示|剔除|同口径|可比口径|口径调整|口径变化|口径不同|追溯|重述")
_YEAR = re.compile(r"(?:19|20)\d{2}")


class Ledger:
    """All figures of one reading that have a value."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.facts: tuple[Fact, ...] = tuple(fact for fact in reading.facts if fact.value is not None)
        self.place = {fact.id: number for number, fact in enumerate(self.facts)}

    @cached_property
    def prose(self) -> tuple[Fact, ...]:
        """Figures told in sentences, in print order."""
        return tuple(fact for fact in self.facts if fact.table is None)

    @cached_property
    def tables(self) -> dict[int, tuple[Fact, ...]]:
        """Figures by table, without those told in a cell of words."""
        found: dict[int, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.table is not None and fact.row is not None and not fact.clause:
                found[fact.table].append(fact)
        return {number: tuple(facts) for number, facts in found.items()}

    @cached_property
    def by_concept(self) -> dict[tuple[str, str | None, str | None], tuple[Fact, ...]]:
        """Amounts by (mandated item, period, basis)."""
        found: dict[tuple[str, str | None, str | None], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            concept = self._concept(fact) if fact.measure == "amount" and is_money(fact.unit) else None
            if concept and not is_qualified(fact):
                found[concept, fact.period, fact.basis].append(fact)
        return {key: tuple(facts) for key, facts in found.items()}

    def _concept(self, fact: Fact) -> str | None:
        """The mandated item; the total of a table of the three kinds, by row or by column, is “三公”经费."""
        if fact.table in self._tables_of_three and not fact.code:
            head, _, leaf = (fact.column or "").rpartition("/")
            if is_total(bare(fact.item)) or (concept_of(fact) is None and is_total(leaf) and "车" not in head):
                return THREE
        return concept_of(fact)

    @cached_property
    def _tables_of_three(self) -> frozenset[int]:
        """Tables whose rows or columns are the three kinds and nothing besides, with a total."""
        found: set[int] = set()
        for number, facts in self.tables.items():
            kinds = {concept_of(fact) for fact in facts if not is_total(bare(fact.item)) and fact.measure == "amount"}
            if {ABROAD, RECEPTION} <= kinds and not kinds & {MEETING, TRAINING}:
                found.add(number)
        return frozenset(found)

    @cached_property
    def texts(self) -> dict[int, str]:
        """The printed lines by number."""
        return {line.number: line.text for line in meant_lines(self.reading.lines)}

    @cached_property
    def restated(self) -> bool:
        """Whether the report says that it compares with figures of another make than last year's report."""
        return any(_RESTATED.search(line.text) for line in self.reading.lines)

    def is_restated(self, line: int) -> bool:
        """Whether that is said on this line."""
        return bool(_RESTATED.search(self.texts.get(line, "")))

    def page(self, line: int) -> int | None:
        """The page of a line."""
        return self._pages.get(line)

    @cached_property
    def _pages(self) -> dict[int, int | None]:
        return {line.number: line.page for line in self.reading.lines}

    def nearby(self, fact: Fact, back: int = FACTS_BACK, ahead: int = 0) -> list[Fact]:
        """The figures told before (and after) a figure in the same section, nearest first."""
        at = self.place[fact.id]
        before = [f for f in reversed(self.facts[max(0, at - back) : at]) if self._beside(f, fact)]
        after = [f for f in self.facts[at + 1 : at + 1 + ahead] if self._beside(f, fact)]
        return before + after

    @staticmethod
    def _beside(one: Fact, other: Fact) -> bool:
        near = one.table is None and abs(one.line - other.line) <= LINES_BACK
        return near and (one.section == other.section or _share_heading(one.section, other.section))

    def one_amount(self, concept: str | None, period: str | None, bases: Sequence[str | None]) -> Fact | None:
        """The amount of an item wherever it stands, if all places give the same; the first basis that has any decides."""
        for basis in bases:
            facts = self.by_concept.get((concept, period, basis), ()) if concept else ()
            if facts:
                return facts[0] if self.all_agree(facts) else None
        return None

    @staticmethod
    def all_agree(facts: Sequence[Fact]) -> bool:
        """Whether all figures are one figure, as printed."""
        return all(
            same_measure(facts[0], fact) and interval_of(facts[0]).gap(interval_of(fact)) == Decimal(0)
            for fact in facts
        )

    def prior_period(self, fact: Fact) -> str | None:
        """The year before a figure's."""
        return str(int(fact.period) - 1) if fact.period and fact.period.isdigit() else None


def _share_heading(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two sections are items of one list, or one is the other's heading: （1）… is often read as a heading."""
    depth = max(len(one), len(other)) - 1
    return depth >= 1 and min(len(one), len(other)) >= depth and one[:depth] == other[:depth]


def budget_named(against: str | None) -> tuple[str, ...]:
    """The bases that words such as 年初预算数 may name; empty where no budget is named."""
    if not against or "预算" not in against or "执行" in against:
        return ()
    if re.search(r"年初|原", against):
        return ("年初预算",)
    if re.search(r"调整|全年|修正|中期", against):
        return ("调整预算",)
    return BUDGETS[:3]


def names_year_before(against: str | None, fact: Fact) -> bool:
    """Whether words such as 上年决算数, 2021年 or 上年同期 name the year before the figure's."""
    if not against:
        return False
    year = _YEAR.search(against)
    if year:
        return bool(fact.period and fact.period.isdigit() and int(year.group()) == int(fact.period) - 1)
    return bool(re.search(r"上年|去年|同期|上一年", against))


def year_named(against: str | None) -> str | None:
    """The year printed in the words of a base."""
    found = _YEAR.search(against or "")
    return found.group() if found else None
