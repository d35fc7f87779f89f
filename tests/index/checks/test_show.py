from __future__ import annotations

from index.checks import Finding, show_findings

ONE = Finding("a.txt", 4, None, "disagrees", "unit", "3.97元", "3.97万元", "第4行：“车均”印作3.97元；……。")


def test_findings_are_told_by_file_with_their_message():
    """A person sees the file, then the messages; what rounding explains is counted only."""
    rounded = Finding("a.txt", 9, None, "rounding", "parts", "1.00", "1.01", "第9行：……")
    shown = show_findings([ONE, rounded]).splitlines()
    assert shown == ["a.txt", "  " + ONE.message, "1 finding(s), 1 difference(s) explained by rounding"]


def test_nothing_found_is_said():
    """A report that agrees with itself gets a line too."""
    assert show_findings([]) == "0 finding(s), 0 difference(s) explained by rounding"
