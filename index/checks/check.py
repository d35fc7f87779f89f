"""Check one report against itself and against last year's. It reads no file and changes no fact."""

from __future__ import annotations

from collections.abc import Sequence

from index.checks.blame import settle
from index.checks.changes import check_changes
from index.checks.columns import check_columns
from index.checks.completion import check_completion
from index.checks.describe import finding_of
from index.checks.identities import check_identities, explain_scope
from index.checks.ledger import Ledger
from index.checks.lists import check_lists
from index.checks.parts import check_parts
from index.checks.per_unit import check_per_unit
from index.checks.places import check_places
from index.checks.prior_year import check_prior_year
from index.checks.rows import check_rows
from index.checks.shares import check_shares
from index.checks.subjects import check_subjects
from index.checks.types import DISAGREES, ROUNDING, Finding, Trial
from index.checks.wording import check_wording
from index.reading import Reading
from index.types import Fact

_CHECKS = (
    check_changes,
    check_completion,
    check_shares,
    check_per_unit,
    check_parts,
    check_lists,
    check_identities,
    check_rows,
    check_columns,
    check_places,
    check_subjects,
    check_wording,
)


def check_report(reading: Reading, others: Sequence[Reading] = ()) -> tuple[Finding, ...]:
    """The findings of a report by line, those that rounding explains included with that verdict.

    `others` are the other reports read; last year's of the same body and kind is found among them.
    """
    ledger = Ledger(reading)
    trials = [trial for check in _CHECKS for trial in check(ledger)]
    trials += check_prior_year(ledger, others)
    trials = _without_twins(trials)
    findings = [
        finding_of(ledger, fact, failed[0], DISAGREES, explain_scope(ledger, failed[0]))
        for fact, failed in settle(trials)
    ]
    return tuple(
        sorted(_once([*findings, *_rounded(ledger, trials)]), key=lambda finding: (finding.line, finding.verdict))
    )


def _without_twins(trials: Sequence[Trial]) -> list[Trial]:
    """A figure printed once and read for two items (收、支总计各…) is no contradiction where it fits one of them."""
    held = {_print_of(trial.target) for trial in trials if trial.outcome != DISAGREES and _may_be_twin(trial.target)}
    items = {(*_print_of(trial.target), trial.target.item) for trial in trials}
    return [
        trial
        for trial in trials
        if trial.outcome != DISAGREES
        or _print_of(trial.target) not in held
        or len({item for *place, item in items if tuple(place) == _print_of(trial.target)}) < 2
    ]


def _may_be_twin(fact: Fact) -> bool:
    return fact.table is None and fact.measure in ("change", "percent_change")


def _print_of(fact: Fact) -> tuple[int, str, str, str]:
    return fact.line, fact.measure, fact.printed, fact.unit


def _rounded(ledger: Ledger, trials: Sequence[Trial]) -> list[Finding]:
    return [
        finding_of(ledger, trial.target, trial, ROUNDING)
        for trial in trials
        if trial.outcome == ROUNDING and trial.target.id in trial.expected
    ]


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Each cause once: the same figure wrong in the same way in two places is one finding, at the first."""
    kept: dict[tuple[str, str, str, str], Finding] = {}
    for finding in sorted(findings, key=lambda one: (one.verdict, one.line)):
        spot = "" if finding.verdict == DISAGREES else str(finding.line)
        kept.setdefault((finding.kind if spot else "", finding.printed, finding.recomputed, spot), finding)
    return list(kept.values())
