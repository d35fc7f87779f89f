"""Whose report it is, of which year and kind: read from the text with its lines, never guessed."""

from __future__ import annotations

import hashlib

import pytest

from index.identity import identify
from index.sections import find_sections


def identity(lines):
    return identify("r.txt", b"data", lines, find_sections(lines), ())


def test_identity_of_the_report(bazhong_report, bazhong_reading) -> None:
    """The report is the 2022 final accounts of the municipal government office, with its short name and its hash."""
    report = bazhong_reading.report
    assert (report.entity, report.short_names, report.year) == ("巴中市人民政府办公室", ("市政府办公室",), 2022)
    assert (report.kind, report.scope, report.line_count) == ("决算", "部门", 2806)
    assert report.file == bazhong_report.name
    assert report.sha256 == hashlib.sha256(bazhong_report.read_bytes()).hexdigest()


def test_identity_names_its_lines(bazhong_reading) -> None:
    """The lines given for the identity are those that print it: the introduction and the part's heading."""
    lines = {number: bazhong_reading.lines[number - 1].text for number in bazhong_reading.report.identity_lines}
    assert "巴中市人民政府办公室（以下简称市政府办公室）" in lines[22]
    assert "2022年度部门决算" in lines[28]


@pytest.mark.parametrize(
    ("title", "entity", "year", "kind"),
    [
        ("巴中市财政局2023年度部门决算", "巴中市财政局", 2023, "决算"),
        ("巴中市教育局2024年部门预算公开说明", "巴中市教育局", 2024, "预算"),
    ],
)
def test_identity_from_a_title(number_lines, title: str, entity: str, year: int, kind: str) -> None:
    """A title that names body, year and kind settles all three."""
    report = identity(number_lines([title, "一、收入情况", "收入总计5万元。"]))
    assert (report.title, report.entity, report.year, report.kind) == (title, entity, year, kind)
    assert report.identity_lines == (1,)


def test_what_the_text_does_not_settle_is_none(number_lines) -> None:
    """A text without body, year and kind gets none of them, and cites no line."""
    report = identity(number_lines(["一、收入", "收入总计5万元。"]))
    assert (report.title, report.entity, report.short_names, report.year, report.kind, report.scope) == (None, None, (), None, None, None)
    assert report.identity_lines == ()


def test_years_that_disagree_settle_nothing(number_lines) -> None:
    """Where the headings name two years equally often, the year stays open."""
    report = identity(number_lines(["第一部分 2021年度部门决算", "一、收入", "第二部分 2022年度部门决算", "一、收入"]))
    assert report.year is None
