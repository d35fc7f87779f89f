"""Write blocks as UTF-8 text. A table is flattened: cells apart by tabs, bars or spaces, or one to a line."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from evals.synthetic.figures import Block, Grid, Line, join
from evals.synthetic.writers import Written, placed, row_line

FLATTENED = ("tabs", "tabs", "pipes", "cells")
_MORE = (*FLATTENED, "spaces", "bars")
# places of the first column and of the others, where spaces part them
_LABEL, _COLUMN = 36, 18


def write_text(blocks: Sequence[Block], random: Random, wide: bool = False) -> Written:
    """The file and its figures; every line ends with a line feed. `wide`: in more ways than the shipped library has."""
    style = random.choice(_MORE if wide else FLATTENED)
    loose = random.randrange(3) == 0  # an empty line above headings
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Grid):
            lines += [line for row in block.rows for line in _row(row, style)]
            lines.append(Line())
            continue
        if loose and block.role == "heading" and lines:
            lines.append(Line())
        lines.append(block.line)
    figures = [one for number, line in enumerate(lines, start=1) for one in placed(line, number)]
    return Written("".join(line.text + "\n" for line in lines).encode("utf-8"), tuple(figures))


def _row(row: Sequence, style: str) -> list[Line]:
    if style == "pipes":
        return [join("| ", row_line(row, " | "), " |")]
    if style == "bars":
        return [row_line(row, "|")]
    if style == "spaces":
        return [_spaced(row)]
    if style == "cells":
        # each cell is a line that begins with a tab, as Word saves a table; an empty line ends the row
        return [*(join("\t", cell.line) for cell in row if not cell.covered), Line()]
    return [row_line(row)]


def _spaced(row: Sequence) -> Line:
    """Cells set under each other by spaces; a wide character takes two places, a dash stands for a cell left empty."""
    parts: list[Line] = []
    for number, cell in enumerate(row):
        line = cell.line if cell.line.text or cell.covered else Line("-")
        taken = sum(2 if character > "\u2e80" else 1 for character in line.text)
        parts.append(join(line, " " * max(2, (_LABEL if number == 0 else _COLUMN) - taken)))
    return join(*parts)
