"""Lay findings out for a terminal. The JSON rows are `Finding.to_json`."""

from __future__ import annotations

from collections.abc import Sequence

from index.checks.types import DISAGREES, Finding


def show_findings(findings: Sequence[Finding]) -> str:
    """Findings by file, one a line, and a closing line. What rounding explains is counted, not listed."""
    told = [finding for finding in findings if finding.verdict == DISAGREES]
    lines: list[str] = []
    for file in dict.fromkeys(finding.file for finding in told):
        lines.append(file)
        lines += [f"  {finding.message}" for finding in told if finding.file == file]
    rounded = len(findings) - len(told)
    lines.append(f"{len(told)} finding(s), {rounded} difference(s) explained by rounding")
    return "\n".join(lines)
