"""Check shares told with amounts: part over whole. It does not ask whether the parts add up (see `parts`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from index.checks.concepts import bare, concept_of
from index.checks.intervals import HUNDRED, Interval, as_printed, interval_of, judge_rate, same_measure, value_of
from index.checks.ledger import Ledger
from index.checks.parts import NEARLY_ALL, sum_trial
from index.checks.types import AGREES, DISAGREES, POINT, ROUNDING, SHARE, Trial
from index.types import Fact

POINTS = (Decimal(10), Decimal(1) / 10, Decimal(100), Decimal(1) / 100)
# How many shares must fit a whole that is only guessed from its place before one that does not fit is doubted.
ENOUGH_TO_TELL = 2
LINES_OF_ITEM = 2
NO_MORE_THAN_ALL = Decimal(103)


def check_shares(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each share whose part and whole are printed."""
    guessed: list[list[tuple[Fact, Fact]]] = []
    for share in ledger.prose:
        if share.measure != "share" or share.unit != "%":
            continue
        part = _part_of(ledger, share)
        if part is None:
            continue
        wholes = _wholes(ledger, share, part)
        if wholes:
            best = _best([_try(share, part, whole) for whole in wholes])
            if best.outcome != DISAGREES or not _shares_a_whole(ledger, share, part, best.facts[2]):
                yield best
        else:
            if not guessed or not _follows([told for told, _ in guessed[-1]], share):
                guessed.append([])
            guessed[-1].append((share, part))
    for pairs in guessed:
        yield from _check_guessed(ledger, pairs)


def _follows(listed: Sequence[Fact], share: Fact) -> bool:
    """Whether a share goes on a list: on the same line or the next ones, under one label, together no more than all."""
    before = listed[-1]
    beside = share.line - before.line <= LINES_OF_ITEM and before.path == share.path and before.against == share.against
    return beside and sum(told.value for told in listed) + share.value <= NO_MORE_THAN_ALL


def _part_of(ledger: Ledger, share: Fact) -> Fact | None:
    """The amount the share is told of: the last before it of its item, whole figures rather than changes."""
    for other in ledger.nearby(share, 6):
        if other.measure == "amount" and bare(other.item) == bare(share.item) and other.path == share.path:
            return other if other.period == share.period else None
    return None


def _wholes(ledger: Ledger, share: Fact, part: Fact) -> list[Fact]:
    """The amounts that the words name as the whole; empty where they name none that is printed nearby."""
    names = {bare(name) for name in (share.against, *share.path[-1:]) if name}
    found = [
        other
        for other in ledger.nearby(share, 24)
        if other.measure == "amount" and other.id != part.id and same_measure(other, part)
        and other.basis == part.basis and other.period == part.period and _named(bare(other.item), names)
    ]  # fmt: skip
    return found[:3] or _whole_elsewhere(ledger, share, part)


def _whole_elsewhere(ledger: Ledger, share: Fact, part: Fact) -> list[Fact]:
    """The mandated item that the words name as the whole (占“三公”经费支出总额, 占项目支出总额), wherever it stands."""
    for name in (share.against, *share.path[-1:]):
        named = replace(part, item=name or "", path=(), table=None, column=None, section=(), fund_scope=None)
        whole = ledger.one_amount(concept_of(named), part.period, (part.basis,)) if name else None
        if whole and whole.id != part.id and same_measure(whole, part):
            return [whole]
    return []


def _shares_a_whole(ledger: Ledger, share: Fact, part: Fact, named: Fact) -> bool:
    """Whether the whole that the words name is itself a part told with its share, and both are of one whole."""
    if not share.value:
        return False
    whole = interval_of(part).over(interval_of(share))
    for other in ledger.nearby(share, 8, 8):
        if other.measure != "share" or not other.value or other.id == share.id:
            continue
        its_part = _part_of(ledger, other)
        its_whole = interval_of(its_part).over(interval_of(other)) if its_part and its_part.id == named.id else None
        if whole and its_whole and same_measure(its_part, part) and whole.gap(its_whole) == 0:
            return True
    return False


def _named(item: str, names: set[str]) -> bool:
    return any(
        item == name or (len(name) >= 4 and (item.endswith(name) or name.endswith(item) and len(item) >= 4))
        for name in names
    )


def _best(trials: Sequence[Trial]) -> Trial:
    order = {AGREES: 0, ROUNDING: 1, DISAGREES: 2}
    return min(trials, key=lambda trial: order[trial.outcome])


def _try(share: Fact, part: Fact, whole: Fact) -> Trial:
    quotient = interval_of(part).over(interval_of(whole))
    if quotient is None or value_of(whole) == 0:
        return Trial(SHARE, AGREES, share, (share, part, whole))
    point = value_of(part) / value_of(whole)
    outcome = judge_rate(share, quotient, point) or AGREES
    slipped = outcome == DISAGREES and any(_fits(share, quotient.times(step), point * step) for step in POINTS)
    rate = share.value / HUNDRED
    expected = {share.id: as_printed(point * HUNDRED, share), part.id: as_printed(value_of(whole) * rate, part)}
    if rate:
        expected[whole.id] = as_printed(value_of(part) / rate, whole)
    return Trial(POINT if slipped else SHARE, outcome, share, (share, part, whole), expected, "部分除以总额", slipped)


def _fits(share: Fact, quotient: Interval, point: Decimal) -> bool:
    return judge_rate(share, quotient, point) in (AGREES, ROUNDING)


def _check_guessed(ledger: Ledger, pairs: Sequence[tuple[Fact, Fact]]) -> Iterator[Trial]:
    """Shares of a section whose whole is not named: the whole is an amount told before them that most of them fit."""
    if len(pairs) < ENOUGH_TO_TELL:
        return
    first = pairs[0][1]
    parts = {part.id for _, part in pairs}
    candidates = [f for f in ledger.nearby(first, 24, 10) if f.measure == "amount" and f.id not in parts and f.value]
    best, right, total = [], 0, None
    for whole in candidates:
        if not same_measure(whole, first) or whole.period != first.period:
            continue
        trials = [_try(share, part, whole) for share, part in pairs]
        fitting = sum(trial.outcome != DISAGREES for trial in trials)
        summed = sum_trial(whole, [part for _, part in pairs])
        # a total that the parts add to is the whole, whatever the shares say
        weight = fitting + (len(pairs) if summed.outcome != DISAGREES else 0)
        if weight > right:
            best, right, total = trials, weight, summed
    if not best or not (right == len(best) or (right >= ENOUGH_TO_TELL and right * 2 > len(best))):
        return
    yield from best
    if total and NEARLY_ALL[0] <= sum(share.value for share, _ in pairs) <= NEARLY_ALL[1]:
        yield total
