"""Deterministic calculation for answers: expressions, and a closed set of named operations with their working.

The calculator never reads text of a report and never calls a model. Values are `Decimal` with a unit, never floats.

Every operation returns a `Working`. Its expression holds the operands as printed: bare numbers where they share a unit
(the result's unit then stands beside it), numbers with units where they do not. `calculate(expression)` gives the
result, exactly if `exact`, else before rounding. Rounding is half up (away from zero at the half):

| operation | decimals of the result |
|---|---|
| derive_prior, difference, total | none lost: the larger number of printed decimals among the operands |
| percent_change, share | 2 |
| ratio | 2; below 0.1 four significant digits |
| per_unit | money below 1 万元 each: 2 in 元; above, in 万元, to the whole 元 if that is exact, else 2. Other: 2 |
| implied_budget, scale | printed decimals of the amount, at least 2 |
| convert | exact, whatever it takes |

What comes out with fewer decimals is not padded, except in sums and differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.expression import calculate, calculate_exactly
from assistant.quantity import (
    CalculationError,
    Quantity,
    converted,
    decimals_of,
    dimension,
    is_money,
    is_ratio,
    plain,
    round_half_up,
    simple_unit,
)
from assistant.types import Calculation

__all__ = [
    "CalculationError",
    "OPERATIONS",
    "Quantity",
    "Working",
    "calculate",
    "convert",
    "derive_prior",
    "difference",
    "implied_budget",
    "per_unit",
    "percent_change",
    "ratio",
    "scale",
    "share",
    "total",
    "work_out",
]

PERCENT_DECIMALS = 2
MONEY_DECIMALS = 2
# Money each is shown in 元 below this power of ten (1 万元), as a reader would say it.
_TEN_THOUSAND = 4
# Decimals of 万元 that still are whole 元.
_WHOLE_YUAN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Working:
    """A calculation as shown: the expression, its result in `unit`, and whether the result is exact or rounded."""

    expression: str
    result: Decimal
    unit: str
    exact: bool

    @property
    def quantity(self) -> Quantity:
        """The result as an operand for the next step."""
        return Quantity(self.result, self.unit)

    @property
    def rounding(self) -> str:
        """How the result was rounded, for a person; empty if it is exact."""
        return "" if self.exact else f"rounded half up to {decimals_of(self.result)} decimals"

    def to_calculation(self) -> Calculation:
        """The form that an answer carries."""
        return Calculation(self.expression, plain(self.result), self.unit)

    def __str__(self) -> str:
        note = f" ({self.rounding})" if self.rounding else ""
        return f"{self.expression} {'=' if self.exact else '≈'} {plain(self.result)}{self.unit}{note}"


def work_out(expression: str, decimals: int = 6) -> Working:
    """Any expression with its result; one that does not come out exactly is rounded to `decimals`."""
    result, exact = calculate_exactly(expression)
    rounded = not exact and decimals_of(result.value) > decimals
    value = round_half_up(result.value, decimals) if rounded else result.value
    return Working(expression.strip(), value, result.unit, exact)


def derive_prior(current: Quantity, signed_change: Quantity) -> Working:
    """The figure before the change: current minus the signed change (a fall is negative)."""
    _same_kind("derive an earlier figure from", current, signed_change)
    reverse = Quantity(signed_change.value.copy_negate(), signed_change.unit)
    return _summed([current, reverse])


def difference(a: Quantity, b: Quantity) -> Working:
    """a minus b in the unit of a; of two percentages, in 百分点."""
    _same_kind("subtract", a, b)
    working = _summed([a, Quantity(b.value.copy_negate(), b.unit)])
    if a.unit == b.unit == "%":
        return Working(working.expression, working.result, "百分点", working.exact)
    return working


def total(values: Iterable[Quantity]) -> Working:
    """The sum in the unit of the first value. Raises `CalculationError` for no values."""
    summands = list(values)
    if not summands:
        raise CalculationError("there is nothing to add up", next_step="Give at least one figure")
    for value in summands[1:]:
        _same_kind("add", summands[0], value)
    return _summed(summands)


def percent_change(new: Quantity, old: Quantity) -> Working:
    """Change from old to new in % of old, a fall negative. The old figure must be above zero."""
    _same_kind("compare", new, old)
    if old.value <= 0:
        raise CalculationError(
            f"no rate of change can be given from a base of {old}", next_step="Give the change as an amount"
        )
    first, second = _terms([new, old])
    return _worked(f"({first} - {second}) / {second} * 100", "%", PERCENT_DECIMALS)


def share(part: Quantity, whole: Quantity) -> Working:
    """Part in % of whole."""
    _same_kind("take a share of", part, whole)
    first, second = _terms([part, whole])
    return _worked(f"{first} / {second} * 100", "%", PERCENT_DECIMALS)


def ratio(a: Quantity, b: Quantity) -> Working:
    """a as a multiple of b: a plain number."""
    _same_kind("compare", a, b)
    first, second = _terms([a, b])
    expression = f"{first} / {second}"
    value = calculate(expression).value
    decimals = 2 if value == 0 or value.adjusted() >= -1 else 3 - value.adjusted()
    return _worked(expression, "", decimals)


def per_unit(amount: Quantity, count: Quantity, in_yuan: bool = False) -> Working:
    """Amount for each of the counted: 万元 over 辆 gives 万元/辆, or 元/辆 below 1 万元 each or with `in_yuan`."""
    countable = "/" not in count.unit and not is_money(count.unit) and (count.unit == "" or not is_ratio(count.unit))
    if is_ratio(amount.unit) or "/" in amount.unit or not countable:
        raise CalculationError(
            f"cannot spread {amount} over {count}", next_step="Give an amount with its unit, and a number of units"
        )
    if count.value <= 0:
        raise CalculationError(f"cannot spread {amount} over {count}", next_step="The number of units must be above 0")
    below = f"/{count.unit}" if count.unit else ""
    bare = f"{_bare(amount.value)} / {_bare(count.value)}"
    if not is_money(amount.unit):
        return _worked(bare, amount.unit + below, MONEY_DECIMALS)
    currency, power = simple_unit(amount.unit)
    each = converted(Quantity(calculate(bare).value, amount.unit), currency).value
    small = in_yuan or abs(each) < 10**_TEN_THOUSAND
    shift = power - (0 if small else _TEN_THOUSAND)
    expression = f"{_bare(amount.value)}{_times_power_of_ten(shift)} / {_bare(count.value)}"
    if small:
        return _worked(expression, currency + below, MONEY_DECIMALS)
    unit = ("萬" if set(amount.unit) & set("萬億") else "万") + currency + below
    return _worked(expression, unit, MONEY_DECIMALS, keep=_WHOLE_YUAN_DECIMALS)


def implied_budget(actual: Quantity, completion_rate: Quantity) -> Working:
    """The budget of which `actual` is `completion_rate` %. The rate was printed rounded, so this is near, not exact."""
    rate = _percentage(completion_rate)
    if rate == 0:
        raise CalculationError("no budget follows from a completion rate of 0%", next_step="Look for the budget itself")
    return _worked(f"{_bare(actual.value)} / {_bare(rate)} * 100", actual.unit, _amount_decimals(actual))


def scale(value: Quantity, percent: Quantity) -> Working:
    """`percent` % of the value, in the value's unit."""
    rate = _percentage(percent)
    return _worked(f"{_bare(value.value)} * {_bare(rate)} / 100", value.unit, _amount_decimals(value))


