"""Check what adds up by definition wherever in the report its parts stand: “三公”经费 is the sum of its kinds, and so on.

Only figures of mandated items are used, of one period and basis each; an item printed differently in two places is left
to `places`. A total fails only if no set of parts that may make it up fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from index.checks import concepts
from index.checks.concepts import concept_of, is_qualified
from index.checks.ledger import Ledger, budget_named, names_year_before, year_named
from index.checks.parts import sum_trial
from index.checks.types import AGREES, DISAGREES, ROUNDING, SCOPES, Trial
from index.types import Fact

_CARS = ((concepts.CARS,), (concepts.BUYING, concepts.RUNNING), (concepts.RUNNING,))
_BESIDES = ((), (concepts.MEETING, concepts.TRAINING), (concepts.MEETING,), (concepts.TRAINING,))
_SUMS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        concepts.THREE,
        tuple(
            (*abroad, *cars, concepts.RECEPTION, *more)
            for abroad, cars, more in product(((concepts.ABROAD,), ()), _CARS, _BESIDES)
        ),
    ),
    (concepts.CARS, ((concepts.BUYING, concepts.RUNNING),)),
)
# The total of a statement, what comes in or goes out, and what is carried over; told close together.
_BALANCES = (
    (concepts.INCOME_TOTAL, concepts.INCOME, concepts.CARRIED_IN),
    (concepts.SPENDING_TOTAL, concepts.SPENDING, concepts.CARRIED_OUT),
)
LINES_TOGETHER = 12
_ORDER = (AGREES, ROUNDING, DISAGREES)
Key = tuple[str, str | None, str | None]
Groups = Mapping[Key, Sequence[Fact]]


def check_identities(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each total of a mandated item whose parts are all printed, by period and basis."""
    for groups in (ledger.by_concept, _changes(ledger)):
        for (concept, period, basis), totals in groups.items():
            for sets in (sets for name, sets in _SUMS if name == concept):
                for total in totals[:1] if ledger.all_agree(totals) else totals:
                    trials = list(_try(ledger, groups, total, sets, (period, basis)))
                    if trials:
                        yield min(trials, key=lambda trial: (_ORDER.index(trial.outcome), -len(trial.facts)))
    for names in _BALANCES:
        yield from _check_balance(ledger, *names)


def _changes(ledger: Ledger) -> Groups:
    """Changes told in prose by (mandated item, period, what they are measured against)."""
    found: dict[Key, list[Fact]] = defaultdict(list)
    for fact in ledger.prose:
        concept = concept_of(fact) if fact.measure == "change" and not is_qualified(fact) else None
        if concept and fact.against:
            base = "上年" if names_year_before(fact.against, fact) else ""
            budget = (year_named(fact.against) or "") + "/".join(budget_named(fact.against))
            found[concept, fact.period, f"{base}{budget}"].append(fact)
    return found


def _try(
    ledger: Ledger, groups: Groups, total: Fact, sets: Sequence[tuple[str, ...]], key: tuple[str | None, str | None]
) -> Iterator[Trial]:
    """The trials of a total with every set of parts that is printed in full."""
    for names in sets:
        parts = [_part(ledger, groups, total, name, key) for name in names]
        held = [part for part in parts if part is not None]
        left_out = concepts.ABROAD not in names and _may_be_left_out(ledger, groups, total, key)
        if len(held) == len(names) and (concepts.ABROAD in names or left_out or total.item in concepts.CARS):
            yield sum_trial(total, held)


def _may_be_left_out(ledger: Ledger, groups: Groups, total: Fact, key: tuple[str | None, str | None]) -> bool:
    """Whether trips abroad add nothing: their figure is not printed, or they cost nothing in any year or budget."""
    if _part(ledger, groups, total, concepts.ABROAD, key) is not None:
        return False
    costs = [fact for (name, *_), facts in ledger.by_concept.items() if name == concepts.ABROAD for fact in facts]
    return all(not fact.value for fact in costs) or total.measure == "amount"


def _part(ledger: Ledger, groups: Groups, total: Fact, name: str, key: tuple[str | None, str | None]) -> Fact | None:
    facts = groups.get((name, *key), ())
    near = [fact for fact in facts if fact.table == total.table] or (list(facts) if total.table is None else [])
    return near[0] if near and ledger.all_agree(near) else None


def _check_balance(ledger: Ledger, total_name: str, own_name: str, carried_name: str) -> Iterator[Trial]:
    """收入总计 = 本年收入合计 + 年初结转和结余, told within one stretch of text, of one fund."""
    for (concept, period, basis), totals in ledger.by_concept.items():
        name, _, fund = concept.partition("（")
        if name != total_name:
            continue
        suffix = f"（{fund}" if fund else ""
        for total in (fact for fact in totals if fact.table is None):
            parts = [
                _nearest(ledger.by_concept.get((part + suffix, period, basis), ()), total)
                for part in (own_name, carried_name)
            ]
            if all(parts):
                yield sum_trial(total, [part for part in parts if part] + _besides(ledger, total))


def _nearest(facts: Sequence[Fact], total: Fact) -> Fact | None:
    near = [fact for fact in facts if fact.table is None and abs(fact.line - total.line) <= LINES_TOGETHER]
    return min(near, key=lambda fact: abs(fact.line - total.line), default=None)


def _besides(ledger: Ledger, total: Fact) -> list[Fact]:
    """What else goes into a total: 使用非财政拨款结余 on the income side, 结余分配 on the other."""
    words = "使用非财政拨款" if "收入" in total.item else "结余分配"
    return [
        fact
        for fact in ledger.prose
        if words in fact.item and fact.measure == "amount" and abs(fact.line - total.line) <= LINES_TOGETHER
    ][:1]


def explain_scope(ledger: Ledger, trial: Trial) -> str | None:
    """`SCOPES` where a total's change that does not fit is the sum of the changes of the three kinds alone."""
    change = trial.target
    if change.measure != "change" or "三公" not in change.item or not change.value:
        return None
    kinds = (concepts.ABROAD, concepts.CARS, concepts.BUYING, concepts.RUNNING, concepts.RECEPTION)
    parts = [
        fact
        for fact in ledger.prose
        if fact.measure == "change" and fact.against == change.against and concept_of(fact) in kinds
    ]
    return SCOPES if len(parts) >= 2 and sum_trial(change, parts).outcome != DISAGREES else None
