"""Compare amounts exactly, with their units. Rounds nothing and converts nothing but money."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from evals.types import Gold

MONEY = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
    "万亿元": Decimal(1_000_000_000_000),
}
_TRADITIONAL = str.maketrans("萬億圓圆個點輛項", "万亿元元个点辆项")
_SAME_UNIT = {"个百分点": "百分点"}


def plain_unit(unit: str) -> str:
    """One spelling for one unit: half-width, no spaces, simplified (萬元 → 万元, ％ → %)."""
    spelled = "".join(unicodedata.normalize("NFKC", unit).split()).translate(_TRADITIONAL)
    return _SAME_UNIT.get(spelled, spelled)


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """`value` `unit` expressed in `wanted`, exactly; None where the two units are not of one kind."""
    unit, wanted = plain_unit(unit), plain_unit(wanted)
    if unit == wanted:
        return value
    if unit in MONEY and wanted in MONEY:
        # every factor is a power of ten, so this only moves the decimal point
        return value.scaleb(MONEY[unit].adjusted() - MONEY[wanted].adjusted())
    return None


def equals_gold(value: Decimal, unit: str, gold: Gold, signless: bool = False) -> bool:
    """Whether `value` `unit` is the gold amount, unit and sign included; `signless` compares the sizes alone."""
    converted = in_unit(value, unit, gold.unit)
    return converted is not None and _close(converted, gold, signless)


def equals_but_for_unit(value: Decimal, unit: str, gold: Gold) -> bool:
    """Whether only the unit is wrong: the same number under another unit, or money off by a factor between units."""
    if plain_unit(unit) != plain_unit(gold.unit) and _close(value, gold, signless=True):
        return True
    converted = in_unit(value, unit, gold.unit)
    if converted is None or plain_unit(gold.unit) not in MONEY:
        return False
    places = {one.adjusted() - other.adjusted() for one in MONEY.values() for other in MONEY.values()} - {0, 1, -1}
    return any(_close(converted.scaleb(shift), gold, signless=True) for shift in places)


def _close(value: Decimal, gold: Gold, signless: bool) -> bool:
    if signless:
        return abs(abs(value) - abs(gold.value)) <= gold.tolerance
    return abs(value - gold.value) <= gold.tolerance
