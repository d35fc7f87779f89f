"""Turn a draft into an answer: citations numbered in the order of the text, lines re-read from the store, verbatim."""

from __future__ import annotations

import time
from collections.abc import Iterable

from assistant.draft import Draft, split_citations
from assistant.library import LibraryView
from assistant.phrases import phrase
from assistant.prompt_files import prompts_hash
from assistant.quantity import plain
from assistant.types import Answer, Calculation, Citation, Figure
from index.read import clean_text
from index.types import Report


def compose(draft: Draft, question: str, library: LibraryView, started: float, key: str | None = None) -> Answer:
    """The answer a draft amounts to. `started` is `time.perf_counter()` when the question came in."""
    marks: dict[tuple[str, int], int] = {}
    text = "".join(
        piece if isinstance(piece, str) else f" [{marks.setdefault(piece, len(marks) + 1)}]"
        for piece in split_citations(draft.text)
    )
    for figure in draft.figures:
        for line in figure.lines:
            marks.setdefault(line, len(marks) + 1)
    if draft.status == "answered":
        for line in draft.extra_lines:
            marks.setdefault(line, len(marks) + 1)
    citations = tuple(_citation(library, file, line, mark) for (file, line), mark in marks.items())
    cited = {file for file, _ in marks}
    reports = [report for report in library.reports if report.file in cited]
    figures = tuple(
        Figure(
            plain(f.value), f.unit, f.label, f.period, tuple(marks[line] for line in f.lines),
            *bodies_and_scopes([file for file, _ in f.lines], reports),
        )
        for f in draft.figures
    )  # fmt: skip
    notes = (*draft.notes, *version_notes((file for file, _ in marks), reports, draft.language))
    calculations = tuple(Calculation(w.expression, plain(w.result), w.unit) for w in draft.workings)
    return Answer(
        question, draft.language, draft.status, _tidy(text), figures, citations, calculations, notes,
        round(time.perf_counter() - started, 4), key, prompts_hash(),
    )  # fmt: skip


def bodies_and_scopes(files: Iterable[str], reports: Iterable[Report]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the bodies, the scopes) of these reports, each once, in the order of the files; what is not settled is left out."""
    held = {report.file: report for report in reports}
    own = [held[file] for file in files if file in held]
    bodies = tuple(dict.fromkeys(report.entity for report in own if report.entity))
    return bodies, tuple(dict.fromkeys(report.scope for report in own if report.scope))


def version_notes(files: Iterable[str], reports: Iterable[Report], language: str) -> tuple[str, ...]:
    """A sentence for each of these files that is held in more versions than one: which of them the answer is from."""
    held = {report.file: report for report in reports}
    cited = [held[file] for file in dict.fromkeys(files) if file in held and held[file].earlier]
    return tuple(
        phrase(language, "version_used" if report.stored else "version_used_undated").format(
            file=report.file, version=report.version, count=len(report.earlier) + 1, stored=report.stored[:10]
        )
        for report in cited
    )


def _citation(library: LibraryView, file: str, line: int, mark: int) -> Citation:
    source = library.lines(file, line, line)[0]
    return Citation(mark, file, line, source.page, library.section(file, line), source.text)


def _tidy(text: str) -> str:
    return "\n".join(clean_text(line) for line in text.split("\n")).strip()
