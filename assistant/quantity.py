"""Exact amounts with a unit, and the arithmetic between them.

This file never reads an expression, a report or a question, and it knows no float.

A unit is a power of ten before a base word: 万元 is 10^4 of 元, 万人次 is 10^4 of 人次. Units of one base convert into
one another without loss; units of different bases never do. The dimensionless units (none, %, 百分点, ‰, 成, 倍, 万 …)
share the empty base, so 1 - 30.45% is 0.6955. A unit may stand over one other unit: 万元/辆.

| operation | gives |
|---|---|
| a + b, a - b | the unit of the left operand; the bases must be the same |
| number × unit, unit × number, unit × % | the unit |
| unit ÷ same base | a plain ratio |
| unit ÷ other unit | unit/other unit; × or ÷ by that again undoes it |
| power | of a plain number or % only |

Results are exact wherever at most 50 significant digits hold them; the context flag `Inexact` tells when they do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    Underflow,
    localcontext,
)

from index.errors import MingzhangError

PRECISION = 50
# Far beyond any sum of money, near enough that a result can still be written out in full.
LARGEST_POWER_OF_TEN = 200
LARGEST_EXPONENT = 64

_SCALES = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
    "百": 2,
}
_RATIOS = {"": 0, "%": -2, "百分点": -2, "个百分点": -2, "‰": -3, "成": -1, "倍": 0}
_SAME_CHARACTER = str.maketrans("萬億圓圆輛個臺點戶項場團組畝噸張間處", "万亿元元辆个台点户项场团组亩吨张间处")
_SAME_WORD = {"元人民币": "元", "人民币元": "元", "人民币": "元"}
_SCALE_FIRST = re.compile("(" + "|".join(_SCALES) + ")(.*)")
MONEY_BASES = frozenset({"元", "港元", "美元", "欧元", "日元", "英镑", "澳门元", "新台币元"})


class CalculationError(MingzhangError):
    """A calculation that cannot be done: wrong syntax, units that do not go together, division by zero, too large."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact value in `unit`; the empty unit is a plain number. Trailing zeros of `value` are printed decimals."""

    value: Decimal
    unit: str = ""

    def __str__(self) -> str:
        return plain(self.value) + self.unit


def plain(value: Decimal) -> str:
    """Digits without exponent notation, with the trailing zeros that `value` carries; never "-0"."""
    return format(abs(value) if value == 0 else value, "f")


def decimals_of(value: Decimal) -> int:
    """Number of printed decimals: 2 for 49.00."""
    return max(0, -value.as_tuple().exponent)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half away from zero to `decimals` places; a negative number rounds to tens, hundreds …"""
    with exact_arithmetic() as context:
        context.prec = PRECISION + 2 * LARGEST_POWER_OF_TEN
        rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        return rounded if decimals >= 0 else rounded.quantize(Decimal(1))


@contextmanager
def exact_arithmetic() -> Iterator[Context]:
    """A context of 50 digits, flags cleared, whose faults come out as `CalculationError`."""
    context = Context(
        prec=PRECISION,
        rounding=ROUND_HALF_UP,
        Emax=LARGEST_POWER_OF_TEN,
        Emin=-LARGEST_POWER_OF_TEN,
        traps=[DivisionByZero, InvalidOperation, Overflow, Underflow],
        flags=[],
    )
    with localcontext(context) as active:
        try:
            yield active
        except DecimalException as fault:
            raise explained(fault) from fault


def explained(fault: DecimalException) -> CalculationError:
    """Decimal's fault in words."""
    if isinstance(fault, DivisionByZero):
        return division_by_zero()
    if isinstance(fault, (Overflow, Underflow)):
        limit = f"beyond 10^{LARGEST_POWER_OF_TEN} or its inverse"
        return CalculationError(f"the result is too large or too small ({limit})", next_step="Use smaller numbers")
    return CalculationError("the operation has no exact meaning", next_step="Check the numbers and the exponent")


def division_by_zero() -> CalculationError:
    """The one wording of it."""
    return CalculationError("division by zero", next_step="Divide by a figure that is not 0")


def simple_unit(unit: str) -> tuple[str, int]:
    """Base word and power of ten of a unit without "/": 億元 is ("元", 8), % is ("", -2), 人次 is ("人次", 0)."""
    word = unit.translate(_SAME_CHARACTER)
    if word in _RATIOS:
        return "", _RATIOS[word]
    scaled = _SCALE_FIRST.fullmatch(word)
    power, base = (_SCALES[scaled[1]], scaled[2]) if scaled else (0, word)
    return _SAME_WORD.get(base, base), power


def is_money(unit: str) -> bool:
    """True for 元, 万元, 億元, 港元 …; False for 万元/辆 and for counts."""
    return "/" not in unit and simple_unit(unit)[0] in MONEY_BASES


