"""Printed characters joined to lines of text, on the page and within a cell. Nothing here knows of ruling lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.readers.pdf_place import Box, Glyph

SAME_LINE = 0.4  # of the height: how far the feet of two characters of one line lie apart at most
LATIN_GAP = 0.2  # of the height: a wider gap between Latin letters or digits is a space
MIXED_GAP = (
    0.4  # … between a Chinese character and a letter or digit; a word processor sets 0.25 of its own, a typed space 0.5
)
COLUMN_GAP = 1.5  # … parts two columns, or two headings on one line
CHINESE_GAP = 0.9  # … between Chinese characters of a line that is not letter-spaced: one typed blank
SPREAD = 1.6  # gaps of letter-spaced characters differ by no more than this factor
NUMBER = re.compile(r"[-+－−]?[¥￥]?\d{1,3}(?:,\d{3})+(?:\.\d+)?[%％]?|[-+－−]?[¥￥]?\d+(?:\.\d+)?[%％]?")
NUMBER_PART = re.compile(r"[-+－−]?[¥￥]?[\d,.]+[%％]?|[%％]")


def is_chinese(text: str) -> bool:
    """Whether the character is a Chinese one or its punctuation, set without spaces between."""
    return "\u2e80" <= text <= "\u9fff" or "\uf900" <= text <= "\ufaff" or "\uff00" <= text <= "\uffef" or (
        text in "“”‘’…—·" or text >= "\U00020000"
    )  # fmt: skip


def group_lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one line together, top to bottom, each line from left to right."""
    lines: list[list[Glyph]] = []
    foot = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.left)):
        if lines and glyph.baseline - foot <= SAME_LINE * min(glyph.size, lines[-1][-1].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            foot = glyph.baseline
    for line in lines:
        line.sort(key=lambda g: g.left)
    return lines


def line_box(glyphs: Sequence[Glyph]) -> Box:
    """The box around characters."""
    return (
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def join_line(line: Sequence[Glyph]) -> str:
    """One printed line as text: letter-spacing taken out, a wide gap kept as two spaces, a space of Latin text as one."""
    spread = _letter_spaced(line)
    parts = [line[0].text]
    for index, (before, after) in enumerate(zip(line, line[1:], strict=False)):
        parts.append("" if index in spread else _blank(before, after))
        parts.append(after.text)
    return "".join(parts)


def _gap(before: Glyph, after: Glyph) -> float:
    """The blank between two characters in heights."""
    return (after.left - before.right) / max(before.size, after.size, 0.1)


def _blank(before: Glyph, after: Glyph) -> str:
    gap = _gap(before, after)
    if gap >= COLUMN_GAP:
        return "  "
    chinese = is_chinese(before.text) + is_chinese(after.text)
    if chinese == 2:
        return "  " if gap >= CHINESE_GAP else ""
    if chinese == 1:
        return " " if gap >= MIXED_GAP or (after.spaced and gap >= LATIN_GAP) else ""
    return " " if gap >= LATIN_GAP or after.spaced else ""


def _letter_spaced(line: Sequence[Glyph]) -> set[int]:
    """The gaps (by the index of the character before) that only spread the letters of one word: 目　　录, 因 公 出 国.

    Such a word is a row of single Chinese characters with even gaps. A longer piece next to it is another word.
    """
    wide = [
        is_chinese(a.text) and is_chinese(b.text) and _gap(a, b) >= CHINESE_GAP
        for a, b in zip(line, line[1:], strict=False)
    ]  # fmt: skip
    found: set[int] = set()
    index = 0
    while index < len(wide):
        stop = index
        while stop < len(wide) and wide[stop]:
            stop += 1
        found |= _even_gaps(line, index, stop)
        index = max(stop, index + 1)
    return found


def _even_gaps(line: Sequence[Glyph], start: int, stop: int) -> set[int]:
    """The gaps from `start` to before `stop` that part single characters by no more than the smallest gap, spread."""
    if stop == start:
        return set()
    touches_before = start > 0 and _gap(line[start - 1], line[start]) < CHINESE_GAP
    touches_after = stop < len(line) - 1 and _gap(line[stop], line[stop + 1]) < CHINESE_GAP
    first, last = start + touches_before, stop - touches_after
    gaps = {index: _gap(line[index], line[index + 1]) for index in range(first, last)}
    if not gaps:
        return set()
    most = min(SPREAD * min(gaps.values()), 8.0)
    return {index for index, gap in gaps.items() if gap <= most}


def join_cell(glyphs: Sequence[Glyph], width: float) -> str:
    """The text of a cell `width` points wide: its lines in reading order, Chinese joined without a space, a cut number whole."""
    lines = group_lines(glyphs)
    text = ""
    for index, line in enumerate(lines):
        piece = _cell_line(line)
        full = index > 0 and _fills(lines[index - 1], width)
        text = piece if not text else text + _cell_joint(text, piece, full) + piece
    return text


def _cell_line(line: Sequence[Glyph]) -> str:
    """One line of a cell: no space between Chinese characters however wide the gap, one elsewhere."""
    parts = [line[0].text]
    for before, after in zip(line, line[1:], strict=False):
        chinese = is_chinese(before.text) and is_chinese(after.text)
        parts.append("" if chinese else _blank(before, after)[:1])
        parts.append(after.text)
    return "".join(parts)


def _fills(line: Sequence[Glyph], width: float) -> bool:
    """Whether the line leaves no room for one more character and the padding of the cell."""
    return width - (line[-1].right - line[0].left) <= 1.2 * line[-1].size + 6


def _cell_joint(before: str, after: str, full: bool) -> str:
    """What stands between two printed lines of a cell; `full`: the first one fills the cell's width."""
    if is_chinese(before[-1]) or is_chinese(after[0]):
        return ""
    head, tail = re.split(r"\s", before)[-1], re.split(r"\s", after)[0]
    if NUMBER_PART.fullmatch(head) and NUMBER_PART.fullmatch(tail):
        whole = NUMBER.fullmatch(head + tail)
        return "" if whole and (full or not NUMBER.fullmatch(head) or tail in "%％") else " "
    return "" if before[-1] in "-(/" or after[0] in ")%/,.;" else " "
