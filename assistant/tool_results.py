"""What the tools give back, as types: a client is told their shape as JSON schemas.

They hold data taken over from the assistant's own types, and judge nothing. Values are exact decimal text, never floats.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from assistant.calculator import Working
from assistant.find_facts import FoundFact
from assistant.quantity import plain
from index.types import Report


class FigureResult(BaseModel):
    """A figure of an answer; `citations` are marks of the citations beside it; `entities` and `scopes` are those of the
    reports it rests on."""

    value: str
    unit: str
    label: str
    period: str | None
    entities: list[str]
    scopes: list[str]
    citations: list[int]


class CitationResult(BaseModel):
    """A cited line, verbatim."""

    mark: int
    file: str
    line: int
    page: int | None
    section: str
    text: str


class CalculationResult(BaseModel):
    """A step of the working."""

    expression: str
    result: str
    unit: str


class ModelUseResult(BaseModel):
    """What a chat model did for the answer; `fault` says why it was of no help."""

    name: str
    planned: bool
    phrased: bool
    fault: str | None


class AnswerResult(BaseModel):
    """The JSON contract of an answer."""

    id: str | None
    question: str
    language: str
    status: Literal["answered", "declined", "unclear"]
    text: str
    figures: list[FigureResult]
    citations: list[CitationResult]
    calculations: list[CalculationResult]
    notes: list[str]
    seconds: float
    prompts: str
    model: ModelUseResult | None


class FactResult(BaseModel):
    """One printed figure. `value` is exact decimal text, None for a cell that is no number; `printed` is as it stands."""

    item: str
    path: list[str]
    column: str | None
    code: str | None
    year: str | None
    measure: str
    basis: str | None
    against: str | None
    scope: str | None
    value: str | None
    unit: str
    approximate: bool
    printed: str
    entity: str | None
    report: str
    file: str
    page: int | None
    line: int
    section: str
    text: str
    context_lines: list[int]


class FactsResult(BaseModel):
    """Hits, best first; `total` counts all that fit; `missing` says what there is instead where nothing fits."""

    facts: list[FactResult]
    total: int
    missing: str


class LineResult(BaseModel):
    """One line or table row, verbatim; `place` says where it stands in a file that has no lines of its own.

    `warning` is "" but where the line reads like an order to a program.
    """

    number: int
    page: int | None
    place: str | None
    text: str
    warning: str = ""


class ReportResult(BaseModel):
    """A report held; what its text does not settle is None."""

    file: str
    entity: str | None
    title: str | None
    year: int | None
    kind: str | None
    scope: str | None
    lines: int


class LinesResult(BaseModel):
    """Lines of a report, or the `reports` held where no file was named."""

    file: str | None
    lines: list[LineResult]
    more: bool
    reports: list[ReportResult]


class WorkingResult(BaseModel):
    """A calculation; `working` is how it is shown to a reader."""

    expression: str
    result: str
    unit: str
    exact: bool
    working: str


class ComparedResult(BaseModel):
    """The figure of one body and year. `how` is "printed", or "worked" with its `working`; `facts` are the printed figures."""

    entity: str
    year: int
    value: str
    unit: str
    how: Literal["printed", "worked"]
    working: WorkingResult | None
    facts: list[FactResult]


class DifferenceResult(BaseModel):
    """`of` less `than` (body and year), the rate of change over years, the multiple between bodies, all worked out; `printed`
    is what the later report itself prints of the change."""

    of: str
    than: str
    difference: WorkingResult
    rate: WorkingResult | None
    multiple: WorkingResult | None
    printed: list[FactResult]


class CompareResult(BaseModel):
    """One item side by side; `missing` names the bodies and years that have no such figure."""

    figures: list[ComparedResult]
    differences: list[DifferenceResult]
    missing: list[str]
    notes: list[str]


def working_result(working: Working) -> WorkingResult:
    """A calculation as it is handed over."""
    return WorkingResult(
        expression=working.expression, result=plain(working.result), unit=working.unit, exact=working.exact, working=str(working)
    )


def fact_result(found: FoundFact) -> FactResult:
    """A fact as it is handed over."""
    fact, report = found.fact, found.report
    return FactResult(
        item=fact.item, path=list(fact.path), column=fact.column, code=fact.code, year=fact.period, measure=fact.measure,
        basis=fact.basis, against=fact.against, scope=fact.fund_scope,
        value=None if fact.value is None else format(fact.value, "f"), unit=fact.unit, approximate=fact.approximate,
        printed=fact.printed, entity=report.entity,
        report=" ".join(str(part) for part in (report.year, report.scope, report.kind) if part), file=fact.file,
        page=found.line.page, line=found.line.number, section=found.section, text=found.line.text,
        context_lines=list(fact.context_lines),
    )  # fmt: skip


def report_result(report: Report) -> ReportResult:
    """A report as it is listed."""
    return ReportResult(
        file=report.file, entity=report.entity, title=report.title, year=report.year, kind=report.kind, scope=report.scope,
        lines=report.line_count,
    )  # fmt: skip
