"""Find the figures printed in a text: value, unit, decimals. It does not say what a figure is of.

Values are exact decimals. A figure keeps the unit it is printed with; conversion is the calculator's work.
Numbers that are no figures make none: years and dates, document and list numbers, codes, ordinals, times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.non_figures import end_of_date, is_no_figure
from index.numerals import DIGITS, PLACES, SCALES, Numeral, read_numeral
from index.types import Amount
from index.units import (
    COUNT_UNITS,
    CURRENCIES,
    MONEY_UNITS,
    SPACES,
    UNIT_FORMS,
    Unit,
    unit_of_digits,
    unit_of_numeral,
    unit_of_sign,
)
from index.word_figures import is_count_of_cell, is_word_figure
from index.zero_forms import zero_form

__all__ = [
    "COUNT_UNITS", "CURRENCIES", "MONEY_UNITS", "UNIT_FORMS", "find_amounts", "parse_cell", "to_half_width", "zero_form",
]  # fmt: skip

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－＋﹪﹣−＄￥＝", "0123456789.,%-+%--$¥=")
_CHAIN = r"[0-9]+(?:,[ \u3000\xa0]?[0-9]+|\.[0-9]+){0,12}+"
_DIGITS = "".join(DIGITS)
_WORDS = _DIGITS + "".join(PLACES) + "".join(SCALES)
# A run of numerals begins with one (never with the letter O); digits may stand in it behind a scale: 二億5千萬.
_RUN = (
    rf"[{_WORDS.replace('OＯ', '')}](?:[{_WORDS}]|[.．‧・·•點点](?=[{_DIGITS}])|[余餘多](?=[万萬亿億])"
    r"|(?<=[万萬亿億千仟百佰])[0-9][0-9,]*(?=[千仟百佰万萬亿億元人]))*+"
)
_CANDIDATE = re.compile(
    rf"(?P<chain>{_CHAIN})|(?P<rate>[百千]分之\s?)(?P<part>{_CHAIN}|[{_WORDS}.．‧・·•點点]+)|(?P<run>{_RUN})"
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_NUMBER = re.compile(rf"\d{{1,3}}(?:,[{SPACES}]?\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SPACED = re.compile(r"\d{1,3}(?P<groups>(?:[ \xa0\u2009]\d{3}){1,5})(?:\.\d+)?(?![\d.,]|[ \xa0]\d)")
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}(?=\s?%)")
_MIXED = re.compile(
    rf"\d+(?:,\d{{3}})*(?:[千仟百佰万萬亿億兆][余餘多]?){{1,4}}+(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{_DIGITS}十拾])"
    rf"(?:[{_WORDS}]|(?<=[万萬亿億千仟百佰])\d+(?:,\d{{3}})*|[余餘多](?=[万萬亿億])){{0,20}}+"
)
# The same with blanks around its scales: 2 億 9,830 萬元. The parts alone would be other figures.
_MIXED_SPACED = re.compile(r"\d+(?:,\d{3})*[ \u00a0]?[亿億][ \u00a0]?\d{1,3}(?:,?\d{3})?[ \u00a0]?[万萬](?=[ \u00a0]?[元圓])")
# A list numeral glued to a year: 5．2024年.
_NUMERAL_BEFORE_YEAR = re.compile(r"\d{1,2}\.(?=(?:19|20)\d{2}\s*年)")
# Longer digits are no number of a report, and beyond exact arithmetic.
_MOST_DIGITS = 24
_MORE = re.compile("[余餘多]")
_ABOUT = re.compile(
    r"(?:(?<![条合节節公签簽预預违違租特履制])[约約](?:[为為占佔合计計有达達需增减減降]|增长|增長|下降)?|将近|將近|(?<![最附邻远])近|逾|不?超[过過]?"
    r"|不足|不到|接近)(?:人民[币幣]|新[臺台][幣币]|港[币幣])?\s*$"
    r"|\b(?:about|around|nearly|almost|approximately|roughly|over|more than|at least)\s(?:RMB|HK|US|NT)?[$¥]?\s?$",
    re.I,
)
_AFTER = re.compile(
    r"左右|上下(?![级班])|以上|以下|之多|有余|有餘|[余餘多](?![\d安支收出增减列用开占功媒元样种层边渠部次方额])"
)
_TENTHS = re.compile(r"成(?P<half>半)?(?![立员員为為果本效功就品都交人长長绩績年型熟份分])")
# Letters and digits of other scripts that look like our digits: 1О7.50 is to the eye what 107.50 is, and no figure here.
_MIMIC = "OoIl\u039f\u03bf\u041e\u043e\u0406\u0456\u0417\u0437\u0411\u0431\u04e0\u0501\u0555\u0585\u05e1"
_MIMIC += "\u06f0-\u06f9\u0660-\u0669\u07c0-\u07c9\u0966-\u096f\U0001d7ce-\U0001d7ff"
_MIMICKED = re.compile(rf"[0-9][{_MIMIC}]|[{_MIMIC}][0-9]")
_MIXED_SIGNS = re.compile(rf"(?<![A-Za-z])[0-9.,{_MIMIC}]*[0-9][0-9.,{_MIMIC}]*(?![A-Za-z])")
_SIGN = re.compile(r"(?<![\dA-Za-z%)）\]】])[-+]$")
_CURRENCY = re.compile(r"(?:(?:HK|NT|US)\$|RMB|CNY|HKD|USD|TWD|MOP\$?|[$¥€£])\s?$", re.I)


def to_half_width(text: str) -> str:
    """Full-width digits and signs made half-width, one for one, so that offsets stay."""
    return text.translate(_FULL_WIDTH)


def find_amounts(text: str) -> Iterator[Amount]:
    """Every figure printed in `text`, left to right. A number without a unit has unit "" (a table gives it one).

    Chinese numerals are figures only with a unit (二億○四百六十二萬元, 六輛, 百分之三). A figure in several scales has the
    last of them, so that its precision is kept: 1億8,674萬2千元 is 186742 千元. 百 and 千 before a count go into the number.
    """
    plain = to_half_width(text)
    mimicked = _mimicked(plain)
    position = 0
    while found := _CANDIDATE.search(plain, position):
        if found["chain"]:
            amount, position = _read_digits(text, plain, found.start(), found.end())
        elif found["rate"]:
            amount, position = _read_rate(text, plain, found), found.end()
        else:
            amount, position = _read_words(text, plain, found), found.end()
        if amount is not None:
            position = max(position, amount.end)
            if not any(start < amount.end and amount.start < end for start, end in mimicked):
                yield amount


def _mimicked(plain: str) -> list[tuple[int, int]]:
    """(start, end) of what only looks like a number: digits with look-alikes of digits among them."""
    if not _MIMICKED.search(plain):
        return []
    return [found.span() for found in _MIXED_SIGNS.finditer(plain) if re.search(f"[{_MIMIC}]", found.group())]


def _read_digits(text: str, plain: str, start: int, end: int) -> tuple[Amount | None, int]:
    """The figure whose digits begin at `start`, and the offset to read on from. `end` is that of the chain of digits."""
    numbered = _NUMERAL_BEFORE_YEAR.match(plain, start)
    dated = numbered.end() if numbered else end_of_date(plain, start)
    if dated is not None:
        return None, dated
    if end - start > _MOST_DIGITS or (
        plain[max(0, start - 1) : start] == "," == text[start - 1] and plain[max(0, start - 2)].isdigit()
    ):
        return None, end
    mixed = _read_mixed(text, plain, start)
    if mixed is not None:
        return mixed, mixed.end
    spaced = _SPACED.match(plain, start)
    if spaced and (amount := _to_amount(text, plain, start, spaced.end(), _bare(spaced.group()))) and amount.unit:
        return (amount if _is_one_number(plain, spaced, amount.end) else None), amount.end
    number = _NUMBER.match(plain, start)
    if number and number.end() == end:
        return _to_amount(text, plain, start, end, _bare(number.group())), end
    return _read_chain(text, plain, start, end)


def _is_one_number(plain: str, spaced: re.Match[str], end: int) -> bool:
    """Whether 6 160 533 is one number. With one group (表 3 120万元) only where it hangs on a word or is all of the text."""
    before = plain[max(0, spaced.start() - 1) : spaced.start()]
    if len(spaced["groups"]) > 4 or before in ("）", ")") or ("\u4e00" <= before <= "\u9fff" and before not in "表图圖件第"):
        return True
    return not plain[: spaced.start()].strip() and not plain[end:].strip()


def _bare(printed: str) -> str:
    return re.sub(r"[,\s]", "", printed)


def _read_chain(text: str, plain: str, start: int, end: int) -> tuple[Amount | None, int]:
    """The first figure of digits and marks that are no one number; none where they leave open what is meant (12，34万元).

    Commas with a space or Chinese ones part the numbers of a list of three or more, or a year from what follows it.
    131,8% is a decimal comma where no Chinese stands by.
    """
    comma = _DECIMAL_COMMA.match(plain, start)
    if comma and comma.end() == end and not any("\u4e00" <= character <= "\u9fff" for character in plain):
        return _to_amount(text, plain, start, end, comma.group().replace(",", ".")), end
    first = _PLAIN.match(plain, start)
    joined = any(text[at] == "," and text[at + 1] not in SPACES for at in range(start, end))
    listed = plain.count(",", start, end) > 1 or (
        first is not None and len(first.group()) == 4 and first.group()[:2] in ("19", "20")
    )
    if first is None or joined or not listed or plain[first.end()] != ",":
        return None, end
    return _to_amount(text, plain, start, first.end(), first.group()), first.end()


def _read_mixed(text: str, plain: str, start: int) -> Amount | None:
    """1億8,674萬2千元, 3百80億: digits between several scales."""
    found = _MIXED.match(plain, start) or _MIXED_SPACED.match(plain, start)
    numeral = read_numeral(re.sub(r"\s", "", _MORE.sub("", found.group()))) if found else None
    if found is None or numeral is None:
        return None
    unit = unit_of_numeral(plain, found.end(), numeral.scale)
    signed = _sign_before(plain, start)
    if unit is None or is_no_figure(plain, signed, found.end(), unit.end, bare=False):
        return None
    if plain[signed] == "-":
        numeral = Numeral(-numeral.value, numeral.scale, numeral.decimals)
    return _amount(text, plain, signed, numeral, unit, bool(_MORE.search(found.group())))


def _read_rate(text: str, plain: str, found: re.Match[str]) -> Amount | None:
    """百分之六十七點六, 百分之12.5, 千分之三. 百分之百 is all of it."""
    unit = "%" if found["rate"][0] == "百" else "‰"
    numeral = Numeral(Decimal(100)) if found["part"] == "百" and unit == "%" else read_numeral(found["part"])
    if numeral is None or numeral.scale or plain[found.end() : found.end() + 1] in ("几", "幾"):
        return None
    return _amount(text, plain, found.start(), numeral, Unit(unit, found.end()), False)


def _read_words(text: str, plain: str, found: re.Match[str]) -> Amount | None:
    """A number in Chinese numerals with a unit that makes it a figure."""
    start, end, run = found.start(), found.end(), found.group()
    if run[0] not in DIGITS and run[0] not in "十拾":
        return None
    tenths = _TENTHS.match(plain, end) if len(run) == 1 and run in DIGITS else None
    if tenths:
        return _read_tenths(text, plain, start, DIGITS[run], tenths)
    numeral = read_numeral(_MORE.sub("", run))
    unit = unit_of_numeral(plain, end, numeral.scale) if numeral else None
    if numeral is None or unit is None:
        return None
    base = "" if unit.name == numeral.scale else unit.name.removeprefix(numeral.scale)
    if not is_word_figure(plain, start, unit.end, numeral.value, bool(numeral.scale), base, unit.counts):
        return None
    return _amount(text, plain, start, numeral, unit, bool(_MORE.search(run)))


def _read_tenths(text: str, plain: str, start: int, digit: int, found: re.Match[str]) -> Amount | None:
    """7成 is 70 %, 一成半 15 %: a tenth is a round word for a share, so the figure is marked approximate."""
    if not 0 < digit <= 10 or plain[max(0, start - 1) : start] in tuple("第之-—–~～至."):
        return None
    value = Numeral(Decimal(digit * 10 + (5 if found["half"] else 0)))
    return _amount(text, plain, start, value, Unit("%", found.end()), True)


def _sign_before(plain: str, start: int) -> int:
    """The offset of the plus or minus of digits that begin at `start`; `start` itself where there is none."""
    signed = start and plain[start - 1] in "+-" and _SIGN.search(plain, max(0, start - 2), start)
    return start - 1 if signed else start


def _to_amount(text: str, plain: str, start: int, end: int, digits: str) -> Amount | None:
    """The figure of the digits on start..end with what is printed around them, None where they are no figure."""
    tenths = _TENTHS.match(plain, end) if digits.isdigit() and len(digits) < 3 else None
    if tenths:
        return _read_tenths(text, plain, start, int(digits), tenths)
    signed = _sign_before(plain, start)
    decimals = len(digits.partition(".")[2])
    currency = _CURRENCY.search(plain, max(0, signed - 6), signed)
    unit = unit_of_sign(plain, end, currency.group()) if currency else unit_of_digits(plain, end, decimals)
    if is_no_figure(plain, currency.start() if currency else signed, end, unit.end, bare=not unit.name):
        return None
    number = Decimal(digits)
    value = Numeral(-number if plain[signed] == "-" else number, "", decimals)
    return _amount(text, plain, signed, value, unit, False)


def _amount(text: str, plain: str, start: int, number: Numeral, unit: Unit, rough: bool) -> Amount:
    """The figure with the approximations that are printed before and after it."""
    value, decimals = number.value, number.decimals
    if unit.power:
        # 2 billion is 20 亿元 to the nearest ten: more places than were printed make it approximate.
        rough = rough or (unit.power > decimals and unit.name.startswith("亿") and plain[unit.end - 1].isascii())
        decimals = max(0, decimals - unit.power)
        value = (value * 10**unit.power).quantize(Decimal(1).scaleb(-decimals))
    after = _AFTER.match(plain, unit.end)
    end = after.end() if after else unit.end
    about = _ABOUT.search(plain, max(0, start - 14), start)
    return Amount(value, unit.name, decimals, bool(rough or unit.more or after or about), start, end, text[start:end])


# What may stand around the figure of a cell: bounds and words of approximation.
_CELL_BEFORE = re.compile(
    r"[≥≤≧≦＞＜><≈＝=\s]*(?:大?[约約]|近|将近|將近|逾|超过?|不[低高少多]于|不超过|至少|(?:HK|NT|US)?[$¥]|RMB)?\s*"
)
_CELL_DIGITS = (
    rf"\d{{1,3}}(?:[{SPACES}]?,[{SPACES}]?\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:[ \xa0]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
)
_CELL_NUMBER = re.compile(rf"(?P<sign>[-+△▲▼–]\s?)?(?P<number>{_CELL_DIGITS})")
_ACCOUNTING = re.compile(rf"[(（]\s*({_CELL_DIGITS})\s*[)）]")
# Longer digits without a comma or a point are an identity number, not 100 万亿.
_LONGEST_INTEGER = 14


def parse_cell(text: str, unit: str = "") -> Amount | None:
    """The figure of a table cell that holds one figure and nothing else, else None.

    `unit` is the table's own; a unit printed in the cell goes before it. "50余件" is a figure, marked approximate.
    A cell may print a negative as (401.0) or △12; a lone (1) or （12） is a list numeral and no figure.
    """
    printed = text.strip()
    start = text.find(printed)
    plain = to_half_width(printed)
    if _mimicked(plain):
        return None
    number = _CELL_NUMBER.fullmatch(plain)
    if number:
        digits = _bare(number["number"])
        coded = digits.isdigit() and ((digits[0] == "0" and len(digits) > 1) or len(digits) > _LONGEST_INTEGER)
        if coded or len(digits) > _MOST_DIGITS:
            return None
        negative = (number["sign"] or "+")[0] in "-–△▲▼"
        value = -Decimal(digits) if negative else Decimal(digits)
        return Amount(value, unit, len(digits.partition(".")[2]), False, start, start + len(printed), printed)
    inner = _ACCOUNTING.fullmatch(plain)
    if inner and 2 < len(inner[1]) <= _MOST_DIGITS:
        digits = _bare(inner[1])
        return Amount(
            -Decimal(digits), unit, len(digits.partition(".")[2]), False, start, start + len(printed), printed
        )  # fmt: skip
    return _parse_words(printed, plain, unit, start)


def _parse_words(printed: str, plain: str, unit: str, start: int) -> Amount | None:
    """The figure of a cell that prints more than digits: a unit, a bound, Chinese numerals."""
    if not printed or len(printed) > 60:
        return None
    before = _CELL_BEFORE.match(plain)
    body = printed[before.end() if before else 0 :]
    found = list(find_amounts(printed))
    if not found:
        return _parse_numeral(printed, body, unit, start)
    amount = found[0]
    if len(found) > 1 or printed[amount.end :].strip(" %％") or (before and amount.start > before.end()):
        return None
    return Amount(
        amount.value, amount.unit or unit, amount.decimals, amount.approximate, start + amount.start, start + amount.end, printed
    )  # fmt: skip


def _parse_numeral(printed: str, body: str, unit: str, start: int) -> Amount | None:
    """Chinese numerals alone in a cell: 三人, 一百二十. A numeral of a list or a class (三, 十一, 二级) is none."""
    plain = to_half_width(body)
    run = re.match(_RUN, plain)
    numeral = read_numeral(run.group()) if run and (run[0][0] in DIGITS or run[0][0] in "十拾") else None
    if run is None or numeral is None:
        return None
    end = start + len(printed)
    found = unit_of_numeral(plain, run.end(), numeral.scale)
    if found is not None and found.end == len(plain) and (not found.counts or is_count_of_cell(found.name)):
        return Amount(numeral.value * 10**found.power, found.name, numeral.decimals, found.more, start, end, printed)
    if found is None and run.end() == len(plain) and unit and not numeral.scale and re.search("[百千佰仟]", plain):
        return Amount(numeral.value, unit, numeral.decimals, False, start, end, printed)
    return None
