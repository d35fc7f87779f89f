"""Chinese numerals are read strictly: by place, by position or mixed with digits, and nothing that only looks like them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.numerals import Numeral, read_numeral


@pytest.mark.parametrize(
    ("text", "value", "scale", "decimals"),
    [
        ("四千二百", "4200", "", 0), ("十五", "15", "", 0), ("一百十五", "115", "", 0), ("一百○五", "105", "", 0), ("六十七點六", "67.6", "", 1),
        ("○點四八", "0.48", "", 2), ("二億○四百六十二萬", "20462", "万", 0), ("九十七萬八千", "978", "千", 0), ("三万六千五百", "36500", "", 0),
        ("五百O七億", "507", "亿", 0), ("二一四二億", "2142", "亿", 0), ("四五二．四億", "452.4", "亿", 1), ("壹仟零叁拾贰亿", "1032", "亿", 0),
        ("1億8,674萬2千", "186742", "千", 0), ("3百80億", "380", "亿", 0), ("3亿5000万", "35000", "万", 0), ("2兆2,500億", "22500", "亿", 0),
        ("三十二万亿", "32", "万亿", 0), ("1億8674.5萬", "18674.5", "万", 1), ("二○二四", "2024", "", 0), ("零", "0", "", 0),
    ],
)  # fmt: skip
def test_numerals(text: str, value: str, scale: str, decimals: int) -> None:
    """The number is exact and stands at the last scale printed, so that its precision is kept."""
    assert read_numeral(text) == Numeral(Decimal(value), scale, decimals)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "百万",
        "三四百",
        "二三億",
        "一百五",
        "三万五",
        "36.82亿14.56亿",
        "5.2亿300万",
        "1億1億",
        "一二万",
        "十十",
        "三百百",
        "千",
        "3.5百",
        "一" * 60,
    ],
)
def test_what_is_no_numeral(text: str) -> None:
    """Guesses (三四百), shorthand (一百五), places out of order and scales without a number are no numbers."""
    assert read_numeral(text) is None


def _spell(number: int) -> str:
    """A number below 10,000 by place, as it is written: 4007 is 四千零七."""
    digits, spelled, gap = "零一二三四五六七八九", "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            spelled += ("零" if gap and spelled else "") + digits[digit] + name
        gap = not digit
    return spelled


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_every_written_number_is_read_back(high: int, low: int) -> None:
    """Any number of up to eight places, spelled out, is read as itself."""
    zero = "零" if 0 < low < 1000 else ""
    numeral = read_numeral(f"{_spell(high)}万{zero}{_spell(low)}")
    assert numeral is not None
    assert numeral.value * {"万": 10_000, "千": 1000, "": 1}[numeral.scale] == high * 10_000 + low
