"""Which cells of a table name others, judged from the grid and its texts alone.

Five roles: COLUMN_NAME names the cells under it, ROW_NAME those to its right, COLUMN_KEY and ROW_KEY say which thing the
cells under them or to their right are of (a year, a person, an item), DATA is the rest. Works for tables read
down, read across, with levels of headers, and for forms with several parts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.cells import BLANK, DATE, KINDS, NUMBER, PROSE, QUANTITY, RATE, WORDS, CellTable, kind_of
from index.trees import load_forest, softmax

COLUMN_NAME, ROW_NAME, COLUMN_KEY, ROW_KEY, DATA = range(5)
WEIGHTS = Path(__file__).with_name("cell_roles.json")

_TOTAL = re.compile(r"[合总共小]\s*计|总额|total|subtotal|sum", re.I)
_NAME_END = re.compile(
    r"(?:名称|姓名|项目|类别|种类|序号|编号|代码|日期|时间|地址|电话|金额|余额|价值|数额|比例|占比|单位|情况|原因|备注|内容|性质|方式|人员?|数量?|率|额|度|期|型号|"
    r"关系|职务|学历)\s*[:：]?\s*(?:[（(][^（()）]*[)）])?[%％]?$"
    r"|\b(?:name|item|items|project|type|number|no|code|date|time|address|amount|balance|value|rate|ratio|proportion|unit|reason|remarks?|"
    r"content|nature|quantity|relationship|position|period|year|category)\s*(?:\([^()]*\))?\s*[%:]?$",
    re.I,
)
_FIRST = re.compile(r"^(?:项\s*目|序\s*号|类\s*别|名\s*称|姓\s*名|种\s*类|单位|items?|project|no\.?|serial number|category|name|type|class)", re.I)

_AROUND = ("number_right", "number_below", "number_row", "number_column", "words_row", "words_column", "blank_row", "blank_column")
FEATURES = (
    "top", "left", "from_bottom", "from_right", "height", "width", "rows", "columns", "long", "colon", "total", "name_end", "first_word",
    *(f"kind_{k}" for k in range(KINDS)), *_AROUND,
    *(f"{side}_{name}" for side in ("left", "right", "above", "below") for name in ("kind", "long", "name_end", "width", "height")),
    "corner_kind", "corner_name_end", "row_cells", "column_cells", "words_left", "words_above", "colons", "same_kind_row", "same_kind_column",
    "first_row_words", "first_column_words", "first_row_names", "first_column_names", "name_ends_row", "name_ends_column", "repeated",
    "odd_columns_words", "even_columns_numbers", "full_width",
)  # fmt: skip


@dataclass(frozen=True)
class Roles:
    """The roles of a table's cells: `chances` of shape (cells, 5) add up to 1, `best` is the likeliest of each.

    `above[i]` are the headers that name cell i from above and `beside[i]` those to its left, outermost first.
    """

    chances: np.ndarray
    best: np.ndarray
    above: tuple[tuple[int, ...], ...]
    beside: tuple[tuple[int, ...], ...]


def find_roles(table: CellTable) -> Roles:
    """Judge every cell of a table and find the headers of each."""
    chances = softmax(load_forest(WEIGHTS, FEATURES).scores(role_features(table)))
    return roles_of(table, chances)


def roles_of(table: CellTable, chances: np.ndarray) -> Roles:
    """The roles and header paths that follow from given chances of shape (cells, 5)."""
    best = chances.argmax(axis=1)
    owner = cell_matrix(table)
    above = tuple(_path(table, owner, best, number, down=True) for number in range(len(table.texts)))
    beside = tuple(_path(table, owner, best, number, down=False) for number in range(len(table.texts)))
    return Roles(chances, best, above, beside)


def cell_matrix(table: CellTable) -> np.ndarray:
    """The number of the cell at each row and column; shape (height, width)."""
    owner = np.zeros((table.height, table.width), dtype=int)
    for number, box in enumerate(table.boxes):
        owner[box.top : box.bottom + 1, box.left : box.right + 1] = number
    return owner


def _path(table: CellTable, owner: np.ndarray, best: np.ndarray, number: int, down: bool) -> tuple[int, ...]:
    """The nearest unbroken run of headers above (`down`) or to the left of a cell, outermost first."""
    box = table.boxes[number]
    wanted = (COLUMN_NAME, COLUMN_KEY) if down else (ROW_NAME, ROW_KEY)
    if down:
        line = [owner[y, box.left : box.right + 1] for y in range(box.top - 1, -1, -1)]
    else:
        line = [owner[box.top : box.bottom + 1, x] for x in range(box.left - 1, -1, -1)]
    found: list[int] = []
    for cells in line:
        named = [int(c) for c in dict.fromkeys(cells.tolist()) if best[c] in wanted]
        if named:
            found.extend(c for c in named if c not in found)
        elif found:
            break
    return tuple(reversed(found))


def role_features(table: CellTable) -> np.ndarray:
    """What tells a cell's role, one row a cell, the columns as in FEATURES."""
    owner = cell_matrix(table)
    kinds = np.array([kind_of(text) for text in table.texts])
    names = np.array([bool(_NAME_END.search(text.strip())) for text in table.texts])
    figures = np.isin(kinds, (NUMBER, RATE, DATE, QUANTITY))
    lengths = np.array([math.log1p(len(text.strip())) for text in table.texts])
    texts = [text.strip() for text in table.texts]
    widths = np.array([box.right - box.left + 1 for box in table.boxes])
    heights = np.array([box.bottom - box.top + 1 for box in table.boxes])
    spots = kinds[owner]
    odd, even = spots[:, ::2], spots[:, 1::2]
    first_row, first_column = np.unique(owner[0]), np.unique(owner[:, 0])
    table_wide = [
        *(np.isin(kinds[c], (WORDS,)).mean() for c in (first_row, first_column)),
        *(names[c].mean() for c in (first_row, first_column)),
    ]
    rows = []
    for number, box in enumerate(table.boxes):
        row = np.unique(owner[box.top : box.bottom + 1])
        column = np.unique(owner[:, box.left : box.right + 1])
        right = np.unique(owner[box.top : box.bottom + 1, box.right + 1 :])
        below = np.unique(owner[box.bottom + 1 :, box.left : box.right + 1])
        left = np.unique(owner[box.top : box.bottom + 1, : box.left])
        above = np.unique(owner[: box.top, box.left : box.right + 1])
        text = texts[number]
        near = (
            owner[box.top, box.left - 1] if box.left else -1,
            owner[box.top, box.right + 1] if box.right + 1 < table.width else -1,
            owner[box.top - 1, box.left] if box.top else -1,
            owner[box.bottom + 1, box.left] if box.bottom + 1 < table.height else -1,
        )
        sides = [v for c in near for v in ((-1, -1, -1, -1, -1) if c < 0 else (kinds[c], lengths[c], names[c], widths[c], heights[c]))]
        rows.append([
            box.top, box.left, table.height - 1 - box.bottom, table.width - 1 - box.right, heights[number], widths[number], table.height,
            table.width, lengths[number], text.endswith((":", "：")), bool(_TOTAL.search(text)), names[number], bool(_FIRST.search(text)),
            *(kinds[number] == k for k in range(KINDS)),
            _mean(figures, right), _mean(figures, below), _mean(figures, row), _mean(figures, column),
            _mean(kinds == WORDS, row), _mean(kinds == WORDS, column), _mean(kinds == BLANK, row), _mean(kinds == BLANK, column),
            *sides, kinds[owner[0, 0]], names[owner[0, 0]], len(row), len(column),
            int((kinds[left] == WORDS).sum()), int((kinds[above] == WORDS).sum()),
            sum(texts[c].endswith((":", "：")) for c in row), _mean(kinds == kinds[number], row), _mean(kinds == kinds[number], column),
            *table_wide, _mean(names, row), _mean(names, column), texts.count(text),
            float(np.isin(odd, (WORDS, PROSE)).mean()), float(np.isin(even, (NUMBER, RATE, DATE)).mean()) if even.size else 0.0,
            widths[number] == table.width,
        ])  # fmt: skip
    return np.round(np.array(rows, dtype=float), 6)


def _mean(values: np.ndarray, cells: np.ndarray) -> float:
    return float(values[cells].mean()) if len(cells) else -1.0
