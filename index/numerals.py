"""Read a number that is printed with Chinese numerals, alone or mixed with digits. It knows no unit and no context.

Three ways of writing are read, and nothing that only looks like them: by place (四百七十六), by position (二一四二,
四五二．四), and mixed (1億8,674萬2千). Two digits side by side before a place (三四百) are a guess of the writer and no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    **dict.fromkeys("零〇○OＯ", 0), **dict.fromkeys("一壹", 1), **dict.fromkeys("二贰貳两兩", 2), **dict.fromkeys("三叁參叄", 3),
    **dict.fromkeys("四肆", 4), **dict.fromkeys("五伍", 5), **dict.fromkeys("六陆陸", 6), **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8), **dict.fromkeys("九玖", 9),
}  # fmt: skip
PLACES = {**dict.fromkeys("十拾", 10), **dict.fromkeys("百佰", 100), **dict.fromkeys("千仟", 1000)}
SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
POINTS = ".．‧・·•點点"
_NAMES = {10**4: "万", 10**8: "亿", 10**12: "万亿"}
_ZERO = frozenset("零〇○OＯ")
_LONGEST = 24
_TOKEN = re.compile(
    rf"(?P<arabic>[0-9][0-9,]*(?:\.[0-9]+)?)|(?P<digits>[{''.join(DIGITS)}]+)(?:[{re.escape(POINTS)}](?P<part>[{''.join(DIGITS)}]+))?"
    rf"|(?P<place>[{''.join(PLACES)}])|(?P<scale>万亿|萬億|[{''.join(SCALES)}])"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """`value` times `scale` ("" = 1, "千", "万", "亿", "万亿") is the number; `decimals` are those printed at that scale."""

    value: Decimal
    scale: str = ""
    decimals: int = 0


@dataclass(slots=True)
class _Section:
    """What stands between two scales: its number so far, and the least place it was printed to."""

    value: Decimal = Decimal(0)
    decimals: int = 0
    least: int = 0
    open: Decimal | None = None
    zero: bool = False
    positional: bool = False
    filled: bool = False


def read_numeral(text: str) -> Numeral | None:
    """The number that all of `text` prints, None where it is not well formed. Digits in it are half-width.

    The scale is the last one printed, so that no precision is lost: 1億8,674萬2千 is 186742 times 千.
    """
    if len(text) > _LONGEST:
        return None
    total, section, below = Decimal(0), _Section(), 0
    position, scale = 0, 1
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return None
        position = token.end()
        if not token["scale"]:
            if not _take(section, token):
                return None
            continue
        scale = 10**12 if len(token["scale"]) == 2 else SCALES[token["scale"]]
        number = _close(section)
        if number is None or (below and (scale >= below or number * scale >= below)):
            return None
        decimals = section.decimals
        if decimals and position < len(text):
            return None
        total += number * scale
        below, section = scale, _Section()
    if section.filled:
        return _finish(total, section, below)
    return Numeral(total / scale, _NAMES[scale], decimals) if below else None


def _take(section: _Section, token: re.Match[str]) -> bool:
    """Put a digit, a group of digits or a place into the section. False where it cannot stand there."""
    if token["place"]:
        return _take_place(section, PLACES[token["place"]])
    if section.open is not None or section.decimals:
        return False
    section.filled = True
    if token["arabic"]:
        number = token["arabic"].replace(",", "")
        section.open, section.decimals = Decimal(number), len(number.partition(".")[2])
        return True
    digits = token["digits"]
    bare = digits.lstrip("".join(_ZERO))
    section.zero = section.zero or len(bare) < len(digits)
    part = token["part"] or ""
    plain = "".join(str(DIGITS[digit]) for digit in digits)
    section.open = Decimal(f"{plain}.{''.join(str(DIGITS[digit]) for digit in part)}" if part else plain)
    section.decimals = len(part)
    section.positional = len(bare) > 1
    # "二三億" is two or three hundred million; "五二‧四億" and "二〇億" can only be positions.
    return not section.positional or len(digits) > 2 or bool(part) or any(digit in _ZERO for digit in digits)


def _take_place(section: _Section, place: int) -> bool:
    if section.positional or section.decimals or (section.least and place >= section.least):
        return False
    if section.open is None:
        if place != 10:
            return False
        section.open = Decimal(1)
    if not 0 < section.open < 10:
        return False
    section.value += section.open * place
    section.open, section.least, section.filled, section.zero = None, place, True, False
    return True


def _close(section: _Section) -> Decimal | None:
    """The section's number; None where it is empty, or ends in a digit whose place is not printed (一百五)."""
    if not section.filled:
        return None
    if section.open is None:
        return section.value
    if section.least and section.open >= section.least:
        return None
    if (
        section.least > 10
        and not section.zero
        and section.open < 10
        and section.open == section.open.to_integral_value()
    ):
        return None
    return section.value + section.open


def _finish(total: Decimal, section: _Section, below: int) -> Numeral | None:
    """The number whose last section stands under no scale: 2千 of 217萬2千, 八千 of 九十七萬八千, or all of 四千二百."""
    number = _close(section)
    if number is None or (below and (number >= below or section.decimals)):
        return None
    if not below:
        return Numeral(number, "", section.decimals)
    if section.least == 1000 and section.open is None:
        return Numeral((total + number) / 1000, "千")
    # 三万五 is 35000 to a reader, 三万○五 is 30005: a lone digit behind a scale is not settled by its print.
    lone = not section.least and not section.zero and number < 10
    return None if lone else Numeral(total + number)
