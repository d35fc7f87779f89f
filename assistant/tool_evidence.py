"""What a tool's result rests on: its lines with the figures read from them, its workings, and the figures it found.

It goes with a result to whoever checks what a model makes of it (`assistant.agent`). It chooses nothing and words nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel

from assistant.tool_results import AnswerResult, CompareResult, FactResult, FactsResult, LinesResult, WorkingResult

if TYPE_CHECKING:
    from assistant.library import LibraryView
    from index.types import Fact, Report

Place = tuple[str, int]
"""File and line."""
CHANGES = ("change", "percent_change")
NEAR = 60
"""Context lines of a table cell are taken up to this many; a table's own header is nearer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that was found: of what, whose and when, against what, with the lines it stands on. A fall is negative."""

    entity: str | None
    period: str | None
    item: str
    measure: str
    value: Decimal
    unit: str
    places: tuple[Place, ...]
    basis: str | None = None
    against: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A line that was handed over, verbatim. `read` are the figures that were read from it when its report was; `context` are
    the label, header and unit lines of a table's cells."""

    file: str
    line: int
    page: int | None
    section: str
    text: str
    read: tuple[Finding, ...] = ()
    context: tuple[int, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.file, self.line

    @property
    def amounts(self) -> tuple[tuple[Decimal, str], ...]:
        """The figures read from it, each (value, unit)."""
        return tuple((one.value, one.unit) for one in self.read)

    @property
    def changes(self) -> tuple[tuple[Decimal, str], ...]:
        """Those of them that are changes and rates of change, a fall negative."""
        return tuple((one.value, one.unit) for one in self.read if one.measure in CHANGES)

    @property
    def levels(self) -> tuple[tuple[Decimal, str], ...]:
        """Those of them that are no changes."""
        return tuple((one.value, one.unit) for one in self.read if one.measure not in CHANGES)


@dataclass(frozen=True, slots=True)
class EvidenceWorking:
    """A calculation that was carried out; `places` are the lines its operands stand in, as far as the tool knows them."""

    expression: str
    result: Decimal
    unit: str
    exact: bool
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The artifact of a tool call. `beside` are the context lines of the lines."""

    lines: tuple[EvidenceLine, ...] = ()
    workings: tuple[EvidenceWorking, ...] = ()
    findings: tuple[Finding, ...] = ()
    beside: tuple[EvidenceLine, ...] = ()


def evidence_of(library: LibraryView | None, result: BaseModel) -> Evidence:
    """What a result rests on. A calculation rests on no line: its operands are whoever's who wrote them."""
    if isinstance(result, WorkingResult):
        return Evidence(workings=(_working(result, ()),))
    assert library is not None
    if isinstance(result, FactsResult):
        return _of_facts(library, result.facts)
    if isinstance(result, LinesResult):
        return _evidence(library, ((result.file or "", line.number) for line in result.lines))
    if isinstance(result, AnswerResult):
        return _of_answer(library, result)
    if isinstance(result, CompareResult):
        return _of_comparison(library, result)
    raise TypeError(f"{type(result).__name__} is no result of a tool")


def _of_facts(library: LibraryView, facts: Iterable[FactResult]) -> Evidence:
    facts = list(facts)
    return _evidence(library, _places(facts), (), tuple(_finding(fact) for fact in facts if fact.value is not None))


def _of_answer(library: LibraryView, answer: AnswerResult) -> Evidence:
    if answer.status != "answered":
        return Evidence()
    places = {citation.mark: (citation.file, citation.line) for citation in answer.citations}
    findings = tuple(
        Finding(
            "; ".join(figure.entities) or None, figure.period, figure.label, "", Decimal(figure.value), figure.unit,
            tuple(places[mark] for mark in figure.citations),
        )
        for figure in answer.figures
    )  # fmt: skip
    workings = tuple(
        EvidenceWorking(one.expression, Decimal(one.result), one.unit, True, tuple(places.values())) for one in answer.calculations
    )
    return _evidence(library, places.values(), workings, findings)


def _of_comparison(library: LibraryView, result: CompareResult) -> Evidence:
    facts = [fact for figure in result.figures for fact in figure.facts]
    printed = [fact for gap in result.differences for fact in gap.printed]
    own = {f"{figure.entity} {figure.year}": _places(figure.facts) for figure in result.figures}
    workings = [_working(figure.working, _places(figure.facts)) for figure in result.figures if figure.working]
    findings = [
        Finding(f.entity, str(f.year), f.facts[0].item, f.facts[0].measure, Decimal(f.value), f.unit, _places(f.facts), f.facts[0].basis)
        for f in result.figures
    ]
    for gap in result.differences:
        places = (*own[gap.of], *own[gap.than])
        workings += [_working(one, places) for one in (gap.difference, gap.rate, gap.multiple) if one]
    return _evidence(library, _places([*facts, *printed]), tuple(workings), (*findings, *map(_finding, printed)))


def _evidence(
    library: LibraryView, places: Iterable[Place], workings: tuple[EvidenceWorking, ...] = (), findings: tuple[Finding, ...] = ()
) -> Evidence:
    lines = _lines(library, places)
    own = {line.place for line in lines}
    beside = dict.fromkeys((line.file, number) for line in lines for number in line.context)
    return Evidence(lines, workings, findings, _lines(library, (place for place in beside if place not in own)))


def _places(facts: Iterable[FactResult]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((fact.file, fact.line) for fact in facts))


def _finding(fact: FactResult) -> Finding:
    item = " ".join([*fact.path[-1:], fact.item]) if fact.path and fact.path[-1] != fact.item else fact.item
    value = Decimal(fact.value or 0)
    return Finding(fact.entity, fact.year, item, fact.measure, value, fact.unit, ((fact.file, fact.line),), fact.basis, fact.against)


def _working(result: WorkingResult, places: tuple[Place, ...]) -> EvidenceWorking:
    return EvidenceWorking(result.expression, Decimal(result.result), result.unit, result.exact, tuple(dict.fromkeys(places)))


def _lines(library: LibraryView, places: Iterable[Place]) -> tuple[EvidenceLine, ...]:
    """The lines with what was read from each, each once."""
    wanted = list(dict.fromkeys(places))
    read = {file: _read_from(library, file, {line for named, line in wanted if named == file}) for file in dict(wanted)}
    found = []
    for file, number in wanted:
        for line in library.lines(file, number, number):
            found.append(EvidenceLine(file, number, line.page, library.section(file, number), line.text, *read[file][number]))
    return tuple(found)


def _read_from(library: LibraryView, file: str, lines: set[int]) -> dict[int, tuple[tuple[Finding, ...], tuple[int, ...]]]:
    """Line → (the figures read from it, its context lines)."""
    reports = [report for report in library.reports if report.file == file]
    read: dict[int, dict[Finding, None]] = {number: {} for number in lines}
    context: dict[int, set[int]] = {number: set() for number in lines}
    for one in library.evidence(reports):
        for fact in one.facts:
            for number in lines.intersection(range(fact.line, fact.end_line + 1)):
                if fact.value is not None:
                    read[number][_of_fact(fact, one.report)] = None
                if fact.table is not None:
                    context[number].update(fact.context_lines)
    return {number: (tuple(read[number]), tuple(sorted(context[number] - {number}))[:NEAR]) for number in lines}


def _of_fact(fact: Fact, report: Report) -> Finding:
    assert fact.value is not None
    places = ((fact.file, fact.line),)
    return Finding(report.entity, fact.period, fact.item, fact.measure, fact.value, fact.unit, places, fact.basis, fact.against)