def is_ratio(unit: str) -> bool:
    """True for plain numbers, %, 百分点, ‰, 倍 and bare 万 or 亿."""
    return "/" not in unit and simple_unit(unit)[0] == ""


def dimension(unit: str) -> tuple[str, str, int]:
    """Of any unit: base above the stroke, base below it, and the power of ten of the whole."""
    above, _, below = unit.partition("/")
    (base, power), (under, divisor) = simple_unit(above), simple_unit(below)
    return base, under, power - divisor


def converted(quantity: Quantity, unit: str) -> Quantity:
    """The same amount in another unit of the same base, exactly."""
    base, under, power = dimension(quantity.unit)
    target_base, target_under, target_power = dimension(unit)
    if (base, under) != (target_base, target_under):
        raise _mismatch("convert", quantity.unit, unit)
    return Quantity(_shifted(quantity.value, power - target_power), unit)


def _shifted(value: Decimal, power: int) -> Decimal:
    """`value` × 10^power without exponent notation and without zeros that only the shift brought in."""
    if power == 0:
        return value
    moved = value.scaleb(power)
    keep = min(decimals_of(value), decimals_of(moved))
    digits = format(moved, "f")
    if "." in digits:
        whole, _, fraction = digits.partition(".")
        fraction = fraction[:keep] + fraction[keep:].rstrip("0")
        digits = f"{whole}.{fraction}" if fraction else whole
    return Decimal(digits)


def _named(unit: str) -> str:
    return unit or "a plain number"


def _mismatch(verb: str, left: str, right: str) -> CalculationError:
    return CalculationError(
        f"cannot {verb} {_named(left)} and {_named(right)}",
        next_step="Use amounts of one kind, and write the unit behind each number that has one",
    )


def add(left: Quantity, right: Quantity) -> Quantity:
    """Sum in the unit of the left operand."""
    return _combined(left, right, "add", Decimal.__add__)


def subtract(left: Quantity, right: Quantity) -> Quantity:
    """Difference in the unit of the left operand."""
    return _combined(left, right, "subtract", Decimal.__sub__)


def _combined(left: Quantity, right: Quantity, verb: str, operation: Callable[[Decimal, Decimal], Decimal]) -> Quantity:
    if dimension(left.unit)[:2] != dimension(right.unit)[:2]:
        raise _mismatch(verb, left.unit, right.unit)
    return Quantity(operation(left.value, converted(right, left.unit).value), left.unit)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    """Product of which at most one side has a unit, or of "a per b" with a number of b."""
    if is_ratio(right.unit) and (right.unit == "" or left.unit != ""):
        return Quantity(_shifted(left.value * right.value, simple_unit(right.unit)[1]), left.unit)
    if is_ratio(left.unit):
        return Quantity(_shifted(left.value * right.value, simple_unit(left.unit)[1]), right.unit)
    for rate, count in ((left, right), (right, left)):
        above, _, below = rate.unit.partition("/")
        if below and "/" not in count.unit and simple_unit(below)[0] == simple_unit(count.unit)[0]:
            return Quantity(rate.value * converted(count, below).value, above)
    raise _mismatch("multiply", left.unit, right.unit)


def divide(left: Quantity, right: Quantity) -> Quantity:
    """Quotient: a ratio of one kind, "a per b" of two kinds, or the left unit over a plain number or %."""
    if right.value == 0:
        raise division_by_zero()
    base, under, power = dimension(left.unit)
    other_base, other_under, other_power = dimension(right.unit)
    if is_ratio(right.unit) and (right.unit == "" or not is_ratio(left.unit)):
        return Quantity(_shifted(left.value / right.value, -other_power), left.unit)
    if (base, under) == (other_base, other_under):
        return Quantity(_shifted(left.value / right.value, power - other_power))
    if other_under and not under and base == other_base:
        above, _, below = right.unit.partition("/")
        return Quantity(converted(left, above).value / right.value, below)
    if base and other_base and not under and not other_under:
        return Quantity(left.value / right.value, f"{left.unit}/{right.unit}")
    raise _mismatch("divide", left.unit, right.unit)


def power(base: Quantity, exponent: Quantity) -> Quantity:
    """A plain number (a % counts as its hundredth) to a plain exponent of at most 64 either way."""
    if not is_ratio(base.unit) or exponent.unit:
        raise CalculationError(
            f"cannot raise {_named(base.unit)} to a power in {_named(exponent.unit)}",
            next_step="Use plain numbers for powers",
        )
    if abs(exponent.value) > LARGEST_EXPONENT:
        raise CalculationError(
            f"the exponent {plain(exponent.value)} is too large", next_step=f"Use at most {LARGEST_EXPONENT}"
        )
    if base.value == 0 and exponent.value < 0:
        # Decimal gives an infinity here, without a signal.
        raise division_by_zero()
    return Quantity(_shifted(base.value, simple_unit(base.unit)[1]) ** exponent.value)
