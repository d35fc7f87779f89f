"""Units are read under one name in every spelling, and words that only begin like a unit are left alone."""

from __future__ import annotations

import pytest

from index.units import (
    COUNT_UNITS,
    MONEY_UNITS,
    UNIT_FORMS,
    names_no_scale,
    read_unit,
    unit_of_digits,
    unit_of_numeral,
    unit_of_sign,
)


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [("元", "元", 1), ("輛，", "辆", 1), ("人次", "人次", 2), ("個百分點", "个百分点", 4), ("台（套）", "台套", 4), ("项目标", "项", 1), ("美元", "美元", 2),
     ("平方公里", "平方公里", 4), ("人/次", "人/次", 3)],
)  # fmt: skip
def test_units(text: str, name: str, end: int) -> None:
    """The longest unit that fits is read, under its simplified name."""
    unit = read_unit(text, 0)
    assert unit is not None
    assert (unit.name, unit.end) == (name, end)


@pytest.mark.parametrize(
    "text", ["项目支出", "人员", "人均", "部门", "支出", "年度", "名称", "条例", "张家口", "分别", "本级", "", "经费"]
)
def test_words_that_are_no_units(text: str) -> None:
    """Words that begin with the character of a unit are none."""
    assert read_unit(text, 0) is None


@pytest.mark.parametrize(
    ("text", "name", "power", "more"),
    [("1万元", "万元", 0, False), ("1 萬元", "万元", 0, False), ("1余件", "件", 0, True), ("1万余元", "万元", 0, True), ("1百万元", "百万元", 0, False),
     ("1千万元", "万元", 3, False), ("1千人", "人", 3, False), ("1仟元", "千元", 0, False), ("1千瓦", "千瓦", 0, False), ("1万里街道", "", 0, False),
     ("1兆宽带", "", 0, False), ("1\t个", "", 0, False), ("1   个", "", 0, False), ("1万美元", "万美元", 0, False), ("1万人民币", "万元", 0, False)],
)  # fmt: skip
def test_units_behind_digits(text: str, name: str, power: int, more: bool) -> None:
    """Scales go into the unit where it has a name, else into the number; a tab or a gap parts number and label."""
    unit = unit_of_digits(text, 1, 0)
    assert (unit.name, unit.power, unit.more) == (name, power, more)


def test_a_count_is_no_label_of_the_next_column() -> None:
    """Behind decimals and a blank, a counting word belongs to what follows: 0.00 个."""
    assert unit_of_digits("0.00 个", 4, 2).name == ""
    assert unit_of_digits("0.5 亩", 3, 1).name == "亩"


def test_units_behind_numerals_and_signs() -> None:
    """A numeral's scale joins its unit; a currency sign names the money, and a list of sums leaves it open."""
    assert getattr(unit_of_numeral("六万元", 2, "万"), "name", None) == "万元"
    assert unit_of_numeral("六百姓", 1, "") is None
    assert unit_of_numeral("柒元捌角", 1, "") is None
    assert unit_of_sign("421.9 million", 5, "HK$").name == "百万元"
    assert unit_of_sign("5万", 1, "US$").name == "万美元"
    assert unit_of_sign("281 and 78 million", 3, "HK$").name == ""


def test_every_unit_has_one_name() -> None:
    """No spelling stands for another spelling, and every counted unit is read as itself."""
    assert all(UNIT_FORMS.get(unit, unit) == unit for unit in UNIT_FORMS.values())
    assert set(MONEY_UNITS) <= set(UNIT_FORMS.values()) | set(MONEY_UNITS)
    for unit in COUNT_UNITS:
        read = read_unit(unit, 0)
        assert read is not None
        assert read.name == unit


def test_scales_that_begin_other_words() -> None:
    """千瓦, 百分 and 万里 hold no scale, 千元 and 万人 do."""
    assert names_no_scale("千瓦", 0)
    assert names_no_scale("万里街道", 0)
    assert not names_no_scale("千元", 0)
