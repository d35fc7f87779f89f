"""An answer in the making: text with places for citations, the figures it states, the calculations behind them.

A draft holds facts and workings, never a figure of its own making. It is checked before it becomes an Answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.calculator import Quantity, Working, convert
from assistant.phrases import phrase
from assistant.quantity import is_money, plain
from index.types import Fact

# Stands in the text where the citation of a line belongs; never part of a report's text.
_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass
class FigureDraft:
    """A figure of the answer with the lines it stands on."""

    value: Decimal
    unit: str
    label: str
    period: str | None
    lines: tuple[tuple[str, int], ...]


@dataclass
class Draft:
    """The text so far with its figures, workings, notes and the lines cited beyond those in the text."""

    language: str
    text: str = ""
    status: str = "answered"
    figures: list[FigureDraft] = field(default_factory=list)
    workings: list[Working] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra_lines: list[tuple[str, int]] = field(default_factory=list)

    def say(self, key: str, **holes: str) -> Draft:
        """Add a phrase."""
        sentence = phrase(self.language, key).format(**holes)
        glue = (
            " "
            if self.language == "en" and self.text and not self.text.endswith((" ", "\n")) and key not in _GLUED
            else ""
        )
        self.text += glue + sentence
        return self

    def say_rank(self, rank: int, name: str, value: str) -> Draft:
        """Add a row of a ranking, on a line of its own."""
        self.text += "\n" + phrase(self.language, "group_rank_row").format(rank=rank, name=name, value=value)
        return self

    def figure(self, value: Decimal, unit: str, label: str, period: str | None, facts: Iterable[Fact]) -> None:
        """State a figure: the first one stated is the answer itself."""
        facts = list(facts)
        lines = tuple(dict.fromkeys((fact.file, fact.line) for fact in facts))
        self.cite_context(fact for fact in facts if fact.table is not None or not re.search(r"[^\d,.\s+-]", fact.printed))
        self.figures.append(FigureDraft(value, unit, label, period, lines))

    def state(self, fact: Fact, label: str) -> None:
        """State a fact's own figure."""
        if fact.value is not None:
            value, unit = _readable(self, fact)
            self.figure(
                abs(value) if fact.measure in ("change", "percent_change") else value,
                unit,
                label,
                fact.period,
                [fact],
            )

    def work(self, working: Working) -> Working:
        """Remember a calculation and give it back."""
        if working not in self.workings:
            self.workings.append(working)
        return working

    def cite_context(self, facts: Iterable[Fact]) -> None:
        """Cite the label and header lines that give table cells their meaning."""
        for fact in facts:
            self.extra_lines.extend((fact.file, line) for line in fact.context_lines)


_GLUED = frozenset({"change_rate_fall", "change_rate_rise", "from_to", "stop", "zero_note"})


def cite(*facts: Fact) -> str:
    """The places in the text where the lines of facts are cited."""
    return cite_lines(tuple(dict.fromkeys((fact.file, fact.line) for fact in facts)))


def cite_lines(lines: Sequence[tuple[str, int]]) -> str:
    """The places in the text where lines are cited."""
    return "".join(f"{_OPEN}{file}\n{line}{_CLOSE}" for file, line in lines)


def split_citations(text: str) -> list[str | tuple[str, int]]:
    """The text in pieces: strings, and (file, line) where a citation belongs."""
    pieces: list[str | tuple[str, int]] = []
    for part in text.split(_OPEN):
        place, found, rest = part.partition(_CLOSE)
        if found:
            file, line = place.rsplit("\n", 1)
            pieces.append((file, int(line)))
            pieces.append(rest)
        else:
            pieces.append(part)
    return [piece for piece in pieces if piece != ""]


def quantity(fact: Fact) -> Quantity:
    """A fact's figure for the calculator. The fact must have a value."""
    assert fact.value is not None
    return Quantity(fact.value, fact.unit)


def shown(value: Decimal, unit: str) -> str:
    """A figure as text: printed decimals kept, commas at thousands, unit behind."""
    sign = "-" if value < 0 else ""
    whole, point, decimals = plain(abs(value)).partition(".")
    return f"{sign}{int(whole):,}{point}{decimals}{unit}"


def shown_money(draft: Draft, value: Decimal, unit: str) -> str:
    """A figure as text; in English money goes with the yuan amount a reader can grasp, worked out by the calculator."""
    text = shown(value, unit)
    if draft.language == "en" and is_money(unit) and unit != "元":
        yuan = draft.work(convert(Quantity(value, unit), "元"))
        text += f" ({int(yuan.result) if yuan.result == int(yuan.result) else yuan.result:,} yuan)"
    return text


def shown_fact(draft: Draft, fact: Fact, absolute: bool = False) -> str:
    """A fact's figure as text with its citation. A textual cell is quoted as printed."""
    if fact.value is None:
        return f"“{fact.printed}”{cite(fact)}"
    value, unit = _readable(draft, fact)
    value = abs(value) if absolute else value
    about = "约" if fact.approximate and draft.language == "zh" else "about " if fact.approximate else ""
    if fact.approximate and fact.table is not None:
        return f"{fact.printed}{cite(fact)}"
    return f"{about}{shown_money(draft, value, unit)}{cite(fact)}"


# 九十七萬八千元 is kept to its last scale (978千元), which nobody says: it is shown in 万元.
_SEVERAL_SCALES = re.compile(r"[万萬亿億].*[千仟]")


def _readable(draft: Draft, fact: Fact) -> tuple[Decimal, str]:
    """A fact's value and unit as a reader would say them. The fact must have a value."""
    assert fact.value is not None
    if fact.unit != "千元" or not _SEVERAL_SCALES.search(fact.printed):
        return fact.value, fact.unit
    working = draft.work(convert(quantity(fact), "万元"))
    return working.result, working.unit
