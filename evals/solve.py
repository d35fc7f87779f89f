"""The solver over the real assistant: open a library, answer questions as JSON, re-read its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Conversation
from evals.errors import BadInput
from evals.types import AnswerJson, HeldFact, HeldReport, Holdings, Solver
from index.errors import MingzhangError

if TYPE_CHECKING:
    from assistant.ask import Assistant


@contextmanager
def open_assistant(library: Path) -> Iterator[Assistant]:
    """The assistant of the library at `library`, without a chat model, closed at the end. Raises BadInput where there is no such folder."""
    if not library.is_dir():
        raise BadInput(
            "there is no library there", where=str(library),
            next_step=f"build one with `python -m index build reports --library {library}`",
        )
    from assistant.ask import Assistant  # slow to import: a missing folder is told at once

    assistant = Assistant.open(library)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def open_solver(library: Path) -> Iterator[Solver]:
    """A solver on the library at `library`, closed at the end. Raises BadInput where there is no such folder."""
    with open_assistant(library) as assistant:
        yield assistant_solver(assistant)


def assistant_solver(assistant: Assistant) -> Solver:
    """The assistant as a solver."""

    def answer(question: str, conversation: tuple[str, ...] = (), files: tuple[str, ...] | None = None) -> AnswerJson:
        asked = assistant if files is None else assistant.narrowed(files)
        return asked.ask(question, conversation=Conversation(conversation)).to_json()

    def read_line(file: str, number: int) -> str | None:
        try:
            lines = assistant.lines(file, number, number)
        except MingzhangError:
            return None
        return lines[0].text if lines else None

    identities = " ".join(
        f"{report.file} {report.title or ''} {report.entity or ''} {report.year or ''}"
        for report in assistant.reports()
    )
    return Solver(answer, read_line, identities, _holdings(assistant))


def _holdings(assistant: Assistant) -> Holdings:
    """What the assistant's library holds: reports at once, figures when they are asked for."""
    reports = {report.file: report for report in assistant.reports()}
    by_line: dict[str, dict[int, tuple[HeldFact, ...]]] = {}

    def facts_at(file: str, line: int) -> tuple[HeldFact, ...]:
        if file in reports and file not in by_line:
            found: dict[int, list[HeldFact]] = defaultdict(list)
            for fact in assistant.library.evidence([reports[file]])[0].facts:
                found[fact.line].append(HeldFact(fact.value, fact.unit, fact.period, fact.item, fact.measure))
            by_line[file] = {number: tuple(facts) for number, facts in found.items()}
        return by_line.get(file, {}).get(line, ())

    def page_lines(file: str, page: int) -> tuple[int, ...]:
        return tuple(line.number for line in assistant.page_lines(file, page)) if file in reports else ()

    held = {file: HeldReport(report.entity, report.year, report.scope) for file, report in reports.items()}
    return Holdings(held, facts_at, page_lines)
