"""One report as charts see it: its figures by mandated item, and the lines they stand on. It chooses nothing to draw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.calculator import Working
from assistant.charts.sketch import Name, Point
from assistant.charts.types import Ground
from assistant.library import LibraryView
from index.checks.check import check_report
from index.checks.ledger import Ledger
from index.checks.types import DISAGREES, Finding
from index.reading import Reading
from index.types import BUDGET_BASES, Fact, Report

OUTTURN = "决算"
BUDGET = "预算"
MOST_NAMES = 4
# Beyond any line: the numbers of a page's lines may run past the count of lines, for they skip those of its markup.
LAST_LINE = 10**9
_FORM = re.compile(r"绩效|自评")
_FUND_WITH_BUDGET = re.compile(r"一般公共预算|(?:政府性)?基金预算|国有资本(?:经营)?预算|社会保险基金预算")


class Book:
    """A report with its ledger. Made to find what it can be drawn, and let go: it holds all its lines and figures."""

    def __init__(self, library: LibraryView, report: Report) -> None:
        self.report = report
        self._library = library
        self.facts: tuple[Fact, ...] = library.evidence([report])[0].facts
        lines = library.lines(report.file, 1, LAST_LINE)
        self.ledger = Ledger(Reading(report, lines, (), self.facts, ()))

    @property
    def basis(self) -> str:
        """The basis that the report's own figures are on: 预算 in a budget, else 决算."""
        return BUDGET if self.report.kind == "预算" else OUTTURN

    @cached_property
    def bases(self) -> tuple[str | None, ...]:
        """The bases that the report's own figures may bear, the first printed one counts."""
        return ("预算", "年初预算") if self.basis == BUDGET else (OUTTURN,)

    @property
    def year(self) -> str | None:
        """The report's year as figures bear it."""
        return str(self.report.year) if self.report.year else None

    def ground(self, fact: Fact) -> Ground:
        """The line a figure stands on."""
        return self.ground_at(fact.line)

    def point(self, name: Name, fact: Fact) -> Point:
        """A point that is a printed figure."""
        return Point(name, fact.period, (fact,), self._grounds(fact), None, self._doubted(fact))

    def worked_out(self, name: Name, period: str, working: Working, *facts: Fact) -> Point:
        """A point that is worked out from printed figures."""
        return Point(name, period, facts, self._grounds(*facts), working, self._doubted(*facts))

    def _grounds(self, *facts: Fact) -> tuple[Ground, ...]:
        named = [ground for fact in facts for ground in self.names_of(fact)]
        return tuple(dict.fromkeys((*(self.ground(fact) for fact in facts), *named)))

    def _doubted(self, *facts: Fact) -> tuple[Finding, ...]:
        return tuple(finding for fact in facts if (finding := self.doubt(fact)) is not None)

    def names_of(self, fact: Fact) -> tuple[Ground, ...]:
        """The lines that name a figure whose own line holds nothing else: its labels and headers."""
        if self.ledger.texts.get(fact.line, "").strip() != fact.printed.strip():
            return ()
        return tuple(self.ground_at(line) for line in fact.context_lines[-MOST_NAMES:])

    def ground_at(self, line: int) -> Ground:
        """A line of the report."""
        return Ground(self.report.file, line, self.ledger.page(line), self.ledger.texts.get(line, ""))

    def section(self, line: int) -> str:
        """The section path of a line."""
        return self._library.section(self.report.file, line)

    def amount(self, concept: str, period: str | None, bases: Sequence[str | None]) -> Fact | None:
        """The amount of a mandated item, where all places that print it give the same exact figure."""
        fact = self.ledger.one_amount(concept, period, bases)
        return fact if fact is not None and may_draw(fact) else None

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The mandated items that the report prints amounts of, in print order."""
        return tuple(dict.fromkeys(concept for concept, _, _ in self.ledger.by_concept))

    @cached_property
    def _doubts(self) -> dict[tuple[int, str], Finding]:
        found = check_report(self.ledger.reading)
        return {(one.line, _digits(one.printed)): one for one in found if one.verdict == DISAGREES}

    def doubt(self, fact: Fact) -> Finding | None:
        """What the checks find wrong with a printed figure, None where they find nothing."""
        return self._doubts.get((fact.line, _digits(fact.printed)))

    @cached_property
    def restated_at(self) -> int | None:
        """The line that says that last year's figures are of another make than last year's report."""
        return next((line for line in self.ledger.texts if self.ledger.is_restated(line)), None)


def may_draw(fact: Fact) -> bool:
    """Whether a figure is exact enough to draw and its basis is sure.

    A column named after 一般公共预算 alone names a fund, not a budget: a figure under it that is read as a budget's is left out.
    """
    if fact.value is None or fact.approximate:
        return False
    if fact.basis in BUDGET_BASES and fact.column is not None:
        words = _FUND_WITH_BUDGET.sub("", "".join((fact.column, fact.item)))
        return fact.basis != BUDGET or "预算" in words or "预算" in _FUND_WITH_BUDGET.sub("", "".join(fact.section[-1:]))
    return True


def _digits(printed: str) -> str:
    return re.sub(r"[^\d.]", "", printed)


def in_form(fact: Fact) -> bool:
    """Whether a figure stands in an evaluation: its figures repeat the accounts' and are of other bases."""
    return any(_FORM.search(title) for title in fact.section)
