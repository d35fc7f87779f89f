from __future__ import annotations

from decimal import Decimal

import pytest

from evals.tokens import find_compound, find_numbers, find_spelled, half_width, spelled_value


def values(text: str) -> list[str]:
    return [format(token.values[0][0], "f") for token in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2,659.55万元", ["2659.55"]),
        ("１，２３４．５０元", ["1234.50"]),
        ("-49.04", ["49.04"]),
        ("2021，2022", ["2021", "2022"]),
        ("12,3456", ["12", "3456"]),
        ("1.2.3", ["1.2", "3"]),
        ("e5和13页", ["5", "13"]),
        ("208-05", ["208", "5"]),
        ("三公", []),
    ],
)
def test_numbers_as_printed(text, found):
    """Thousands separators, full-width digits and points are read; nothing with a digit is passed over."""
    assert values(text) == found


def test_a_comma_between_threes_has_two_readings():
    """ "100,200" may be one number or two."""
    assert find_numbers("100,200")[0].values == ((Decimal(100200),), (Decimal(100), Decimal(200)))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5万元", "万"),
        ("5 萬元", "万"),
        ("5億圓", "亿"),
        ("5元", "元"),
        ("5百万元", "百万"),
        ("5%", "%"),
        ("5％", "%"),
        ("5个百分点", "百分点"),
        ("5辆", ""),
        ("5", ""),
    ],
)
def test_the_unit_that_follows(text, unit):
    """A money scale, % or 百分点 behind the number is told; other words are not units here."""
    assert [token.unit for token in find_numbers(text)] == [unit]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一百二十万", 1200000),
        ("三百万", 3000000),
        ("十", 10),
        ("二〇二二", 2022),
        ("一千零五亿", 100500000000),
        ("三点五", Decimal("3.5")),
        ("两", 2),
        ("万元", None),
        ("点五", None),
    ],
)
def test_chinese_numerals(numeral, value):
    """Chinese numerals are read by value; what is none gives None."""
    assert spelled_value(numeral) == value


def test_spelled_amounts_are_found_and_names_are_not():
    """三百万元 and 百分之三十 are amounts; 一网协同, 三公, 50万元 and 单位：万元 are not spelled ones."""
    assert [(t.printed, t.unit) for t in find_spelled("支出三百万元，占百分之三十")] == [
        ("三百万", "元"),
        ("百分之三十", "%"),
    ]
    assert find_spelled("一网协同 三公 50万元 单位：万元") == []


def test_several_scales_make_one_amount():
    """217萬2千元 is 2,172,000元."""
    assert [token.values[0][0] for token in find_compound("217萬2千元")] == [2172000]
    assert find_compound("2172千元") == []


def test_half_width_keeps_places():
    """Offsets in the half-width text are offsets in the printed one."""
    text = "［１］占１２．５％，"
    assert half_width(text) == "[1]占12.5%，"
    assert len(half_width(text)) == len(text)
