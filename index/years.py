"""Read the years a text prints, in any calendar and any digits. What a year is *of* is not decided here.

2024年, 2024 年度, 二○二四年度, 中華民國 １１２ 年度 (2023), 2018-19 and 截至2019年3月31日止年度. A financial year that runs
over two calendar years is counted by the first, as it is named: 2018-19 and the year ended 31 March 2019 are 2018.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = {char: str(value) for value, chars in enumerate(("○〇零ＯOo０", *"一二三四五六七八九")) for char in chars}
_CHINESE = "".join(_DIGITS)
_YEAR = re.compile(
    r"截[至止](?P<ended>(?:19|20)\d{2})年[1-6]月\d{1,2}日止的?(?:財政|财政)?年度"
    r"|(?:(?:financial)?year|period)ended(?:\d{1,2})?(?:January|February|March|April|May|June)(?:\d{1,2},?)?(?P<english>(?:19|20)\d{2})"
    rf"|(?<![{_CHINESE}])(?P<range>[一二][{_CHINESE}]{{3}})[至到—–-][一二三四五六七八九十{_CHINESE}]{{1,4}}年度"
    r"|(?:中華民國|中华民国|民國|民国)(?P<roc>\d{2,3})年度?"
    r"|(?<!\d)(?P<first>(?:19|20)\d{2})[-—–/](?P<second>\d{2}|(?:19|20)\d{2})(?:財政|财政)?年?度?(?!\d|[-—–/月])"
    r"|(?<!\d)(?P<plain>(?:19|20)\d{2})年度?"
    rf"|(?<![{_CHINESE}])(?P<chinese>[一二][{_CHINESE}]{{3}})年度?"
)
_PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DATE = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]")
# Before a year that something is measured against, or that a period begins or ends with.
_AGAINST = re.compile(r"(?:比|较|較|与|與|同|于|至|到|自|从|截[至止]|[〔\[（(])$")


class PrintedYear(NamedTuple):
    """A year with its place in the compact text: `date` where a day is named, `against` where it is compared with."""

    value: int
    start: int
    end: int
    date: bool
    against: bool


def compact(text: str) -> str:
    """The text without blanks and with plain digits: letter-spaced titles and "2024 年 度" read as one word."""
    return re.sub(r"\s+", "", text).translate(_PLAIN_DIGITS)


def read_years(text: str) -> list[PrintedYear]:
    """The years printed in a compact text, in order."""
    found = []
    for match in _YEAR.finditer(text):
        value = _value(match)
        if value is not None:
            before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 12]
            date = match["ended"] is None and bool(_DATE.match(after))
            found.append(PrintedYear(value, match.start(), match.end(), date, bool(_AGAINST.search(before))))
    return found


def _value(match: re.Match[str]) -> int | None:
    if match["ended"]:
        return int(match["ended"]) - 1
    if match["english"]:
        return int(match["english"]) - 1
    if match["range"]:
        return int("".join(_DIGITS[char] for char in match["range"]))
    if match["roc"]:
        return int(match["roc"]) + 1911
    if match["first"]:
        first, second = int(match["first"]), int(match["second"][-2:])
        return first if second == (first + 1) % 100 else None
    if match["plain"]:
        return int(match["plain"])
    year = int("".join(_DIGITS[char] for char in match["chinese"]))
    return year if 1900 <= year < 2100 else None
