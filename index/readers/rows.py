"""Tell the rows of a table from the titles, units and notes around it. It reads no file and judges no figure.

Sheets, CSV files, Word and web tables hold more than tables: a title merged over the whole width, a unit row, notes
below. Rows with one filled cell that is a title or running text, and unit rows, are lines; the rest makes grids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BLANKS = re.compile("[ \t\r\n\u00a0\u3000]+")
_EDGE = "\ufeff\u200b\u200c\u200d\u00ad"
LONGEST_LABEL = 40
_SENTENCE = re.compile(r"[。；！？]|(?:，|(?<!\d),|,(?!\d)).*(?:[，：:]|(?<!\d),)")
_NOTE = re.compile(
    r"^[（(【\[]?(?:备?注|说明|附注|填[表报]说明|名词解释|资料来源|数据来源)\d*\s*[】\]）)]?\s*(?:[:：.、]|$)"
    r"|^(?:填表|制表|填报|审核|复核|经办|负责|联系)人?\S{0,2}\s*[:：]|^(?:联系|咨询|监督|公开|填报|打印)\S{0,4}\s*[:：]"
    r"|^(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$|^[-—–]\s*\d+\s*[-—–]$"
)
_TITLE = re.compile(
    r"表\s*(?:[（(][^（()）]*[)）]|[一二三四五六七八九十\d]+)?$|^(?:附?表|附件)\s*[一二三四五六七八九十\d]+|^公开\s*\d+\s*表"
)
# what stands between a title and its header: unit, body, date, form number
_CAPTION = re.compile(
    r"单位\s*+(?:名称|盖章)?\s*+(?:[（(][^（()）]*[)）])?\s*+[:：]|^(?:编制|填报|公开|预算|部门|主管|批复)[^:：]{0,8}[:：]"
    r"|^公开\s*\d+\s*表|^(?:附?表|附件)\s*[一二三四五六七八九十\d]+(?:-\d+)?$"
    r"|^(?:填报|编制|公开)?(?:日期|时间|年度)\s*[:：]|^单位\s*[(（]?(?:万|亿|千|百万)?元[)）]?$|^第?\s*\d+\s*页"
)
_YEAR = re.compile(r"^(?:19|20)\d\d\s*年\s*度?$")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a file holds it: its own lines of text. `merged` is a cell covered by one to its left or above."""

    lines: tuple[str, ...] = ()
    merged: bool = False
    place: str | None = None

    @property
    def text(self) -> str:
        """The lines joined and blanks made one: no space in Chinese text, one elsewhere."""
        return join_lines(self.lines)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of a file. `at` is its first line or row number there, `until` its last; `gap`: empty rows stand above it."""

    cells: tuple[RawCell, ...]
    at: int
    until: int = 0
    gap: bool = False

    def own(self) -> list[RawCell]:
        """The filled cells that are not covered by another."""
        return [cell for cell in self.cells if not cell.merged and cell.text]


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive rows: a grid, all of one width, or rows that are lines of text."""

    is_grid: bool
    rows: tuple[RawRow, ...]


def join_lines(lines: Iterable[str]) -> str:
    """Lines of one cell as one text, edges cleaned."""
    text = ""
    for line in lines:
        line = BLANKS.sub(" ", line).strip(" " + _EDGE)
        if text and line and not (is_wide(text[-1]) or is_wide(line[0])):
            text += " "
        text += line
    return text


def is_wide(character: str) -> bool:
    """Chinese characters and full-width marks, which no space divides; the quotes “” and the dash — count as Chinese."""
    return character >= "\u2e80" or character in "“”‘’—…·"


def split_rows(rows: Sequence[RawRow]) -> Iterator[Block]:
    """The rows in order as blocks. Rows without own text are dropped. A table of one column is text."""
    filled = _drop_empty(rows)
    if not any(len(row.own()) > 1 for row in filled):
        yield from ([Block(False, tuple(filled))] if filled else [])
        return
    grid: list[RawRow] = []
    position = 0
    while position < len(filled):
        first, end = _text_run(filled, position, bool(grid))
        grid.extend(filled[position:first])
        if grid and (first < end or (end < len(filled) and _begins_anew(filled[end]))):
            yield Block(True, _square(grid))
            grid = []
        if first < end:
            yield Block(False, tuple(filled[first:end]))
        if end < len(filled):
            grid.append(filled[end])
        position = end + 1
    if grid:
        yield Block(True, _square(grid))


def _drop_empty(rows: Sequence[RawRow]) -> list[RawRow]:
    """Rows with text of their own; the one after empty rows is marked."""
    filled: list[RawRow] = []
    gap = False
    for row in rows:
        if row.own():
            filled.append(RawRow(row.cells, row.at, row.until, row.gap or gap))
            gap = False
        elif not any(cell.merged and cell.text for cell in row.cells):
            gap = True
    return filled


def _text_run(rows: Sequence[RawRow], start: int, in_table: bool) -> tuple[int, int]:
    """`first`, `end` of the next text: rows `start`..`first` go on with the table, `first`..`end` are text.

    Before a table every row of one cell is text. Inside one, a row of one cell may be a label whose values are blank or
    the name of a group: it is text from the first unit row, title or sentence on, or where empty rows stand above.
    """
    end = start
    while end < len(rows) and (len(rows[end].own()) == 1 or _is_caption(rows[end])):
        end += 1
    if not in_table:
        while end > start and end < len(rows) and not rows[end].gap and _is_upper_header(rows[end - 1]):
            end -= 1
        return start, end
    for number in range(start, end):
        text = rows[number].own()[0].text
        if rows[number].gap or _is_caption(rows[number]) or _TITLE.search(text) or is_running(text):
            return number, end
    return end, end


def _is_upper_header(row: RawRow) -> bool:
    """A row whose one cell stands over several columns, but not over the first: the upper part of a header."""
    first = next(n for n, cell in enumerate(row.cells) if cell.text and not cell.merged)
    text = row.cells[first].text
    over = sum(cell.merged and cell.text == text for cell in row.cells[first + 1 :])
    plain = not is_running(text) and not _TITLE.search(text) and not _CAPTION.search(text)
    return first > 0 and plain and (over > 0 or bool(_YEAR.search(text)))


def _is_caption(row: RawRow) -> bool:
    """A row above a header that names unit, body, date or form."""
    named = [bool(_CAPTION.search(cell.text)) and not is_running(cell.text) for cell in row.own()]
    return any(named) and all(found or _YEAR.search(cell.text) for found, cell in zip(named, row.own(), strict=True))


def is_running(text: str) -> bool:
    """Running text or a note, as against a label."""
    return bool(_NOTE.match(text)) or len(text) > LONGEST_LABEL or bool(_SENTENCE.search(text))


def _begins_anew(row: RawRow) -> bool:
    """A row of words only, after empty rows, is the header of another table."""
    return row.gap and len(row.own()) > 1 and not any(re.search(r"\d", cell.text) for cell in row.own())


def _square(rows: Sequence[RawRow]) -> tuple[RawRow, ...]:
    """All rows of one width, without the columns that hold no cell of their own in any row."""
    width = max(len(row.cells) for row in rows)
    padded = [row.cells + (RawCell(),) * (width - len(row.cells)) for row in rows]
    kept = [n for n in range(width) if any(cells[n].text and not cells[n].merged for cells in padded)]
    return tuple(
        RawRow(tuple(cells[n] for n in kept), row.at, row.until, row.gap)
        for row, cells in zip(rows, padded, strict=True)
    )
