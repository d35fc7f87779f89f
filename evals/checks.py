"""Measure the checks of reports: which self-contradicting documents they flag, and what they find wrongly on the others.

A golden row (JSONL) is one document: `file`, `disagrees`, `lines` (where the figures stand that disagree), and for people
`printed`, `recomputed` and `kind`. A document counts as flagged when a finding stands on one of its lines; differences
that rounding explains are no findings. What a finding says is not scored here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.dataset import read_each
from evals.errors import BadInput
from index.checks.types import DISAGREES, Finding
from index.errors import MingzhangError

Check = Callable[[Any, Sequence[Any]], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class GoldenDocument:
    """A document and the lines where it contradicts itself; `source` is "file:line" of the row."""

    file: str
    disagrees: bool
    lines: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A golden document and its findings; `fault` is told where it could not be read."""

    golden: GoldenDocument
    findings: tuple[Finding, ...]
    fault: str = ""

    @property
    def flagged(self) -> bool:
        """Whether a finding stands on one of the golden lines."""
        return any(finding.line in self.golden.lines for finding in self.findings)

    @property
    def elsewhere(self) -> tuple[Finding, ...]:
        """The findings on other lines than the golden ones: false where the document does not contradict itself."""
        return tuple(finding for finding in self.findings if finding.line not in self.golden.lines)


@dataclass(frozen=True, slots=True)
class ChecksSummary:
    """Every document with its findings, in the order of the golden rows."""

    documents: tuple[CheckedDocument, ...]

    @property
    def contradicting(self) -> tuple[CheckedDocument, ...]:
        """The documents that contradict themselves."""
        return tuple(one for one in self.documents if one.golden.disagrees)

    @property
    def others(self) -> tuple[CheckedDocument, ...]:
        """The documents that do not."""
        return tuple(one for one in self.documents if not one.golden.disagrees)


def read_golden(path: Path) -> tuple[GoldenDocument, ...]:
    """The rows of a golden file. Raises BadInput (unreadable, empty) or BadCases (malformed rows, all listed)."""
    return read_each(path, _golden)


def score_checks(golden: Sequence[GoldenDocument], reports_folder: Path, check: Check | None = None) -> ChecksSummary:
    """Read every document that the rows name and check each, the others at hand. Raises BadInput without the folder.

    `check` gives the findings of a reading; without it, the project's own checks.
    """
    from index.reading import read_report  # slow to import: malformed rows are told at once

    if check is None:
        from index.checks import check_report as check
    if not reports_folder.is_dir():
        raise BadInput("there is no such folder", where=str(reports_folder), next_step="give the folder of the reports")
    readings: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for row in golden:
        try:
            readings[row.file] = read_report(reports_folder / row.file)
        except (MingzhangError, OSError) as fault:
            faults[row.file] = str(fault)
    return ChecksSummary(tuple(_checked(row, readings, faults, check) for row in golden))


def _checked(row: GoldenDocument, readings: dict[str, Any], faults: dict[str, str], check: Check) -> CheckedDocument:
    if row.file not in readings:
        return CheckedDocument(row, (), faults[row.file])
    others = [reading for file, reading in readings.items() if file != row.file]
    found = check(readings[row.file], others)
    return CheckedDocument(row, tuple(finding for finding in found if finding.verdict == DISAGREES))


def terminal_report(summary: ChecksSummary) -> str:
    """What was missed, what was found besides, and what could not be read; "" where all is as it should be."""
    lines = []
    for one in summary.documents:
        name = one.golden.file
        if one.fault:
            lines.append(f"not read: {one.fault}")
        elif one.golden.disagrees and not one.flagged:
            lines.append(f"missed: {name} line {', '.join(map(str, one.golden.lines))}")
        word = "found besides" if one.golden.disagrees else "false"
        lines += [f"{word}: {name} {finding.kind}: {finding.message}" for finding in _not_golden(one)]
    return "\n".join(lines)


def closing_line(summary: ChecksSummary) -> str:
    """The figures in one line."""
    flagged = sum(one.flagged for one in summary.contradicting)
    false = sum(len(one.findings) for one in summary.others)
    return (
        f"checks: {flagged} of {len(summary.contradicting)} contradicting documents flagged at their lines, "
        f"{false} false findings on {len(summary.others)} others"
    )


def _not_golden(one: CheckedDocument) -> tuple[Finding, ...]:
    return one.elsewhere if one.golden.disagrees else one.findings


def _golden(row: Any, source: str) -> GoldenDocument:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    file, disagrees, lines = row.get("file"), row.get("disagrees"), row.get("lines")
    if not isinstance(file, str) or not file.strip():
        raise ValueError("file must be a non-empty string")
    if not isinstance(disagrees, bool):
        raise ValueError("disagrees must be true or false")
    if not isinstance(lines, list) or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in lines):
        raise ValueError("lines must be a list of whole numbers from 1")
    if disagrees and not lines:
        raise ValueError("a document that disagrees needs its lines")
    return GoldenDocument(file, disagrees, tuple(lines), source)
