"""What the tools do, for every protocol they are offered over: ask, search_facts, read_lines, calculate, compare.

One copy of each tool: its arguments and their limits, its description (`prompts/tools.toml`), its result. It finds no figure and
words no answer itself, it only reads, and it knows neither MCP nor LangChain (`assistant.mcp_server`, `assistant.tools`).
Faults are MingzhangErrors that say what to do; "not disclosed" is a result.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field

from assistant.calculator import CalculationError, Working
from assistant.tool_results import (
    AnswerResult,
    ComparedResult,
    CompareResult,
    DifferenceResult,
    FactResult,
    FactsResult,
    LineResult,
    LinesResult,
    WorkingResult,
    fact_result,
    report_result,
    working_result,
)
from index.errors import LibraryError, QuestionError
from index.meant import order_lines
from index.versions import all_versions

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.compare import Compared, Comparison, Gap
    from index.types import Fact

TOOLS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "tools.toml"
MOST_LINES = 60
LINES_GIVEN = 20
MOST_NAMES = 20
Measure = Literal[
    "amount", "change", "percent_change", "share", "completion_rate", "count", "score", "target", "weight", "value", "text"
]  # fmt: skip
Basis = Literal["决算", "执行", "预算", "年初预算", "调整预算", "上年决算", "目标", "完成"]


NAMES = ("ask", "search_facts", "read_lines", "calculate", "compare")


@lru_cache(maxsize=1)
def tool_texts() -> dict[str, Any]:
    """The texts of `prompts/tools.toml`: `instructions`, and a table a tool with its title, what it is about, its parameters."""
    return tomllib.loads(TOOLS_FILE.read_text(encoding="utf-8"))


def _text(tool: str, key: str) -> str:
    """A text of the file. Raises LibraryError where it has none."""
    try:
        return tool_texts()[tool][key]
    except KeyError:
        raise LibraryError(f"has no text for {tool}.{key}", str(TOOLS_FILE), "Add it.") from None


def _about(tool: str, parameter: str, **limits: int) -> Any:
    return Field(description=_text(tool, parameter), **limits)


class ToolCalls:
    """The tools over one assistant, which `get` gives. The assistant's lock is held while one works."""

    def __init__(self, get: Callable[[], Assistant]) -> None:
        self._get = get

    def ask(
        self,
        question: Annotated[str, _about("ask", "question")],
        conversation: Annotated[list[str] | None, _about("ask", "conversation")] = None,
    ) -> AnswerResult:
        from assistant.conversation import Conversation

        answer = self._get().ask(question, conversation=Conversation(tuple(conversation or ())))
        return AnswerResult.model_validate(answer.to_json())

    def search_facts(
        self,
        entity: Annotated[str | None, _about("search_facts", "entity")] = None,
        year: Annotated[int | None, _about("search_facts", "year")] = None,
        item: Annotated[str | None, _about("search_facts", "item")] = None,
        measure: Annotated[Measure | None, _about("search_facts", "measure")] = None,
        basis: Annotated[Basis | None, _about("search_facts", "basis")] = None,
        limit: Annotated[int, _about("search_facts", "limit", ge=1, le=100)] = 20,
    ) -> FactsResult:
        from assistant.find_facts import FactQuery

        assistant = self._get()
        with assistant.lock:
            found = assistant.find_facts(FactQuery(entity, year, item, measure, basis, limit))
        return FactsResult(facts=[fact_result(one) for one in found.facts], total=found.total, missing=found.missing)

    def read_lines(
        self,
        file: Annotated[str | None, _about("read_lines", "file")] = None,
        first: Annotated[int, _about("read_lines", "first", ge=1)] = 1,
        last: Annotated[int | None, _about("read_lines", "last", ge=1)] = None,
    ) -> LinesResult:
        assistant = self._get()
        reports = {report.file: report for report in assistant.reports()}
        if file is None:
            return LinesResult(file=None, lines=[], more=False, reports=[report_result(one) for one in reports.values()])
        versions = all_versions(assistant.reports())
        if file not in versions:
            shown = "; ".join(list(reports)[:MOST_NAMES]) + (" …" if len(reports) > MOST_NAMES else "")
            raise QuestionError("the library holds no such file", file, f"Name one of: {shown}.")
        count = versions[file].line_count
        end = first + LINES_GIVEN - 1 if last is None else last
        if first > count or end < first:
            raise QuestionError(
                f"there are no lines {first} to {end}", file, f"Its lines are numbered from 1 to {count}; give first ≤ last."
            )
        with assistant.lock:
            read = assistant.lines(file, first, min(end, first + MOST_LINES - 1))
        orders, told = order_lines(read), tool_texts()["order_warning"]
        shown_lines = [
            LineResult(number=one.number, page=one.page, place=one.place, text=one.text, warning=told if one.number in orders else "")
            for one in read
        ]
        return LinesResult(file=file, lines=shown_lines, more=bool(read) and read[-1].number < count, reports=[])

    def calculate(
        self,
        expression: Annotated[str, _about("calculate", "expression")],
        unit: Annotated[str | None, _about("calculate", "unit")] = None,
        decimals: Annotated[int | None, _about("calculate", "decimals", ge=0, le=20)] = None,
    ) -> WorkingResult:
        try:
            return working_result(work_out_in(expression, unit, decimals))
        except CalculationError as fault:
            raise CalculationError(f"Not calculated. {fault}") from fault

    def compare(
        self,
        item: Annotated[str, _about("compare", "item")],
        entities: Annotated[list[str] | None, _about("compare", "entities")] = None,
        years: Annotated[list[int] | None, _about("compare", "years")] = None,
        basis: Annotated[Basis | None, _about("compare", "basis")] = None,
    ) -> CompareResult:
        assistant = self._get()
        with assistant.lock:
            return _compared(assistant, assistant.compare(item, tuple(entities or ()), tuple(years or ()), basis))


