"""Whether a report's figures are a body's own or include its subordinate units: what its title and its list of units say.

It quotes; where the report lists no units, that is said, and nothing is concluded from it.
"""

from __future__ import annotations

import re

from assistant.draft import Draft, cite_lines
from assistant.task import Task
from index.meant import meant_text
from index.types import Report

_ASKED = re.compile(
    r"本级(?:还是|或)|(?:还是|或)(?:是)?(?:汇总|本级|单位)|(?:包括|包含|含)(?:了)?哪些(?:下属|所属|直属|二级)?单位|"
    r"\b(?:consolidated|itself|own)\b[^?]*\bor\b[^?]*\b(?:consolidated|itself|own|subordinate|with)\b|\bwhich subordinate units\b",
    re.I,
)
_UNITS_TITLE = re.compile(r"机构(?:设置|组成|构成)|单位构成|决算单位|预算单位")
_UNITS_LISTED = re.compile(r"(?:下属|所属|直属|二级)[^。；]{0,12}(?:单位|机构)|纳入[^。；]{0,30}(?:决算|预算)[^。；]{0,12}(?:范围|编报|单位)")
_LEAST_TEXT = 12


def solve_scope(task: Task) -> Draft | None:
    """The title that tells a report's scope, and what it says of its units."""
    if not _ASKED.search(task.question.plain) or len(task.plan.reports) != 1:
        return None
    report = task.plan.reports[0]
    title = _title_line(task, report)
    if title is None:
        return None
    draft = task.draft()
    line, text = title
    draft.say("scope_title", title=f"“{text}”{cite_lines([(report.file, line)])}")
    listed = _passage(task, report, _UNITS_LISTED)
    if listed:
        draft.say("scope_units", quote=listed)
        return draft
    made_up = _passage(task, report, None)
    if made_up:
        draft.say("scope_units", quote=made_up)
    return draft.say("scope_no_units")


def _title_line(task: Task, report: Report) -> tuple[int, str] | None:
    """The line that the scope or the kind of the report was read from."""
    known = dict(report.evidence)
    line = known.get("scope") or known.get("kind")
    if line is None:
        return None
    text = meant_text(task.library.lines(report.file, line, line))
    return (line, text) if 4 <= len(text) <= 80 else None


def _passage(task: Task, report: Report, wanted: re.Pattern[str] | None) -> str | None:
    """The first passage under a heading about the body's make-up that fits, quoted with its line."""
    for evidence in task.evidence:
        for chunk in evidence.chunks.values():
            titled = any(_UNITS_TITLE.search(name) for name in chunk.section) or _UNITS_TITLE.search(chunk.text[:12])
            if not titled or len(chunk.text) < _LEAST_TEXT or (wanted is not None and not wanted.search(chunk.text)):
                continue
            quote = chunk.text if len(chunk.text) <= 200 else f"{chunk.text[:200]}…"
            return f"“{quote}”{cite_lines([(chunk.file, chunk.start)])}"
    return None

