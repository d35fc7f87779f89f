"""Restore the numbers that Word prints before paragraphs (一、 （一） 1.) and does not store in their text.

It reads numbering.xml and styles.xml only; what a paragraph says is not its concern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from index.readers.rows import is_wide
from index.readers.workbook import local

LEVELS = 9
MOST_CHAIN = 20
_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document. `number` is asked once for each paragraph, in order."""

    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    default_style: str | None = None
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    overridden: set[tuple[str, int]] = field(default_factory=set)

    def number(self, properties: etree._Element | None) -> str:
        """The printed number of the next paragraph with these properties; "" for none and for bullets."""
        list_id, depth = self._list_of(properties)
        if list_id is None or list_id == "0" or list_id not in self.lists:
            return ""
        family, levels = self.lists[list_id]
        level = levels.get(depth, _Level())
        counts = self.counts.setdefault(family, {})
        for lower in [n for n in counts if n > depth and _restarts(levels.get(n, _Level()), depth)]:
            del counts[lower]
        if (list_id, depth) in self.overridden:  # this list begins anew, once, in the counting it shares
            self.overridden.discard((list_id, depth))
            counts.pop(depth, None)
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for above in range(depth):
            counts.setdefault(above, levels.get(above, _Level()).start)
        return _printed(level, levels, counts)

    def _list_of(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """List and level of a paragraph: its own, else those of its style or of what the style is based on."""
        list_id, depth, style = _numbered(properties)
        seen = 0
        style = style or self.default_style
        while style and (list_id is None or depth is None) and seen < MOST_CHAIN:
            style_list, style_depth, based_on = self.styles.get(style, (None, None, None))
            list_id = style_list if list_id is None else list_id
            depth = int(style_depth) if depth is None and style_depth else depth
            style, seen = based_on, seen + 1
        return list_id, depth or 0


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists and the numbered styles; either part may be missing."""
    result = Numbering()
    if styles is not None:
        for style in _children(styles, "style"):
            list_id, depth, _ = _numbered(next(_children(style, "pPr"), None))
            based_on = _value(style, "basedOn")
            name = attribute(style, "styleId") or ""
            result.styles[name] = (list_id, None if depth is None else str(depth), based_on)
            if attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph":
                result.default_style = name
    if numbering is not None:
        _read_lists(numbering, result)
    return result


def _read_lists(numbering: etree._Element, result: Numbering) -> None:
    families: dict[str, dict[int, _Level]] = {}
    linked: dict[str, str] = {}
    named: dict[str, str] = {}
    for family in _children(numbering, "abstractNum"):
        name = attribute(family, "abstractNumId") or ""
        families[name] = dict(_level(node) for node in _children(family, "lvl"))
        if style := _value(family, "numStyleLink"):
            linked[name] = style
        if style := _value(family, "styleLink"):
            named[style] = name
        _link_styles(family, result)
    for node in _children(numbering, "num"):
        name, family = attribute(node, "numId") or "", _value(node, "abstractNumId") or ""
        family = named.get(linked.get(family, ""), family)
        levels = dict(families.get(family, {}))
        for override in _children(node, "lvlOverride"):
            depth = _whole(attribute(override, "ilvl"))
            for level in _children(override, "lvl"):
                levels[depth] = _level(level)[1]
            start = _value(override, "startOverride")
            if start is not None:
                old = levels.get(depth, _Level())
                levels[depth] = _Level(_whole(start), old.form, old.text, old.suffix, old.restart, old.legal)
                result.overridden.add((name, depth))
        result.lists[name] = (family, levels)


def _link_styles(family: etree._Element, result: Numbering) -> None:
    """A level may name the paragraph style it numbers; the style's own numPr then leaves its level out."""
    for level in _children(family, "lvl"):
        style = _value(level, "pStyle")
        if style in result.styles:
            list_id, depth, based_on = result.styles[style]
            if list_id is not None and depth is None:
                result.styles[style] = (list_id, str(_whole(attribute(level, "ilvl"))), based_on)


def _level(node: etree._Element) -> tuple[int, _Level]:
    restart = _value(node, "lvlRestart")
    legal = next(_children(node, "isLgl"), None)
    form = next((attribute(child, "val") for child in node.iter() if local(child.tag) == "numFmt"), None)
    return _whole(attribute(node, "ilvl")), _Level(
        _whole(_value(node, "start") or "1"), form or "decimal", _value(node, "lvlText") or "",
        _value(node, "suff") or "tab", None if restart is None else _whole(restart),
        legal is not None and attribute(legal, "val") not in ("0", "false"),
    )  # fmt: skip


def _restarts(level: _Level, depth: int) -> bool:
    """Whether a deeper level begins anew after a paragraph of level `depth` (from 0)."""
    if level.restart is None:
        return True
    return level.restart != 0 and depth < level.restart


def _printed(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.form in ("bullet", "none") and "%" not in level.text:
        return ""

    def one(found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        form = levels.get(depth, _Level()).form
        return in_form(counts.get(depth, 1), "decimal" if level.legal else form)

    text = re.sub(r"%([1-9])", one, level.text)
    if level.form == "bullet" or not re.search(r"\w|[①-⓿㈠-㉃]", text):
        return ""
    return text if is_wide(text[-1]) or level.suffix == "nothing" else text + " "


def in_form(number: int, form: str) -> str:
    """A count as a numbering form prints it; an unknown form prints digits."""
    if form == "none":
        return ""
    if form in ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
                "japaneseCounting", "koreanCounting", "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):  # fmt: skip
        return (
            _chinese(number) if "igital" not in form else "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
        )
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _chinese(number, _LEGAL, "拾佰仟")
    if form in ("ideographTraditional", "ideographZodiac"):
        names = _STEMS if form == "ideographTraditional" else _BRANCHES
        return names[(number - 1) % len(names)]
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(65 + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter if form == "upperLetter" else letter.lower()
    return _enclosed(number, form)


def _enclosed(number: int, form: str) -> str:
    first = {"decimalEnclosedCircle": 0x2460, "decimalEnclosedCircleChinese": 0x2460, "decimalEnclosedFullstop": 0x2488,
             "decimalEnclosedParen": 0x2474}.get(form)  # fmt: skip
    if first and 1 <= number <= 20:
        return chr(first + number - 1)
    if form == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(0x3220 + number - 1)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return str(number).zfill(2) if form == "decimalZero" else str(number)


def _chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    if not 0 < number < 10_000:
        return str(number)
    text, pending = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            pending = bool(text)
            continue
        if pending:
            text += digits[0]
        pending = False
        text += digits[digit] + (units[place - 1] if place else "")
    return text.removeprefix("一") if 10 <= number < 20 else text


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def _numbered(properties: etree._Element | None) -> tuple[str | None, int | None, str | None]:
    """List, level and style that paragraph properties name themselves."""
    if properties is None:
        return None, None, None
    style = _value(properties, "pStyle")
    own = next(_children(properties, "numPr"), None)
    if own is None:
        return None, None, style
    depth = _value(own, "ilvl")
    return _value(own, "numId"), None if depth is None else _whole(depth), style


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node if local(child.tag) == name)


def _value(node: etree._Element, name: str) -> str | None:
    child = next(_children(node, name), None)
    return attribute(child, "val") if child is not None else None


def attribute(node: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((value for key, value in node.attrib.items() if local(key) == name), None)


def _whole(text: str | None) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
