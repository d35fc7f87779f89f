"""Check that a figure printed in two places is one figure: prose with tables, prose with prose.

Only mandated items with one meaning all through a report are compared, and subjects of the classification within one fund;
same period, same basis, same fund. Other labels may be two things with one name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.checks.intervals import as_printed, interval_of, last_place, value_of
from index.checks.ledger import Ledger
from index.checks.types import AGREES, DISAGREES, PLACES, ROUNDING, UNIT, Trial
from index.types import Fact

SLIPS = (Decimal(10_000), Decimal(1) / 10_000, Decimal(1000), Decimal(1) / 1000)
# Beyond this many different figures under one name the name is no name of one thing.
MOST_FIGURES = 3


def check_places(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each pair of places that give one mandated figure."""
    for facts in ledger.by_concept.values():
        yield from compare_places(facts)


def compare_places(facts: Sequence[Fact]) -> Iterator[Trial]:
    """The trials of figures that must be one: within groups that agree, and between the groups."""
    groups = _different(facts)
    if len(groups) > MOST_FIGURES:
        return
    for group in groups:
        for fact in group[1:]:
            yield _try(fact, group[0])
    for at, group in enumerate(groups):
        for other in groups[at + 1 :]:
            told, held = _told_first(group, other)
            yield _try(told, held)


def _different(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: list[list[Fact]] = []
    for fact in facts:
        home = next((g for g in groups if interval_of(g[0]).gap(interval_of(fact)) == 0), None)
        if home is None:
            groups.append([fact])
        else:
            home.append(fact)
    return groups


def _told_first(group: Sequence[Fact], other: Sequence[Fact]) -> tuple[Fact, Fact]:
    """(the figure to doubt first, the other): the one with fewer places behind it, then prose, then the later."""
    first, second = group[0], other[0]
    weight = (len(group), any(f.table is not None for f in group))
    return (second, first) if weight >= (len(other), any(f.table is not None for f in other)) else (first, second)


def _try(told: Fact, held: Fact) -> Trial:
    gap = interval_of(told).gap(interval_of(held))
    if gap:
        slipped = any(interval_of(told).times(slip).gap(interval_of(held)) == 0 for slip in SLIPS)
        expected = {told.id: as_printed(value_of(held), held), held.id: as_printed(value_of(told), told)}
        return Trial(UNIT if slipped else PLACES, DISAGREES, told, (told, held), expected, "同一项目另一处")
    exact = abs(value_of(told) - value_of(held)) <= max(last_place(told), last_place(held)) / 2
    return Trial(
        PLACES,
        AGREES if exact else ROUNDING,
        told,
        (told, held),
        {told.id: as_printed(value_of(held), told)},
        "同一项目另一处",
    )
