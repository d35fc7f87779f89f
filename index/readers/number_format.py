"""Show a number as a sheet's number format prints it: decimals, thousands, percent, units in quotes, dates.

It knows no cell and no colour. Digits are Decimal throughout; a sign is always a minus, never brackets or red.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

# Formats that files name by number only; those of the Chinese program are 27 to 36 and 50 to 58.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
# A sheet holds fifteen digits; what stands after them came from binary arithmetic (111.99000000000001).
_FIFTEEN = Context(prec=15)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[([^\]]*)\]|([0#?][0#?,]*)|(AM/PM|A/P|上午/下午)|(.)', re.IGNORECASE | re.DOTALL
)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)")
LARGEST = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One section of a format, taken apart. `inner` are marks between digits: (digits to their right, mark)."""

    before: str
    after: str
    decimals: int
    least_digits: int
    thousands: bool
    percent: bool
    thousand_steps: int
    inner: tuple[tuple[int, str], ...]


def exact(printed: str) -> Decimal | None:
    """A stored number as the decimal that was typed: at most fifteen digits. None where it is no number."""
    try:
        value = _FIFTEEN.create_decimal(printed.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def show_number(value: Decimal, code: str | None, since_1904: bool = False) -> str:
    """The number as its format `code` prints it; without a format, or with one not understood, its plain digits."""
    if not code or code.strip().lower() in ("general", "@", "g/通用格式", "通用格式") or abs(value) >= LARGEST:
        return plain(value)
    section = _section(code, value)
    if is_date(section):
        return _show_date(value, section, since_1904) or plain(value)
    pattern = _pattern(section)
    return _show(value, pattern) if pattern else plain(value)


def plain(value: Decimal) -> str:
    """Digits without exponent and without closing zeros."""
    if value == 0:
        return "0"
    if not -30 < value.adjusted() < 30:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_date(code: str) -> bool:
    """Whether a format prints a date or a time of day."""
    bare = re.sub(r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]|AM/PM|E[+-]|general', "", code, flags=re.IGNORECASE)
    return bool(_DATE.search(bare)) and not re.search(r"[0#?]", bare.replace("ss.00", "").replace("ss.0", ""))


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[str, ...]:
    parts, part = [], ""
    for found in re.finditer(r'"[^"]*"|\\.|!.|\[[^\]]*\]|;|.', code, re.DOTALL):
        if found[0] == ";":
            parts.append(part)
            part = ""
        else:
            part += found[0]
    return (*parts, part)


def _section(code: str, value: Decimal) -> str:
    parts = _sections(code)
    for part in parts[:2]:
        if found := re.match(r"(?:\[[^\]<>=]*\])*\[(<=|>=|<>|<|>|=)\s*(-?[\d.]{1,30})\]", part):
            limit = exact(found[2])
            if limit is not None and _holds(value, found[1], limit):
                return part
    if re.search(r"\[[<>=]", code):
        return parts[min(2, len(parts) - 1)]
    if value < 0 and len(parts) > 1 and parts[1].strip():
        return parts[1]
    if value == 0 and len(parts) > 2 and re.search(r"[0#]", parts[2]):
        return parts[2]
    return parts[0]


def _holds(value: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit, "<=": value <= limit, ">=": value >= limit,
        "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=4096)
def _pattern(section: str) -> _Pattern | None:
    """The section taken apart; None for what is not read: fractions, exponents, text, several numbers."""
    digits, before, after, percent = "", "", "", False
    decimals, inner = None, []
    for found in _TOKEN.finditer(section):
        literal = next((found[n] for n in (1, 2, 3) if found[n] is not None), None)
        if found[4] is not None and (currency := _CURRENCY.match(found[4])):
            literal = currency[1]
        if found[5]:
            if after.strip():
                inner.append((len(re.sub("[,.]", "", digits)), after))
                after = ""
            digits += found[5]
            if decimals is not None:
                decimals += len(found[5].replace(",", ""))
            continue
        if found[7] == "." and decimals is None:
            decimals = 0
            digits += "."
            continue
        if found[7] == "%":
            percent = True
        elif found[7] in ("/", "@") or (found[7] or "").upper() == "E":
            return None
        elif found[7]:
            literal = found[7]
        if literal and digits:
            after += literal
        elif literal:
            before += literal
    if not digits:
        return None
    whole, _, part = digits.partition(".")
    steps = len(part if part else whole) - len((part if part else whole).rstrip(","))
    total = len(re.sub("[,.]", "", digits))
    return _Pattern(
        before, after, decimals or 0, whole.count("0"), "," in whole.rstrip(","), percent, steps,
        tuple((total - place, mark) for place, mark in inner),
    )  # fmt: skip


def _show(value: Decimal, pattern: _Pattern) -> str:
    scaled = abs(value).scaleb((2 if pattern.percent else 0) - 3 * pattern.thousand_steps, Context(prec=60))
    rounded = scaled.quantize(Decimal(1).scaleb(-pattern.decimals), ROUND_HALF_UP, Context(prec=60))
    text = format(rounded, ",f" if pattern.thousands else "f")
    whole, point, part = text.partition(".")
    whole = whole.zfill(pattern.least_digits)
    if whole == "0" and pattern.least_digits == 0 and part:
        whole = "0"  # "#.00" prints ".50"; the zero that is meant is shown
    text = whole + point + part
    for right, mark in pattern.inner:  # "0!.0" prints 12345 as 1234.5
        text = text.rjust(right + 1, "0")
        text = text[: len(text) - right] + mark + text[len(text) - right :]
    sign = "-" if value < 0 and rounded else ""
    before = re.sub(r"[-() ]", "", pattern.before)
    after = re.sub(r"^[-() ]+|[() ]+$", "", pattern.after)
    return f"{sign}{before}{text}{'%' if pattern.percent else ''}{after}"


def _show_date(value: Decimal, section: str, since_1904: bool) -> str | None:
    if not 0 <= value < 2_958_466:
        return None
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    moment = start + timedelta(days=int(value), seconds=int((value % 1 * 86400).to_integral_value(ROUND_HALF_UP)))
    return show_moment(moment, section)


def show_moment(moment: datetime, code: str) -> str:
    """A date or time as its format prints it; months by number whatever the format, as names are in no one language."""
    text, hour = "", False
    for found in re.finditer(
        r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[[^\]]*\]|AM/PM|上午/下午|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|(.)', code
    ):
        token = (found[4] or "").lower()
        if not token:
            text += found[1] or found[2] or found[3] or found[5] or ""
            continue
        letter = token[0]
        minutes = letter == "m" and (hour or code[found.end() :].lstrip('":').lower().startswith("s"))
        number = {
            "y": moment.year if len(token) > 2 else moment.year % 100, "m": moment.minute if minutes else moment.month,
            "d": moment.day, "h": moment.hour, "s": moment.second,
        }[letter]  # fmt: skip
        hour = letter == "h" or (hour and letter != "m")
        text += str(number).zfill(2 if len(token) == 2 else 1)
    return text.strip(" ;@")
