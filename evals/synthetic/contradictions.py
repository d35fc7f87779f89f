"""Make a report contradict itself, or the report of the year before, at one figure; the rest stays as it was.

It changes composed blocks, before they are written. What it changed and what that disagrees with is told by keys of figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from evals.synthetic.figures import Block, Cell, Figure, Grid, Line, Paragraph

ALTERED = "#altered"
_DIGITS = re.compile(r"[\d,]+(?:\.\d+)?")
_ITEM = re.compile(r"table\.general\.\d{7}\.final\.决算")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What was made to disagree: its kind, the keys of the figures on the other side, a note for people."""

    kind: str
    against: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind is made: which figures may be altered, by how much, and what they then disagree with."""

    name: str
    may: Callable[[str], bool]
    alter: Callable[[Figure, Random], Decimal]
    against: Callable[[str], tuple[str, ...]]
    note: str


def contradict(
    blocks: Sequence[Block], number: int, random: Random, with_last_year: bool
) -> tuple[list[Block], Contradiction] | None:
    """The blocks with one contradiction, of the kind whose turn it is (by `number`) or the next that can be made.

    None where none can. `with_last_year` tells that the report of the year before is at hand.
    """
    kinds = [kind for kind in _KINDS if with_last_year or kind.name != "last_year"]
    for turn in range(len(kinds)):
        kind = kinds[(number + turn) % len(kinds)]
        found = [(place, figure) for place, figure in _figures(blocks) if kind.may(figure.key) and figure.value]
        found = [one for one in found if _stands(blocks, kind, one[1])]
        if found:
            _, figure = random.choice(found)
            return _altered(blocks, kind, figure, random), Contradiction(kind.name, kind.against(figure.key), kind.note)
    return None


def _stands(blocks: Sequence[Block], kind: _Kind, figure: Figure) -> bool:
    """Whether there is something to disagree with: one figure at least of the other side, or another report."""
    keys = {one.key for _, one in _figures(blocks)}
    return kind.name == "last_year" or all(key in keys for key in kind.against(figure.key)[:1])


def _altered(blocks: Sequence[Block], kind: _Kind, figure: Figure, random: Random) -> list[Block]:
    changes = {figure.key: reprinted(figure, kind.alter(figure, random))}
    if kind.name == "last_year":
        changes.update(_as_against_another(blocks, figure, changes[figure.key]))
    done: set[str] = set()

    def change(line: Line) -> Line:
        for index, (_, one) in enumerate(line.marks):
            if one.key in changes and one.key not in done:
                done.add(one.key)
                line = line.with_figure(index, replace(changes[one.key], key=one.key + ALTERED))
        return line

    return [_mapped(block, change) for block in blocks]


def _as_against_another(blocks: Sequence[Block], change: Figure, altered: Figure) -> dict[str, Figure]:
    """The percentage that goes with another change, so that the sentence agrees with itself and with no other report."""
    stem = change.key.removesuffix("change")
    by_key = {one.key: one for _, one in _figures(blocks)}
    percent, now = by_key.get(f"{stem}percent_change"), by_key.get(f"{stem}决算")
    if percent is None or now is None:
        return {}
    before = now.value - altered.value
    return {percent.key: reprinted(percent, altered.value * 100 / before)}


def reprinted(figure: Figure, value: Decimal) -> Figure:
    """The figure with another value, printed with as many decimals, commas and words around it."""
    digits = _DIGITS.search(figure.printed)
    if digits is None:
        raise ValueError(f"{figure.printed!r} holds no digits")
    decimals = max(2, len(digits[0].partition(".")[2]))
    value = value.quantize(Decimal(1).scaleb(-decimals))
    shown = f"{abs(value):,f}" if "," in digits[0] else f"{abs(value):f}"
    return replace(figure, value=value, printed=figure.printed.replace(digits[0], shown, 1))


def _figures(blocks: Sequence[Block]) -> Iterator[tuple[int, Figure]]:
    for place, block in enumerate(blocks):
        lines = [block.line] if isinstance(block, Paragraph) else [cell.line for row in block.rows for cell in row]
        for line in lines:
            for figure in line.figures:
                yield place, figure


def _mapped(block: Block, change: Callable[[Line], Line]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, line=change(block.line))

    def cell(one: Cell) -> Cell:
        return replace(one, line=change(one.line)) if one.line.marks else one

    return Grid(tuple(tuple(cell(one) for one in row) for row in block.rows), block.name)


def _more(figure: Figure, random: Random) -> Decimal:
    """Well beyond what rounding explains."""
    return figure.value * (1 + Decimal(random.randint(8, 35)) / 100) + 2


def _points_off(figure: Figure, random: Random) -> Decimal:
    off = Decimal(random.randint(150, 900)) / 100
    return figure.value + (off if figure.value > 0 else -off)


_SAME_IN_TABLE = {
    "basic.staff.决算": "economic.staff.决算", "basic.office.决算": "economic.office.决算",
    "three.running.决算": "table.three.running.决算", "three.reception.决算": "table.three.reception.决算",
    "spending.决算": "table.spending.all.final.决算", "revenue.决算": "table.total.revenue.决算",
}  # fmt: skip


def _table_of(key: str) -> tuple[str, ...]:
    return (_SAME_IN_TABLE[key],)


_KINDS = (
    _Kind("change", lambda key: key.endswith(".percent_change"), _points_off,
          lambda key: (key.removesuffix("percent_change") + "change",), "the change and its percentage disagree"),
    _Kind("table", _SAME_IN_TABLE.__contains__, _more, _table_of, "the text and the table disagree"),
    _Kind("sum", lambda key: bool(_ITEM.fullmatch(key)), _more,
          lambda key: tuple(key.replace(".final.", f".{part}.") for part in ("basic", "project")), "the parts of a row do not make its total"),
    _Kind("last_year", lambda key: key == "general.change", _more, lambda key: (), "the report of the year before gives another amount"),
    _Kind("share", lambda key: key.startswith("class.") and key.endswith(".share"), _points_off,
          lambda key: (key.removesuffix("share") + "决算",), "the share is not that of the amount"),
    _Kind("completion", lambda key: key == "three.completion_rate", _points_off,
          lambda key: ("three.决算", "three.预算"), "the rate is not that of the amounts"),
)  # fmt: skip
KINDS = tuple(kind.name for kind in _KINDS)
