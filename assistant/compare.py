"""Set one item side by side over years or bodies: each figure with its lines, differences and rates worked out exactly.

It finds the same figure in each report as answers do (`assistant.solve.across`), and adds nothing to what they hold. A year
that has no report of its own is worked out from the next year's report, where that prints the change. It words nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.calculator import CalculationError, Quantity, Working, derive_prior, difference, percent_change, ratio
from assistant.draft import quantity
from assistant.fold import fold
from assistant.held_bodies import group_bodies
from assistant.library import LibraryView
from assistant.plan import fitting_reports, make_plan
from assistant.quantity import is_money
from assistant.question import LONGEST_QUESTION, Question, read_question
from assistant.solve.across import same_figure
from assistant.solve.change import against_last_year, related
from assistant.solve.sides import Side, of_one_kind
from assistant.task import Task, with_labels
from assistant.vocabulary import Vocabulary
from index.errors import QuestionError
from index.types import BASES, BUDGET_BASES, Fact, Report

MOST_SIDES = 40


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """What is compared: an item over years of one body, over bodies in a year, or both. Empty takes what is held."""

    item: str
    entities: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The figure of one body and year. `facts` are the printed figures it is, or that its `working` is made of."""

    entity: str
    year: int
    report: Report
    value: Quantity
    facts: tuple[Fact, ...]
    working: Working | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One figure against another: difference, rate of change (years) or multiple (bodies), and what the report prints of it."""

    of: Compared
    than: Compared
    difference: Working
    rate: Working | None
    multiple: Working | None
    printed: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found. `missing` names the sides without a figure, `notes` what must be said beside it."""

    figures: tuple[Compared, ...]
    gaps: tuple[Gap, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


class _OnBasis(Task):
    """A task whose amounts are on a basis that is given, not read from a wording."""

    basis: str | None = None

    def of_basis(self, fact: Fact) -> bool:
        if self.basis is None or fact.measure != "amount":
            return super().of_basis(fact)
        wanted = BUDGET_BASES if self.basis == "预算" else {self.basis}
        return fact.basis in wanted or (self.basis in BUDGET_BASES and self.report(fact).kind == "预算")


@dataclass(frozen=True, slots=True)
class _Place:
    """A side: one body in one year."""

    group: tuple[str, ...]
    year: int

    @property
    def name(self) -> str:
        return f"{self.group[0]} {self.year}"


def compare(
    library: LibraryView, vocabulary: Vocabulary, embed: Callable[[str], list[float]], query: CompareQuery,
    groups: Sequence[tuple[str, ...]],
) -> Comparison:  # fmt: skip
    """The item side by side for bodies given as `groups` of their names; none takes all that fit.

    Raises QuestionError for a wish that cannot be understood.
    """
    _check(query)
    places = _places(library.reports, query, groups)
    read = _read(library, vocabulary, query, places)
    reports = fitting_reports(read, library.reports)
    held = {place: _one_report(reports, place) for place in _with_next(places)}
    sides = {place: Side(place.name, report) for place, report in held.items() if report is not None}
    task = _task(library, vocabulary, embed, query, read, [side.report for side in sides.values()])
    facts = same_figure(task, list(sides.values())) if sides else {}
    own = {place: facts[side] for place, side in sides.items() if side in facts}
    found = {place: figure for place in places if (figure := _figure(task, own, place))}
    missing = tuple(f"{place.name}: {_why(reports, held, place)}" for place in places if place not in found)
    return Comparison(tuple(found.values()), tuple(_gaps(task, found)), missing, _notes(found))


def _check(query: CompareQuery) -> None:
    if not query.item.strip() or len(query.item) > LONGEST_QUESTION:
        raise QuestionError("there is no item to compare", "item", "Name one thing, such as 公务接待费 or vehicle costs.")
    if query.basis is not None and query.basis not in BASES:
        raise QuestionError(f"there is no basis {query.basis!r}", "basis", f"Give one of {', '.join(BASES)}.")


def _places(reports: Sequence[Report], query: CompareQuery, given: Sequence[tuple[str, ...]]) -> list[_Place]:
    """The bodies and years that are compared: the product of both. Raises QuestionError where it is not said which."""
    held = [tuple(group) for group in group_bodies(reports)]
    groups = list(given) or held
    years = sorted(set(query.years))
    if not years and len(groups) == 1:
        years = sorted({r.year for r in reports if r.entity in groups[0] and r.year})
    elif not years:
        years = _common_year(reports, groups)
    if len(years) > 1 and not given and len(held) > 1:
        raise QuestionError("several years and no body", "entities", f"Name the body: {'; '.join(group[0] for group in held[:12])}.")
    places = [_Place(group, year) for group in groups for year in years]
    if len(places) > MOST_SIDES:
        raise QuestionError(f"{len(places)} figures are too many", "entities", f"Compare at most {MOST_SIDES} at a time.")
    return places


def _common_year(reports: Sequence[Report], groups: Sequence[tuple[str, ...]]) -> list[int]:
    """The latest year of which most of the bodies have a report."""
    bodies = {
        year: sum(any(r.entity in group and r.year == year for r in reports) for group in groups)
        for year in {report.year for report in reports if report.year}
    }
    return [max(bodies, key=lambda year: (bodies[year], year))] if bodies else []


def _with_next(places: Sequence[_Place]) -> list[_Place]:
    """The places, and behind them the years after, whose reports tell of the year before."""
    after = [_Place(place.group, place.year + 1) for place in places]
    return list(dict.fromkeys([*places, *after]))


def _read(library: LibraryView, vocabulary: Vocabulary, query: CompareQuery, places: Sequence[_Place]) -> Question:
    """The item read as a question is, with the bodies as given."""
    read = read_question(query.item.strip(), library.reports, vocabulary)
    groups = tuple(dict.fromkeys(place.group for place in places))
    names = tuple(name for group in groups for name in group)
    bodies = replace(read.bodies, entities=names, groups=groups, foreign=None, beyond=None, unsure=False, every=True)
    told = f"{read.plain} {query.basis}" if query.basis in BUDGET_BASES else read.plain
    return replace(read, plain=told, bodies=bodies, years=(), relative_year=0)


def _one_report(reports: Sequence[Report], place: _Place) -> Report | None:
    own = of_one_kind([r for r in reports if r.entity in place.group and r.year == place.year])
    return own[0] if len(own) == 1 else None


def _why(reports: Sequence[Report], held: dict[_Place, Report | None], place: _Place) -> str:
    if held.get(place):
        return "its report prints no such figure"
    files = [r.file for r in reports if r.entity in place.group and r.year == place.year]
    return f"several reports fit ({'; '.join(files)})" if files else "no report of it is held, and no report of the year after tells it"


def _task(
    library: LibraryView, vocabulary: Vocabulary, embed: Callable[[str], list[float]], query: CompareQuery, read: Question,
    reports: list[Report],
) -> Task:  # fmt: skip
    asked = with_labels(read, library.evidence(reports))
    plan = replace(make_plan(asked, library.reports, library.printed_years), reports=tuple(reports), prior=False)
    task = _OnBasis(plan, library, vocabulary, lambda: embed(query.item))
    task.basis = query.basis
    return task


def _figure(task: Task, own: dict[_Place, Fact], place: _Place) -> Compared | None:
    """The figure of a place: its own report's, else what the next year's report prints or implies of it."""
    if (fact := own.get(place)) is not None:
        return Compared(place.group[0], place.year, task.report(fact), quantity(fact), (fact,))
    after = own.get(_Place(place.group, place.year + 1))
    if after is None:
        return None
    report = task.report(after)
    restated = _restated(task, after, place.year)
    if restated is not None:
        return Compared(place.group[0], place.year, report, quantity(restated), (restated,))
    printed, change = _told(task, after, "change")
    if change is None or not _is_against(change, place.year):
        return None
    try:
        working = derive_prior(quantity(printed), quantity(change))
    except CalculationError:
        return None
    return Compared(place.group[0], place.year, report, working.quantity, (printed, change), working)


def _told(task: Task, fact: Fact, measure: str) -> tuple[Fact, Fact | None]:
    """(the figure, the change told beside it), where a report prints the figure in several places in the one that tells it."""
    same = [
        other for other in task.facts
        if other.file == fact.file and (other.value, other.unit, other.measure, other.period) == (fact.value, fact.unit, fact.measure, fact.period)
        and other.basis in (fact.basis, None) and task.canonical(other) == task.canonical(fact)
    ]  # fmt: skip
    for one in (fact, *same):
        found = related(task, one, measure)
        if found is not None and found.value is not None and against_last_year(found):
            return one, found
    return fact, None


def _is_against(change: Fact, year: int) -> bool:
    """Whether a change is against this year: by its name, or as that of the year before."""
    told = re.match(r"(?:19|20)\d{2}", change.against or "")
    return told is None or int(told.group()) == year


def _restated(task: Task, fact: Fact, year: int) -> Fact | None:
    """The year's figure as the next report prints it of the very same item, where it prints one such figure only."""
    found = [
        other for other in task.facts
        if other.file == fact.file and other.period == str(year) and other.value is not None and other.measure == fact.measure
        and fold(other.item) == fold(fact.item) and other.path == fact.path and is_money(other.unit) == is_money(fact.unit)
        and (other.basis == fact.basis or other.basis in ("上年决算", None)) and other.fund_scope == fact.fund_scope
    ]  # fmt: skip
    return found[0] if found and len({(other.value, other.unit) for other in found}) == 1 else None


def _gaps(task: Task, found: dict[_Place, Compared]) -> list[Gap]:
    """Each year against the one before it in the comparison; each body against the first one of the same year."""
    gaps = []
    for group in dict.fromkeys(place.group for place in found):
        years = sorted((place for place in found if place.group == group), key=lambda place: place.year)
        for before, after in pairwise(years):
            gaps.append(_gap(task, found[after], found[before]))
    for year in dict.fromkeys(place.year for place in found):
        first, *others = [figure for place, figure in found.items() if place.year == year]
        gaps += [_gap(task, first, other) for other in others]
    return [gap for gap in gaps if gap is not None]


def _gap(task: Task, of: Compared, than: Compared) -> Gap | None:
    try:
        gap = difference(of.value, than.value)
    except CalculationError:
        return None  # figures of two kinds
    yearly = of.entity == than.entity
    rate = _worked(percent_change, of.value, than.value) if yearly else None
    multiple = None if yearly else _worked(ratio, of.value, than.value)
    return Gap(of, than, gap, rate, multiple, _printed(task, of, than) if yearly else ())


def _worked(operation: Callable[[Quantity, Quantity], Working], a: Quantity, b: Quantity) -> Working | None:
    try:
        return operation(a, b)
    except CalculationError:
        return None  # from nothing, or by nothing


def _printed(task: Task, of: Compared, than: Compared) -> tuple[Fact, ...]:
    """The change against the year before that the later report prints of this figure."""
    if of.year - than.year != 1 or of.working is not None:
        return ()
    told = [_told(task, of.facts[0], measure)[1] for measure in ("change", "percent_change")]
    return tuple(fact for fact in told if fact is not None and _is_against(fact, than.year))


def _notes(found: dict[_Place, Compared]) -> tuple[str, ...]:
    notes = []
    scopes = {figure.report.scope for figure in found.values()}
    if len(scopes) > 1:
        told = "; ".join(f"{figure.entity} {figure.year}: {figure.report.scope or 'not settled'}" for figure in found.values())
        notes.append(f"The reports are not of one scope ({told}): say so.")
    bases = {fact.basis for figure in found.values() for fact in figure.facts[:1] if fact.basis}
    if len(bases) > 1:
        notes.append(f"The figures are on different bases ({', '.join(sorted(bases))}): say so.")
    funds = {fact.fund_scope for figure in found.values() for fact in figure.facts[:1] if fact.fund_scope}
    if len(funds) > 1:
        notes.append(f"The figures are of different funds ({', '.join(sorted(funds))}): say so.")
    if any(figure.working for figure in found.values()):
        notes.append("A figure that was worked out from a printed change is as near as that change was printed.")
    return tuple(notes)
