"""Check what a report says of the year before with last year's report of the same body. It never says which is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.checks.comparisons import Comparison, find_comparisons
from index.checks.concepts import concept_of
from index.checks.intervals import as_printed, interval_of, judge, judge_rate, last_place, value_of
from index.checks.ledger import Ledger, names_year_before, year_named
from index.checks.types import DISAGREES, LAST_YEAR, Trial
from index.reading import Reading
from index.types import Fact, Report

_REGION = re.compile(r"^.*?(?:省|自治区|市|自治州)(?=.)")
_OFFICE = re.compile(r"人民政府$")
SHORTEST_NAME = 3


def check_prior_year(ledger: Ledger, others: Sequence[Reading]) -> Iterator[Trial]:
    """A trial for each figure of the year before that last year's report prints too."""
    report = ledger.reading.report
    if report.year is None or ledger.restated:
        return
    for other in others:
        if is_year_before(other.report, report):
            yield from _compare(ledger, Ledger(other))


def is_year_before(other: Report, report: Report) -> bool:
    """Whether a report is last year's of the same body, kind and scope."""
    if other.file == report.file or other.year is None or other.year + 1 != report.year or other.kind != report.kind:
        return False
    if other.scope and report.scope and other.scope != report.scope:
        return False
    return same_body(other.entity, report.entity)


def same_body(one: str | None, other: str | None) -> bool:
    """Whether two names are of one body, told with or without its region (焦岩镇, 重庆市涪林区焦岩镇人民政府)."""
    if not one or not other:
        return False
    short, long = sorted((_OFFICE.sub("", one), _OFFICE.sub("", other)), key=len)
    return short == long or (
        len(short) >= SHORTEST_NAME
        and long.endswith(short)
        and bool(_REGION.match(long) or "区" in long or "县" in long)
    )


def _compare(ledger: Ledger, before: Ledger) -> Iterator[Trial]:
    year = str(before.reading.report.year)
    basis = "预算" if before.reading.report.kind == "预算" else "决算"
    done: set[str] = set()
    for (concept, period, printed_basis), facts in ledger.by_concept.items():
        if period == year and printed_basis in (basis, "上年决算", None) and ledger.all_agree(facts):
            then = before.one_amount(concept, year, (basis,))
            if then is not None:
                done.add(concept)
                yield _try(facts[0], then, before)
    for comparison in find_comparisons(ledger):
        change, current = comparison.change, comparison.current
        if change is None or current is None or not _against_year_before(change, basis, year):
            continue
        concept = concept_of(current)
        if not _rate_holds(comparison):
            continue  # what the change is of is not sure
        then = before.one_amount(concept, year, (basis,)) if concept not in done else None
        if then is not None:
            yield _try_derived(current, change, then, before)


def _rate_holds(comparison: Comparison) -> bool:
    rate, change, current = comparison.rate, comparison.change, comparison.current
    if rate is None:
        return True
    before = interval_of(current) - interval_of(change)
    point = value_of(current) - value_of(change)
    if point <= 0 or before.low <= 0:
        return rate.value in (0, 100, -100)
    return judge_rate(rate, interval_of(change).over(before), value_of(change) / point) != DISAGREES


def _against_year_before(change: Fact, basis: str, year: str) -> bool:
    told = "预算" in (change.against or "")
    if basis == "预算":
        return year_named(change.against) == year or names_year_before(change.against, change)
    return names_year_before(change.against, change) and not told


def _try(fact: Fact, then: Fact, before: Ledger) -> Trial:
    place = max(last_place(fact), last_place(then))
    outcome = judge(interval_of(fact), value_of(fact), interval_of(then), value_of(then), place, place)
    return Trial(
        LAST_YEAR, outcome, fact, (fact, then), {fact.id: as_printed(value_of(then), fact)}, "上年报告所列",
        other_file=before.reading.report.file,
    )  # fmt: skip


def _try_derived(current: Fact, change: Fact, then: Fact, before: Ledger) -> Trial:
    derived = interval_of(current) - interval_of(change)
    point = value_of(current) - value_of(change)
    place = max(last_place(current), last_place(change), last_place(then))
    outcome = judge(interval_of(then), value_of(then), derived, point, place, place)
    expected = {change.id: as_printed(value_of(current) - value_of(then), change)}
    return Trial(
        LAST_YEAR,
        outcome,
        change,
        (change, then, current),
        expected,
        "本数减上年报告所列",
        other_file=before.reading.report.file,
    )
