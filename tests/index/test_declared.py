"""Where a unit is declared, and how far the declaration holds."""

from __future__ import annotations

import pytest

from index.declared import declared_units, unit_at, unit_in
from index.sections import find_sections


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"), ("金额单位：人民币元", "元"), ("（單位：新臺幣千元）", "千元"), ("（澳門元，下同）", "元"),
        ("（除另有註明外，金額以百萬元港幣列示）", "百万元"), ("项目（万元）", "万元"), ("油料費(千元)", "千元"),
        ("单位：辆", None), ("（一）公务接待费", None), ("万元大关", None),
    ],
)  # fmt: skip
def test_unit_is_read_and_never_assumed(text: str, unit: str | None) -> None:
    """A caption, heading or column header gives its money unit in simplified form; words that declare none give none."""
    assert unit_in(text) == unit


def test_a_unit_in_a_heading_holds_for_its_section(number_lines) -> None:
    """What a heading declares ends with its section."""
    lines = number_lines(["一、收入（单位：千元）", "税收收入 12,460", "二、支出", "教育支出 310"])
    declared = declared_units(lines, find_sections(lines), frozenset())
    assert unit_at(declared, 2).unit == "千元"
    assert unit_at(declared, 4) is None


def test_a_unit_beside_a_table_is_the_tables_own(number_lines) -> None:
    """A unit alone over the text holds on; right over or under a table it says nothing of the lines that follow."""
    lines = number_lines(["（单位：万元）", "公务接待费：8.21", "项目", "单位：元", "表行", "后文"])
    declared = declared_units(lines, (), frozenset({5}))
    assert unit_at(declared, 2).unit == "万元"
    assert unit_at(declared, 6).unit == "万元"
