"""What the page is sent for one question: the answer's JSON contract, with each cited line in its surroundings.

It adds nothing to an answer and changes nothing in it. Every text is plain: the page shows text, never markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.types import Report, SourceLine
from index.versions import all_versions

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.types import Answer, Citation
    from assistant.web.desk import Desk

LINES_AROUND = 4
"""Lines shown on either side of a cited line before the reader asks for more."""
LINES_AT_ONCE = 60
"""The most lines that one request may read, so that a report is read in pages."""


def show_answer(assistant: Assistant, answer: Answer) -> dict:
    """The answer as `to_json` gives it, plus `reports` it speaks of and `surroundings`, one for each citation."""
    return {
        **answer.to_json(),
        "reports": [show_report(report) for report in _reports_of(assistant, answer)],
        "surroundings": [_surroundings(assistant, citation) for citation in answer.citations],
    }


def show_report(report: Report) -> dict:
    """The name, year and kind of a report; what its text does not settle is None."""
    return {
        "file": report.file,
        "name": report.entity or report.title or report.file,
        "title": report.title,
        "year": report.year,
        "kind": _kind(report),
        "lines": report.line_count,
        "pages": report.pages,
    }


def show_held(desk: Desk, visitor: str | None) -> list[dict]:
    """Every report that a visitor may ask about, as `show_report` gives it, with `original`: its file can be fetched."""
    return [
        {**show_report(report), "own": desk.is_own(visitor, report.file), "original": desk.original(visitor, report.file) is not None}
        for report in desk.reports(visitor)
    ]


def _kind(report: Report) -> str | None:
    """The kind as people name it: 部门决算 and 单位决算 are two different reports, 决算 alone does not tell which."""
    if report.kind in ("决算", "预算") and report.scope in ("部门", "单位"):
        return report.scope + report.kind
    return report.kind


def show_lines(assistant: Assistant, file: str, first: int, last: int) -> dict:
    """Lines `first`..`last` (from 1, both inclusive) of a report, verbatim, at most LINES_AT_ONCE of them."""
    first = max(1, first)
    last = min(last, first + LINES_AT_ONCE - 1)
    held = file in all_versions(assistant.reports())
    return _show(assistant.lines(file, first, last) if held and last >= first else ())


def show_page(assistant: Assistant, original: Path | None, file: str, page: int) -> dict:
    """Where the lines of a page of a PDF stand on it, boxes as fractions of the page: left, top, width, height.

    No lines where the file is not kept, is no PDF or has no such page: then there is no image of it either.
    """
    from index.readers.pdf_image import page_size

    size = page_size(original, page) if original and page >= 1 else None
    if size is None:
        return {"page": page, "width": 0, "height": 0, "lines": []}
    width, height = size
    boxes = [
        {"number": line.number, "text": line.text, "box": [left / width, top / height, (right - left) / width, (bottom - top) / height]}
        for line in assistant.page_lines(file, page)
        if line.box
        for left, top, right, bottom in [line.box]
    ]
    return {"page": page, "width": width, "height": height, "lines": boxes}


def fault(kind: str, text: str = "") -> dict:
    """What the page is sent when there is no answer: `kind` names the page's own words, `text` says more."""
    return {"status": "error", "kind": kind, "text": text}


def _reports_of(assistant: Assistant, answer: Answer) -> list[Report]:
    """The reports that are cited; where none is, every report that was searched."""
    reports = assistant.reports()
    cited = {citation.file for citation in answer.citations}
    return [report for report in reports if report.file in cited] if cited else list(reports)


def _surroundings(assistant: Assistant, citation: Citation) -> dict:
    first = max(1, citation.line - LINES_AROUND)
    shown = _show(assistant.lines(citation.file, first, citation.line + LINES_AROUND))
    return {"mark": citation.mark, "file": citation.file, "line": citation.line, **shown}


def _show(lines: tuple[SourceLine, ...]) -> dict:
    return {"lines": [{"number": line.number, "text": line.text, "place": line.place} for line in lines]}
