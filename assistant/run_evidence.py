"""What the tools have handed over in one run of an agent: lines with marks to cite them by, workings, findings.

A figure is held where a line prints it, or a fact read from the line has it, with its unit; or where a working came to it whose own
operands were held. It judges no wording (`assistant.free_text` does) and calls no model.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from assistant.check import amounts_in, numbers_in, unit_form
from assistant.expression import calculate_exactly
from assistant.operands import keeps_enough, loose_operands, unrounded
from assistant.quantity import converted, dimension, is_money, is_ratio
from assistant.tool_evidence import Evidence, EvidenceLine, EvidenceWorking, Finding, Place
from index.amounts import find_amounts
from index.read import clean_text

Key = str | tuple[str, str, int]
# The number of a line in a list of the report counts nothing.
_LIST_NUMERAL = re.compile(r"^\s*(?:[(（]\d{1,2}[)）]|\d{1,2}[.．、)）](?!\d))")


def unit_key(unit: str) -> Key:
    """What makes two writings of a unit one: 萬元 and 万元 are, % and 百分点 are not, nor 万元 and 亿元."""
    form = unit_form(unit)
    return form if "/" not in form and is_ratio(form) else dimension(form)


def is_named(unit: str) -> bool:
    """Whether a figure without this unit behind it would be taken for another: money, rates, averages, 万人次. Counts can go without."""
    return "/" in unit or is_money(unit) or (unit != "" and (is_ratio(unit) or dimension(unit)[2] != 0))


@dataclass(frozen=True)
class HeldLine:
    """A line with its mark, and what it grounds."""

    mark: int
    line: EvidenceLine

    @cached_property
    def _printed(self) -> list[tuple[Decimal, str]]:
        text = clean_text(self.line.text)
        read = [(abs(one.value).normalize(), one.unit) for one in find_amounts(text)]
        return [*read, *amounts_in(text)]

    @cached_property
    def _typed(self) -> list[tuple[Decimal, str]]:
        return [(abs(value).normalize(), unit) for value, unit in self.line.amounts]

    @cached_property
    def amounts(self) -> frozenset[tuple[Decimal, Key]]:
        """Figures with their units, as printed or as the table says."""
        return frozenset((value, unit_key(unit)) for value, unit in (*self._printed, *self._typed) if unit)

    @cached_property
    def named(self) -> frozenset[Decimal]:
        """Values that have to be told with their unit."""
        return frozenset(value for value, unit in (*self._printed, *self._typed) if is_named(unit))

    @cached_property
    def plain(self) -> frozenset[Decimal]:
        """Figures that have no unit."""
        bare = {value for value, unit in (*self._printed, *self._typed) if not unit}
        return frozenset(bare - {value for value, unit in self._typed if unit})

    @cached_property
    def counted(self) -> frozenset[Decimal]:
        """Values of counts and scores only: in Chinese they are told with their unit."""
        return frozenset(value for value, unit in (*self._printed, *self._typed) if unit) - self.named - self.plain

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number that can be told without a unit: years, counts, figures without one."""
        text = _LIST_NUMERAL.sub("", clean_text(self.line.text))
        return frozenset((numbers_in(text) | {value for value, _ in self._typed}) - self.named) | self.plain

    def has(self, value: Decimal, unit: str) -> bool:
        """Whether the line holds a figure."""
        value = abs(value).normalize()
        return (value, unit_key(unit)) in self.amounts if unit else value in self.plain


@dataclass
class RunEvidence:
    """All that one run was given. Tools called side by side add to it."""

    lines: dict[Place, HeldLine] = field(default_factory=dict)
    workings: list[EvidenceWorking] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    beside: dict[Place, EvidenceLine] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    closed: bool = False

    def add(self, evidence: Evidence) -> None:
        """Take what a tool handed over; each line gets the next mark once."""
        with self._lock:
            if self.closed:
                return
            for line in evidence.lines:
                self.lines.setdefault(line.place, HeldLine(len(self.lines) + 1, line))
            self.beside.update((line.place, line) for line in evidence.beside)
            self.workings += [one for one in evidence.workings if one not in self.workings]
            self.findings += [one for one in evidence.findings if one not in self.findings]

    def close(self) -> None:
        """Take nothing more: what is worked out now goes by what is here."""
        with self._lock:
            self.closed = True

    def mark(self, place: Place) -> int | None:
        """The mark of a line."""
        held = self.lines.get(place)
        return held.mark if held else None

    def by_mark(self, mark: int) -> HeldLine | None:
        """The line of a mark."""
        return next((held for held in self.lines.values() if held.mark == mark), None)

    def loose(self, expression: str) -> list[str]:
        """The operands of an expression that were neither looked up nor worked out in this run. Raises CalculationError."""
        return loose_operands(expression, lambda value, unit: bool(self.sources(value, unit) or self.workings_of(value, unit)))

    def is_cut_short(self, working: EvidenceWorking) -> bool:
        """Whether a result was rounded so far that it is another figure."""
        exact, _ = calculate_exactly(unrounded(working.expression))
        value = exact.value if exact.unit == working.unit else converted(exact, working.unit).value
        return not keeps_enough(value, working.result, working.unit)

    def grounded(self, working: EvidenceWorking) -> EvidenceWorking:
        """A working with the lines that its operands stand in. Its operands are grounded (`loose` is empty)."""
        places: dict[Place, None] = {}

        def note(value: Decimal, unit: str) -> bool:
            for held in self.sources(value, unit)[:1]:
                places[held.line.place] = None
            if not self.sources(value, unit):
                for earlier in self.workings_of(value, unit)[:1]:
                    places.update(dict.fromkeys(earlier.places))
            return True

        loose_operands(working.expression, note)
        return replace(working, places=tuple(places))

    def sources(self, value: Decimal, unit: str) -> list[HeldLine]:
        """The lines that hold a figure."""
        return [held for held in self.lines.values() if held.has(value, unit)]

    def workings_of(self, value: Decimal, unit: str) -> list[EvidenceWorking]:
        """The workings that came to a figure."""
        return [one for one in self.workings if abs(one.result) == abs(value) and unit_key(one.unit) == unit_key(unit)]

    def line(self, place: Place) -> EvidenceLine | None:
        """A line that was handed over, or that gives meaning to one."""
        held = self.lines.get(place)
        return held.line if held else self.beside.get(place)

    def context(self, lines: Iterable[HeldLine]) -> list[Place]:
        """The header and unit lines of the cells in these lines."""
        return list(dict.fromkeys((held.line.file, number) for held in lines for number in held.line.context))
