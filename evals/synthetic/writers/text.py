"""Write blocks as UTF-8 text. A table is flattened: cells apart by tabs, by pipes or one to a line."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from evals.synthetic.figures import Block, Grid, Line, join
from evals.synthetic.writers import Written, placed, row_line

FLATTENED = ("tabs", "tabs", "pipes", "cells")


def write_text(blocks: Sequence[Block], random: Random) -> Written:
    """The file and its figures; every line ends with a line feed."""
    style = random.choice(FLATTENED)
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
    if style == "cells":
        # each cell is a line that begins with a tab, as Word saves a table; an empty line ends the row
        return [*(join("\t", cell.line) for cell in row if not cell.covered), Line()]
    return [row_line(row)]
