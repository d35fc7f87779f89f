"""Find the numbers printed in a text, with the unit that follows each. Knows nothing of answers or sources.

Written apart from the assistant's own reading of numbers, so that a fault there cannot hide itself here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％［］【】", "0123456789.%[][]")
_FULL_WIDTH_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_UNIT = re.compile(r"\s*(个?百分点|個?百分點|%|(?:[万萬]?[亿億]|[百千]?[万萬]|千)[元圆圓]?|[元圆圓])")
_SPELLED = re.compile(
    r"百分之[〇零○一二两三四五六七八九十百千点點]+"
    r"|(?<![0-9.])[〇零○一二两三四五六七八九十][〇零○一二两三四五六七八九十百千万萬亿億点]*(?=[元圆圓])"
)
# 217萬2千元, 592億4,895萬元: several scales make one amount
_COMPOUND = re.compile(r"[0-9][0-9,]* ?[亿億] ?[0-9][0-9,]* ?[万萬](?= ?[元圆圓])|(?:[0-9][0-9,]*(?:\.[0-9]+)?[百千万萬亿億]){2,}(?:[0-9]+(?=[元圆圓]))?")
_PART = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)([百千万亿]?)")
_TRADITIONAL = str.maketrans("萬億圓圆點", "万亿元元点")
_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Token:
    """A number as printed. `values` are its readings ("100,200" may be one number or two, each alternative a tuple);

    `unit` is the money scale, % or 百分点 that follows it ("万元" is "万"), "" where none follows.
    """

    printed: str
    values: tuple[tuple[Decimal, ...], ...]
    unit: str
    start: int
    end: int


def half_width(text: str) -> str:
    """The text with full-width digits, points, per cent signs and brackets made half-width; its length is unchanged."""
    return _FULL_WIDTH_THOUSANDS.sub(",", text).translate(_FULL_WIDTH)


def find_numbers(text: str) -> list[Token]:
    """The numbers in Arabic digits, left to right, signs left out (a fall is printed both ways)."""
    text = half_width(text)
    tokens = []
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        tokens.append(
            Token(match[0], _readings(match[0]), _scale(unit[1]) if unit else "", match.start(), match.end())
        )
    return tokens


def find_spelled(text: str) -> list[Token]:
    """Amounts and percentages in Chinese numerals: 三百万元, 百分之三十."""
    tokens = []
    for match in _SPELLED.finditer(text):
        percent = match[0].startswith("百分之")
        value = spelled_value(match[0].removeprefix("百分之"))
        if value is not None:
            unit = "%" if percent else "元"
            tokens.append(Token(match[0], ((value,),), unit, match.start(), match.end()))
    return tokens


def find_compound(text: str) -> list[Token]:
    """Amounts printed with several scales, in 元: 217萬2千 is 2172000. Each part alone is a number as well."""
    tokens = []
    for match in _COMPOUND.finditer(half_width(text)):
        parts = _PART.findall(match[0].translate(_TRADITIONAL).replace(" ", ""))
        scales = {**_SMALL, **_LARGE, "": 1}
        value = sum((Decimal(number.replace(",", "")) * scales[scale] for number, scale in parts), Decimal(0))
        tokens.append(Token(match[0], ((value,),), "元", match.start(), match.end()))
    return tokens


def spelled_value(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral: 一百二十万 is 1200000, 三点五 is 3.5; None where it is not well formed."""
    whole, _, fraction = numeral.translate(_TRADITIONAL).partition("点")
    if not whole or any(character not in _DIGITS for character in fraction):
        return None
    total = section = digit = 0
    for character in whole:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character]
        elif character in _SMALL:
            section, digit = section + (digit or 1) * _SMALL[character], 0
        elif character in _LARGE:
            total, section, digit = (total + section + digit) * _LARGE[character], 0, 0
        else:
            return None
    decimals = "".join(str(_DIGITS[character]) for character in fraction)
    return Decimal(f"{total + section + digit}.{decimals or 0}")


def _readings(printed: str) -> tuple[tuple[Decimal, ...], ...]:
    readings = [(Decimal(printed.replace(",", "")),)]
    if "," in printed:
        readings.append(tuple(Decimal(part) for part in printed.split(",")))
    return tuple(readings)


def _scale(unit: str) -> str:
    """One spelling for a scale: 万元, 萬元 and 万 are "万"; 元 alone stays 元."""
    unit = unit.translate(_TRADITIONAL)
    if "百分" in unit:
        return "百分点"
    return unit.removesuffix("元") or "元"