def work_out_in(expression: str, unit: str | None, decimals: int | None) -> Working:
    """An expression's result in a unit, rounded to `decimals`. Raises CalculationError."""
    from assistant.calculator import calculate_exactly, decimals_of, round_half_up
    from assistant.quantity import converted

    result, exact = calculate_exactly(expression)
    if unit is not None and unit.strip():
        result = converted(result, unit.strip())
    most = 6 if decimals is None else decimals
    rounds = decimals_of(result.value) > most and (decimals is not None or not exact)
    value = round_half_up(result.value, most) if rounds else result.value
    return Working(expression.strip(), value, result.unit, exact and (not rounds or value == result.value))


def method_of(calls: ToolCalls, name: str) -> Callable[..., BaseModel]:
    """The tool of a name."""
    return getattr(calls, name)


def _compared(assistant: Assistant, found: Comparison) -> CompareResult:
    return CompareResult(
        figures=[_figure(assistant, one) for one in found.figures], differences=[_difference(assistant, gap) for gap in found.gaps],
        missing=list(found.missing), notes=list(found.notes),
    )  # fmt: skip


def _figure(assistant: Assistant, one: Compared) -> ComparedResult:
    return ComparedResult(
        entity=one.entity, year=one.year, value=format(one.value.value, "f"), unit=one.value.unit,
        how="worked" if one.working else "printed", working=working_result(one.working) if one.working else None,
        facts=[_fact(assistant, fact) for fact in one.facts],
    )  # fmt: skip


def _difference(assistant: Assistant, gap: Gap) -> DifferenceResult:
    return DifferenceResult(
        of=f"{gap.of.entity} {gap.of.year}", than=f"{gap.than.entity} {gap.than.year}", difference=working_result(gap.difference),
        rate=working_result(gap.rate) if gap.rate else None, multiple=working_result(gap.multiple) if gap.multiple else None,
        printed=[_fact(assistant, fact) for fact in gap.printed],
    )  # fmt: skip


def _fact(assistant: Assistant, fact: Fact) -> FactResult:
    return fact_result(assistant.found(fact))
