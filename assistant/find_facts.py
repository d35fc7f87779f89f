"""Find typed facts of a library by body, year, item, measure and basis: for programs that want figures, not sentences.

It filters and orders what was read from the reports; it works out nothing, answers nothing and knows no protocol. Item
names are matched as a question's are: 公车, "vehicles" and 公务用车购置及运行维护费 find the same figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import ReportEvidence, Search
from assistant.fold import fold, has_chinese, simplify
from assistant.library import LibraryView
from assistant.question import LONGEST_QUESTION, Question, read_question
from assistant.vocabulary import Vocabulary
from index.errors import QuestionError
from index.types import BASES, BUDGET_BASES, MEASURES, Fact, Report, SourceLine

MOST_FACTS = 100
FACTS_GIVEN = 20
LEAST_COVERAGE = 0.75
"""How much of an item's name a fact must carry: its own clause or label does (0.9 and above), a section title does not (0.55)."""
COSTS_CHINESE, COSTS_ENGLISH = "费用", " costs"
"""What a name is tried with where no amount fits it alone: "vehicles" are counted, and they cost something."""
_CODE = re.compile(r"[123]\d{2}(?:\d{2}){0,2}\Z")


@dataclass(frozen=True, slots=True)
class FactQuery:
    """What facts are wanted. None leaves a field open; `year` is the year a figure is of, not the report's.

    `item` is a name in either language or a 科目编码; `basis` one of `BASES`, where 预算 stands for all of 预算, 年初预算 and
    调整预算; `limit` is the most facts to give, at most MOST_FACTS.
    """

    entity: str | None = None
    year: int | None = None
    item: str | None = None
    measure: str | None = None
    basis: str | None = None
    limit: int = FACTS_GIVEN


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact with the report it is from, the line it stands on, verbatim, and that line's section path."""

    fact: Fact
    report: Report
    line: SourceLine
    section: str


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """`facts` are the best, at most the limit; `total` counts all that fit. Where none fits, `missing` names the wish that
    nothing fulfils and what there is instead, "" else."""

    facts: tuple[FoundFact, ...]
    total: int
    missing: str = ""


def find_facts(library: LibraryView, vocabulary: Vocabulary, query: FactQuery) -> FoundFacts:
    """The facts that fit the query, the best first. Raises QuestionError for a wish that cannot be understood."""
    _check(query)
    reports = reports_of(library, vocabulary, query.entity)
    evidence = library.evidence(reports)
    fits = _filters(query)
    if query.item and query.item.strip():
        facts = _of_item(library, vocabulary, evidence, query.item.strip(), lambda fact: all(fit(fact) for _, fit in fits))
    else:
        facts = [fact for report in evidence for fact in report.facts if all(fit(fact) for _, fit in fits)]
    shown = tuple(found_fact(library, fact) for fact in facts[: query.limit])
    return FoundFacts(shown, len(facts), "" if facts else _missing(library, vocabulary, evidence, query, fits))


def _check(query: FactQuery) -> None:
    for name, value, known in (("measure", query.measure, MEASURES), ("basis", query.basis, BASES)):
        if value is not None and value not in known:
            raise QuestionError(f"there is no {name} {value!r}", name, f"Give one of {', '.join(known)}.")
    if not 1 <= query.limit <= MOST_FACTS:
        raise QuestionError(f"{query.limit} facts cannot be given", "limit", f"Give a number from 1 to {MOST_FACTS}.")
    for name, text in (("entity", query.entity), ("item", query.item)):
        if text is not None and len(text) > LONGEST_QUESTION:
            raise QuestionError("the name is too long", name, "Give a name as people say it or as reports print it.")


def reports_of(library: LibraryView, vocabulary: Vocabulary, entity: str | None) -> tuple[Report, ...]:
    """The reports of a body by any of its names; all where none is named."""
    if entity is None or not entity.strip():
        return library.reports
    from assistant.bodies import find_bodies

    plain = simplify(entity.strip())
    mention = find_bodies(plain, library.reports, vocabulary)
    bodies = sorted({report.entity for report in library.reports if report.entity})
    if mention.unsure:
        names = "; ".join(group[0] for group in mention.groups)
        raise QuestionError(f"several bodies go by the name {entity!r}", "entity", f"Name one in full: {names}.")
    wanted = mention.entities
    if not wanted and len(fold(plain)) >= 2:
        wanted = tuple(name for name in bodies if fold(plain) in fold(name))
    if not wanted:
        shown = "; ".join(bodies[:20]) + (" …" if len(bodies) > 20 else "")
        raise QuestionError(f"the library holds no report of {entity!r}", "entity", f"It holds reports of: {shown}.")
    return tuple(report for report in library.reports if report.entity in wanted)


