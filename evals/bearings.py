"""Score what a figure is of: the right period, body and scope. Amounts are compared elsewhere (evals.scorers).

An amount that happens to be equal but is of another year, body or scope is not right. Each scorer applies where the case
names what it looks at, and judges what the answer says of its first figure (`period`, `entities`, `scopes`); where it says
nothing, what the library holds at the lines cited for it. Where neither tells, nothing is judged (value None).

A figure worked from several years or bodies is judged like any other: a change between two years is of the later one, as
the reports themselves have it, and a case whose figure is of several bodies names them all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable

from evals.dataset import plain_decimal
from evals.types import AnswerJson, Case, Gold, HeldReport, Holdings, Score
from evals.units import equals_gold

# The body alone has two names, and so has the body with all units below it.
_SAME_SCOPE = {"本级": "单位", "本部": "单位", "汇总": "部门"}


def score_bearings(case: Case, answer: AnswerJson, holdings: Holdings) -> Score:
    """The first of entity, period and scope that is another than the case names, else right; None where none is judged."""
    scores = [score(case, answer, holdings) for score in (score_entity, score_period, score_scope)]
    failed = next((score for score in scores if score.value is False), None)
    return failed or next((score for score in scores if score.value), scores[0])


def score_period(case: Case, answer: AnswerJson, holdings: Holdings) -> Score:
    """Whether the first figure is of a period that the case names."""
    if case.periods and answer["figures"]:
        told = _told_periods(answer, holdings)
        return _judged("period", told, set(case.periods), told <= set(case.periods))
    return Score(None, "no period to judge")


def score_entity(case: Case, answer: AnswerJson, holdings: Holdings) -> Score:
    """Whether the answer stands on reports of the bodies that the case names, under any name that its reports give them."""
    if not case.entities:
        return Score(None, "no body to judge")
    wanted = set(case.entities) | {report.entity for report in _gold_reports(case, holdings) if report.entity}
    told = _told(answer, "entities") or {report.entity for report in _cited_reports(answer, holdings) if report.entity}
    return _judged("entity", told, wanted, all(any(_same_body(one, other) for other in wanted) for one in told))


def score_scope(case: Case, answer: AnswerJson, holdings: Holdings) -> Score:
    """Whether the answer stands on reports of the scope that the case names: the department with its units, or the body alone."""
    if not case.scopes:
        return Score(None, "no scope to judge")
    wanted = _scopes([*case.scopes, *(report.scope for report in _gold_reports(case, holdings) if report.scope)])
    told = _told(answer, "scopes") or {report.scope for report in _cited_reports(answer, holdings) if report.scope}
    return _judged("scope", told, wanted, _scopes(told) <= wanted)


def first_marks(answer: AnswerJson) -> frozenset[int]:
    """The marks of the lines that the first figure stands on; all marks where there is no figure."""
    if answer["figures"]:
        return frozenset(answer["figures"][0]["citations"])
    return frozenset(citation["mark"] for citation in answer["citations"])


def _judged(name: str, told: Collection[str], wanted: Iterable[str], right: bool) -> Score:
    if not told:
        return Score(None, f"the answer tells no {name}")
    shown, named = " and ".join(sorted(told)), " or ".join(sorted(wanted))
    return Score(True, f"of {shown}") if right else Score(False, f"{name} {shown}, gold {named}", name)


def _told(answer: AnswerJson, key: str) -> set[str]:
    return set(answer["figures"][0].get(key) or ()) if answer["figures"] else set()


def _told_periods(answer: AnswerJson, holdings: Holdings) -> set[str]:
    first = answer["figures"][0]
    if first.get("period"):
        return {str(first["period"])}
    value = plain_decimal(first["value"])
    if value is None:
        return set()
    marks = first_marks(answer)
    held = [f for c in answer["citations"] if c["mark"] in marks for f in holdings.facts_at(c["file"], c["line"])]
    own = [f for f in held if f.value is not None and equals_gold(f.value, f.unit, Gold(value, first["unit"]), signless=True)]
    return {fact.period for fact in own if fact.period}


def _cited_reports(answer: AnswerJson, holdings: Holdings) -> list[HeldReport]:
    marks = first_marks(answer)
    files = dict.fromkeys(citation["file"] for citation in answer["citations"] if citation["mark"] in marks)
    return [holdings.reports[file] for file in files if file in holdings.reports]


def _gold_reports(case: Case, holdings: Holdings) -> list[HeldReport]:
    files = dict.fromkeys(group.file for group in case.evidence)
    return [holdings.reports[file] for file in files if file in holdings.reports]


def _scopes(scopes: Iterable[str]) -> set[str]:
    return {_SAME_SCOPE.get(scope, scope) for scope in scopes}


def _same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: equal but for spaces and width, or one is the other with its place before it."""
    one, other = ("".join(unicodedata.normalize("NFKC", name).split()) for name in (one, other))
    return one == other or (min(len(one), len(other)) >= 4 and (one.endswith(other) or other.endswith(one)))
