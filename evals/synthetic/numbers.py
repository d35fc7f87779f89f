"""Print amounts, percentages and counts the way one report does. Amounts are exact; rounding is half up, at print only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

YUAN, WAN = "元", "万元"
_SIZE = {YUAN: Decimal(1), WAN: Decimal(10000)}
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a report prints its numbers: unit and thousands commas of prose and of tables, zeros, digits of a percentage.

    `blank` is what a table prints for nothing ("" leaves the cell empty).
    """

    prose_unit: str = WAN
    table_unit: str = WAN
    prose_commas: bool = False
    table_commas: bool = True
    keep_zeros: bool = True
    percent_places: int = 2
    blank: str = ""


def in_unit(yuan: Decimal, unit: str) -> Decimal:
    """An amount in yuan as a number of `unit`, two decimals, rounded half up."""
    return (yuan / _SIZE[unit]).quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal, commas: bool = False, keep_zeros: bool = True) -> str:
    """The digits of a number; without `keep_zeros`, 840.80 is printed 840.8 and 77.00 is printed 77."""
    text = f"{value:,f}" if commas else f"{value:f}"
    if not keep_zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def ratio(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    """Part of whole in percent, rounded half up to `places`. The whole must not be zero."""
    return (part * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