def _filters(query: FactQuery) -> list[tuple[str, Callable[[Fact], bool]]]:
    """(what it is called, the test) for each wish but the item."""
    filters: list[tuple[str, Callable[[Fact], bool]]] = []
    if query.year is not None:
        year = str(query.year)
        filters.append((f"year {year}", lambda fact: (fact.period or "")[:4] == year))
    if query.measure is not None:
        filters.append((f"measure {query.measure}", lambda fact: fact.measure == query.measure))
    if query.basis is not None:
        wanted = BUDGET_BASES if query.basis == "预算" else frozenset({query.basis})
        filters.append((f"basis {query.basis}", lambda fact: fact.basis in wanted))
    return filters


def _of_item(
    library: LibraryView, vocabulary: Vocabulary, evidence: Sequence[ReportEvidence], item: str, fits: Callable[[Fact], bool]
) -> list[Fact]:
    """The facts of an item, best first: by its subject code, by the vocabulary, else by the letters of its name."""
    if _CODE.match(item):
        coded = [fact for report in evidence for fact in report.facts if (fact.code or "").startswith(item) and fits(fact)]
        return sorted(coded, key=lambda fact: (len(fact.code or ""), fact.file, fact.line))
    found: dict[str, Fact] = {}
    for name in (item, item + (COSTS_CHINESE if has_chinese(item) else COSTS_ENGLISH)):
        if not any(fact.measure == "amount" for fact in found.values()):
            found.update((fact.id, fact) for fact in _ranked(library, vocabulary, evidence, name, fits))
    if found:
        return list(found.values())
    name = fold(item)
    return [
        fact for report in evidence for fact in report.facts
        if name and name in fold("|".join((fact.item, *fact.path))) and fits(fact)
    ]  # fmt: skip


def _ranked(
    library: LibraryView, vocabulary: Vocabulary, evidence: Sequence[ReportEvidence], name: str, fits: Callable[[Fact], bool]
) -> list[Fact]:
    """The facts that carry a name: of one item the figure itself first, then what is said of it in other sentences."""
    read = _read_item(name, library, vocabulary)
    if read is None or not any(concept.weight > 0 for concept in read.concepts):
        return []
    matches = Search(read, evidence, library.vectors, lambda: []).rank(fits, meaning=False)
    fitting = [match for match in matches if match.coverage >= LEAST_COVERAGE]
    return [match.fact for match in sorted(fitting, key=lambda match: (not match.exact, -round(match.score, 2)))]


def _read_item(item: str, library: LibraryView, vocabulary: Vocabulary) -> Question | None:
    """The item's name read as a question is; None where nothing in it can be read."""
    try:
        return read_question(item, library.reports, vocabulary)
    except QuestionError:
        return None


def found_fact(library: LibraryView, fact: Fact) -> FoundFact:
    """A fact of the library with its report, its line and its section."""
    report = next(report for report in library.reports if report.file == fact.file)
    lines = library.lines(fact.file, fact.line, fact.line)
    if not lines:  # a library is stored whole: a fact without its line would be damage
        raise QuestionError(f"line {fact.line} is missing", fact.file, "Build the library again.")
    return FoundFact(fact, report, lines[0], library.section(fact.file, fact.line))


def _missing(
    library: LibraryView, vocabulary: Vocabulary, evidence: Sequence[ReportEvidence], query: FactQuery,
    filters: Sequence[tuple[str, Callable[[Fact], bool]]],
) -> str:  # fmt: skip
    """Why nothing fits: the item alone, or the first wish that leaves nothing of it."""
    facts = [fact for report in evidence for fact in report.facts]
    if query.item and query.item.strip():
        facts = _of_item(library, vocabulary, evidence, query.item.strip(), lambda fact: True)
        if not facts:
            return f"No figure of these reports is of {query.item.strip()!r}. Try another name of it, or ask a question."
    for name, fits in filters:
        left = [fact for fact in facts if fits(fact)]
        if not left:
            return f"Nothing fits {name}. There is: {_spread(facts)}."
        facts = left
    return "These reports hold no figure."


def _spread(facts: Sequence[Fact]) -> str:
    years = sorted({fact.period for fact in facts if fact.period})
    measures = sorted({fact.measure for fact in facts})
    bases = sorted({fact.basis for fact in facts if fact.basis})
    parts = [f"{name} {', '.join(values)}" for name, values in (("years", years), ("measures", measures), ("bases", bases)) if values]
    return "; ".join(parts) or "nothing"