def convert(value: Quantity, unit: str) -> Working:
    """The same amount in another unit of its kind, exactly."""
    result = converted(value, unit)
    shift = dimension(value.unit)[2] - dimension(unit)[2]
    return Working(f"{_bare(value.value)}{_times_power_of_ten(shift)}", result.value, unit, True)


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        derive_prior,
        difference,
        percent_change,
        share,
        total,
        ratio,
        per_unit,
        implied_budget,
        scale,
        convert,
    )
}


def _same_kind(verb: str, a: Quantity, b: Quantity) -> None:
    """Amounts of one base, neither of them a plain number beside a percentage."""
    plain_beside_percent = is_ratio(a.unit) and is_ratio(b.unit) and (a.unit == "") != (b.unit == "")
    try:
        converted(b, a.unit)
    except CalculationError as fault:
        raise CalculationError(f"cannot {verb} {a} and {b}", next_step=fault.next_step) from fault
    if plain_beside_percent:
        raise CalculationError(f"cannot {verb} {a} and {b}", next_step="Write the unit behind both")


def _percentage(rate: Quantity) -> Decimal:
    """The number before the % sign. A rate must say that it is one: 0.9 without a unit could be either."""
    if not is_ratio(rate.unit) or rate.unit == "":
        raise CalculationError(f"{rate} is not a percentage", next_step="Give the rate in %")
    return converted(rate, "%").value


def _amount_decimals(value: Quantity) -> int:
    return max(MONEY_DECIMALS, decimals_of(value.value))


def _bare(value: Decimal) -> str:
    """An operand: digits, a negative one in brackets."""
    return f"({plain(value)})" if value < 0 else plain(value)


def _times_power_of_ten(shift: int) -> str:
    if shift == 0:
        return ""
    return f" {'*' if shift > 0 else '/'} {10 ** abs(shift)}"


def _terms(values: Sequence[Quantity]) -> list[str]:
    """The operands as shown: bare if all have one unit, else each with its own."""
    mixed = len({value.unit for value in values}) > 1
    return (
        [f"({value})" if value.value < 0 else str(value) for value in values]
        if mixed
        else [_bare(value.value) for value in values]
    )


def _summed(values: Sequence[Quantity]) -> Working:
    """The values added in the unit of the first; later negative ones are shown as subtracted."""
    first = _terms(values)[0]
    rest = _terms([values[0], *(Quantity(abs(value.value), value.unit) for value in values)])[2:]
    signs = ("-" if value.value < 0 else "+" for value in values[1:])
    expression = first + "".join(f" {sign} {term}" for sign, term in zip(signs, rest, strict=True))
    result, exact = calculate_exactly(expression)
    # Printed decimals must not vanish: 100.00 - 50 is 50.00.
    decimals = max(decimals_of(result.value), *(decimals_of(value.value) for value in values), 0)
    return Working(expression, round_half_up(result.value, decimals), values[0].unit, exact)


def _worked(expression: str, unit: str, decimals: int, keep: int = 0) -> Working:
    """Evaluate and round. A result exact within `keep` decimals, or within `decimals`, is not rounded."""
    result, exact = calculate_exactly(expression)
    shortest = _without_trailing_zeros(result.value)
    if exact and decimals_of(shortest) <= max(decimals, keep):
        return Working(expression, shortest, unit, True)
    return Working(expression, round_half_up(result.value, decimals), unit, False)


def _without_trailing_zeros(value: Decimal) -> Decimal:
    digits = plain(value)
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)
