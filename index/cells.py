"""The cells of one table with their places: a merged cell is one cell over several rows and columns.

It knows where cells stand and what kind of text they hold. Which of them are headers is judged in `index.cell_roles`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.characters import simplified
from index.errors import ReportError
from index.types import Cell, Table

_NUMBER = re.compile(r"[-+(（△▲<>≤≥±]?\s*+[¥$￥]?\s*+\d[\d,，]*(?:\.\d+)?\s*[)）]?")
_RATE = re.compile(r"[-+(（]?\s*\d[\d,，]*(?:\.\d+)?\s*[)）]?\s*[%％‰]")
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|^(?:19|20)\d{2}\s*年?度?$"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b.*\d",
    re.I,
)
_NOTHING = re.compile(r"[\s/\\—－\-─_.…*]*|无|不适用|n/?a|none|nil", re.I)
_YES_NO = re.compile(r"[是否有无]|yes|no|y|n", re.I)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|www\.|https?:|(?<![\d.,])\d{3,4}[-－ ]\d{6,8}(?!\d)|(?<![\d.,])1\d{10}(?!\d)", re.I)
_QUANTITY = re.compile(r"[-+≤≥<>±约]?\s*\d[\d,，]*(?:\.\d+)?\s*[^\d\s]{1,8}")

BLANK, NUMBER, RATE, DATE, YES_NO, CONTACT, QUANTITY, WORDS, PROSE = range(9)
KINDS = 9
# Longer than this is prose, not a name: the longest item names of the budget classification have some forty characters.
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Box:
    """The rows and columns a cell covers, counted from 0; `bottom` and `right` are the last ones it covers."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class CellTable:
    """A table as its distinct cells: `texts[i]` stands at `boxes[i]`; cell numbers follow the print order.

    `height` and `width` count rows and columns.
    """

    texts: tuple[str, ...]
    boxes: tuple[Box, ...]
    height: int
    width: int


def cells_of_ids(ids: Sequence[Sequence[int]], texts: Sequence[str]) -> CellTable:
    """A table from a matrix of cell numbers (a merged cell repeats its number) and the text of each number.

    Raises ReportError where rows differ in width, a number has no text, or a text stands nowhere.
    """
    if not ids or not ids[0]:
        raise ReportError("the table has no cells", None, "Give at least one row with one cell.")
    places: dict[int, list[tuple[int, int]]] = {}
    for y, row in enumerate(ids):
        if len(row) != len(ids[0]):
            raise ReportError(f"row {y + 1} of the table has {len(row)} cells, row 1 has {len(ids[0])}", None, "Fill the short rows up.")
        for x, number in enumerate(row):
            if not 0 <= number < len(texts):
                raise ReportError(f"cell {number} of the table has no text", None, "Give one text for every cell number.")
            places.setdefault(number, []).append((y, x))
    if len(places) != len(texts):
        missing = next(number for number in range(len(texts)) if number not in places)
        raise ReportError(f"cell {missing} stands nowhere in the table", None, "Give every cell a place in the matrix.")
    boxes = tuple(_box(places[number]) for number in range(len(texts)))
    return CellTable(tuple(str(text) for text in texts), boxes, len(ids), len(ids[0]))


def cells_of_table(table: Table) -> CellTable:
    """The cells of a table of a report; what the file marks as covered is joined with the cell that covers it."""
    width = max((len(row) for row in table.rows), default=0)
    texts: list[str] = []
    ids: list[list[int]] = []
    for y, row in enumerate(table.rows):
        ids.append([])
        for x in range(width):
            cell = row[x] if x < len(row) else None
            number = _covering(cell, ids, y, x, texts) if cell is not None and cell.merged else None
            if number is None:
                number = len(texts)
                texts.append(cell.text if cell else "")
            ids[y].append(number)
    return cells_of_ids(ids, texts)


def _covering(cell: Cell, ids: list[list[int]], y: int, x: int, texts: list[str]) -> int | None:
    """The cell to the left, else above, that has the same text."""
    for number in ([ids[y][x - 1]] if x else []) + ([ids[y - 1][x]] if y and x < len(ids[y - 1]) else []):
        if texts[number] == cell.text:
            return number
    return None


def _box(places: Sequence[tuple[int, int]]) -> Box:
    rows, columns = [y for y, _ in places], [x for _, x in places]
    return Box(min(rows), min(columns), max(rows), max(columns))


def kind_of(text: str) -> int:
    """What a cell holds: one of BLANK, NUMBER, RATE, DATE, YES_NO, CONTACT, QUANTITY, WORDS, PROSE."""
    plain = simplified(text.strip())
    if _YES_NO.fullmatch(plain):
        return YES_NO
    if _NOTHING.fullmatch(plain):
        return BLANK
    if _RATE.fullmatch(plain):
        return RATE
    if _DATE.search(plain) and len(plain) < 24:
        return DATE
    if _NUMBER.fullmatch(plain):
        return NUMBER
    if _CONTACT.search(plain):
        return CONTACT
    if _QUANTITY.fullmatch(plain):
        return QUANTITY
    return WORDS if len(plain) <= LONGEST_NAME else PROSE
