"""Find where a report declares the unit of figures that carry none ("单位：万元", "（澳門元，下同）"), and for which lines.

A declaration in a heading holds for its section, one above a table for that table (see `tables`), one that stands alone
or says so ("下同", "另有注明的除外") for all that follows until the next. A unit is read, never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.read import clean_text
from index.types import Section, SourceLine

_MONEY = r"(?:百萬|百万|千|仟|萬|万|億|亿)?(?:澳門|澳门|港)?(?:元|圓)|百萬|百万"
_CURRENCY = r"(?:人民[币幣]|新?[臺台][币幣]|港[币幣]|(?:澳門|澳门|港)元(?=[千仟百萬万億亿])|澳門(?=元)|港(?=元))?"
_DECLARED = re.compile(
    rf"(?:[单單]位|金[额額])\s*[:：]\s*{_CURRENCY}\s*(?P<a>{_MONEY})"
    rf"|[（(]\s*(?:金[额額])?\s*{_CURRENCY}\s*(?P<b>{_MONEY})\s*(?:[，,、]\s*下同|[，,].{{0,8}})?[)）]"
    rf"|(?:金[额額]|[数數]字)(?:均)?以\s*(?P<c>{_MONEY})\s*(?:人民[币幣]|港[币幣元]|[臺台][币幣])?\s*(?:列[示載]|[為为]|[计計])"
)
_SIMPLE = {"萬": "万", "億": "亿", "圓": "元", "仟": "千"}
_HOLDS_ON = re.compile(r"下同|除外|列示|均以|均為|均为")


@dataclass(frozen=True, slots=True)
class Declared:
    """Unit `unit` holds for figures without one on the lines `start` to `end`; it is printed on `line`."""

    unit: str
    start: int
    end: int
    line: int


def unit_in(text: str) -> str | None:
    """The money unit that a caption, a heading or a column header declares, in its simplified form, or None."""
    match = _DECLARED.search(text)
    if not match:
        return None
    unit = re.sub("澳門|澳门|港", "", match["a"] or match["b"] or match["c"])
    for traditional, simplified in _SIMPLE.items():
        unit = unit.replace(traditional, simplified)
    return unit if unit.endswith("元") else unit + "元"


def declared_units(lines: Sequence[SourceLine], sections: Sequence[Section], taken: frozenset[int]) -> tuple[Declared, ...]:
    """Every declaration in running text with the lines it rules; lines of `taken` (tables) declare only for themselves."""
    last = lines[-1].number if lines else 0
    found: list[Declared] = []
    for line in lines:
        text = clean_text(line.text)
        if line.number in taken or len(text) > 120:
            continue
        unit = unit_in(text)
        if unit is None:
            continue
        section = next((s for s in reversed(sections) if s.start == line.number), None)
        told = re.search(r"[单單]位\s*[:：]\s*\S{1,8}$", text) is not None and len(text) <= 40 and "。" not in text
        alone = told or not re.search(r"\d{2}", _DECLARED.sub("", text)) and len(_DECLARED.sub("", text).strip(" （）()")) <= 4
        beside = line.number - 1 in taken or line.number + 1 in taken  # over or under a table it speaks of that table
        if section is not None and not _HOLDS_ON.search(text):
            found.append(Declared(unit, line.number, section.end, line.number))
        elif (alone and not beside) or _HOLDS_ON.search(text):
            found.append(Declared(unit, line.number, last, line.number))
        elif re.search(r"[（(]\s*(?:[单單]位[:：])?\s*(?:百|千)?[万萬亿億]?元\s*[)）]\s*。?$", text):
            found.append(Declared(unit, line.number, line.number, line.number))  # at the end of a line: for that line
    return tuple(found)


def unit_at(declared: Sequence[Declared], line: int) -> Declared | None:
    """The declaration that rules a line: the last one above it that still holds."""
    return next((d for d in reversed(declared) if d.start <= line <= d.end), None)
