"""What the consistency checks found in a report, in neutral words with the lines of both figures. It checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.brief.bench import Bench
from assistant.brief.types import Cell, Section, Table
from index.checks import Finding, check_report
from index.checks.types import DISAGREES
from index.reading import Reading


def tell_findings(bench: Bench, reading: Reading, others: Sequence[Reading]) -> Section:
    """The section with one row a finding; those that rounding explains come last."""
    findings = sorted(check_report(reading, others), key=lambda one: (one.verdict != DISAGREES, one.line))
    title = bench.word("findings")
    if not findings:
        return Section("findings", title, (bench.word("no_findings"),))
    headings = tuple(bench.word(f"head_{name}") for name in ("place", "told", "recomputed", "finding", "verdict"))
    rows = tuple(_row(bench, finding) for finding in findings)
    open_ones = sum(finding.verdict == DISAGREES for finding in findings)
    told = bench.word("findings_told", count=open_ones, rounded=len(findings) - open_ones)
    return Section("findings", title, (told,), (Table(title, headings, rows, wide=(3,)),))


def _row(bench: Bench, finding: Finding) -> tuple[Cell, ...]:
    here = bench.notes.cite_lines(finding.file, (finding.line,))
    there = () if finding.other_line is None else (bench.notes.cite_lines(finding.other_file or finding.file, (finding.other_line,)),)
    place = bench.word("page_line" if finding.page else "line", page=finding.page or "", line=finding.line)
    return (
        Cell(place, (here,)), Cell(finding.printed, (here,)), Cell(finding.recomputed or bench.word("none"), there),
        Cell(_message(bench, finding), (here, *there)), Cell(bench.word("verdict_differs" if finding.verdict == DISAGREES else "verdict_rounding")),
    )  # fmt: skip


def _message(bench: Bench, finding: Finding) -> str:
    """The finding in a sentence: in Chinese as the check says it, in English from its parts."""
    if bench.language == "zh":
        return finding.message
    other = bench.word("other_line", line=finding.other_line) if finding.other_line is not None else ""
    return bench.word("finding", kind=finding.kind, printed=finding.printed, other=other, recomputed=finding.recomputed)
