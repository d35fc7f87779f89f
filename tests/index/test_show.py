"""Extraction reports in words: unsure is shown as unsure, and nothing is rounded up to perfect."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from index.extraction import ExtractionReport, IdentityField, Missed
from index.show import MISSED_SHOWN, identity_columns, key_figures, percent, show_extraction
from index.types import Report


@pytest.fixture
def extraction() -> ExtractionReport:
    return ExtractionReport(
        file="a.pdf", form="pdf", pages=25, lines=700, tables=9, facts=1234, facts_of_prose=234, facts_of_tables=1000,
        facts_by_measure=(("amount", 1200), ("share", 34)), figures=2000, understood=1999, missed_lines=1,
        missed=(Missed(40, 3, "其他 5.00", ("5.00",), True),),
        identity=(IdentityField("entity", "某局", 2, "某局2024年度决算"), IdentityField("year", None, None, None)),
        doubts=("The title names 2023, the text 2024.",), warnings=("page 7 holds no text",), seconds=4.26, megabytes=212.4,
    )  # fmt: skip


def test_key_figures(extraction: ExtractionReport) -> None:
    """One line holds form, pages, lines, tables, facts, the share understood, time and memory."""
    assert key_figures(extraction) == (
        "pdf, 25 pages, 700 lines, 9 tables, 1234 facts, 99.9 % of 2000 figures understood, 4.3 s, 212 MB"
    )


@pytest.mark.parametrize(("understood", "shown"), [(1999, "99.9 %"), (2000, "100.0 %"), (0, "0.0 %"), (1, "0.0 %")])
def test_share_is_never_rounded_up(extraction: ExtractionReport, understood: int, shown: str) -> None:
    """100 % is said only where every figure was understood."""
    assert percent(replace(extraction, understood=understood, figures=2000)) == shown
    assert percent(replace(extraction, understood=99_999, figures=100_000)) == "99.9 %"


def test_whole_report(extraction: ExtractionReport) -> None:
    """Identity with evidence, doubts, warnings and missed lines with page all stand in it."""
    shown = show_extraction(extraction)
    for part in (
        "a.pdf: pdf, 25 pages, 700 lines, 9 tables", "body: 某局 (line 2: 某局2024年度决算)", "year: not sure", "doubt: The title",
        "warning: page 7 holds no text", "1234 (234 in prose, 1000 in tables)", "amount 1200, share 34",
        "2000 printed, 1999 understood (99.9 %)", "line 40, page 3: 5.00 (no fact)\t其他 5.00",
    ):  # fmt: skip
        assert part in shown
    assert "more" not in shown


def test_many_missed_lines_are_counted(extraction: ExtractionReport) -> None:
    """The first missed lines are shown, the others counted."""
    shown = show_extraction(replace(extraction, missed=extraction.missed * 50, missed_lines=700))
    assert len(re.findall("line 40,", shown)) == MISSED_SHOWN
    assert shown.endswith(f"… and {700 - MISSED_SHOWN} more")


def test_unsure_identity_is_shown_as_unsure() -> None:
    """Fields that the text does not settle are said to be unsure; doubts come last, and only where there are any."""
    report = Report("a.txt", "", None, None, (), None, None, None, (), 12)
    assert identity_columns(report) == ("body not sure", "year not sure", "kind not sure", "-", "12 lines")
    assert identity_columns(replace(report, doubts=("A.", "B.")))[-1] == "doubts: A. B."
