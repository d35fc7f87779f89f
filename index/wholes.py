"""What a comparison without a subject is of, where the figures before it are a total and its parts: the total.

"收入总计100万元，由本年收入90万元和年初结转10万元构成，较去年增加5万元": the two parts add up to the first figure, so what rose is
the total, not the part that is named last. Sums decide, not words: wordings of such sentences are many.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

LEAST_PARTS = 2


class Told(Protocol):
    """A figure of a paragraph, with what it is of."""

    @property
    def value(self) -> Decimal | None: ...

    @property
    def unit(self) -> str: ...

    @property
    def decimals(self) -> int: ...

    @property
    def measure(self) -> str: ...


_Figure = TypeVar("_Figure", bound=Told)


def whole_before(told: Sequence[_Figure]) -> _Figure | None:
    """The amount that all amounts of its unit told after it add up to, within their printed decimals; None where there is none.

    Where a change was told between them each part has its own. The widest whole counts, that is the first.
    """
    changed = max((place for place, figure in enumerate(told) if figure.measure in ("change", "percent_change")), default=-1)
    amounts = [figure for figure in told[changed + 1 :] if figure.measure == "amount" and figure.value is not None]
    for place, whole in enumerate(amounts):
        parts = amounts[place + 1 :]
        if len(parts) < LEAST_PARTS:
            return None
        if whole.value and all(part.unit == whole.unit for part in parts) and _adds_up(whole, parts):
            return whole
    return None


def _adds_up(whole: Told, parts: Sequence[Told]) -> bool:
    rounding = Decimal(len(parts) + 1) * Decimal(1).scaleb(-min(figure.decimals for figure in (whole, *parts))) / 2
    return abs(sum((part.value for part in parts), Decimal(0)) - whole.value) <= rounding  # type: ignore[operator, misc]
