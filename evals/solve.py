"""The solver over the real assistant: open a library, answer questions as JSON, re-read its lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Conversation
from evals.errors import BadInput
from evals.types import AnswerJson, Solver
from index.errors import MingzhangError

if TYPE_CHECKING:
    from assistant.ask import Assistant


@contextmanager
def open_solver(library: Path) -> Iterator[Solver]:
    """A solver on the library at `library`, closed at the end. Raises BadInput where there is no such folder."""
    if not library.is_dir():
        raise BadInput(
            "there is no library there", where=str(library),
            next_step=f"build one with `python -m index build reports --library {library}`",
        )
    from assistant.ask import Assistant  # slow to import: a missing folder is told at once

    assistant = Assistant.open(library)
    try:
        yield assistant_solver(assistant)
    finally:
        assistant.close()


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
    return Solver(answer, read_line, identities)
