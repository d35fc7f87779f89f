"""Tables without ruling lines: columns of amounts that stand below one another."""

from __future__ import annotations

from collections.abc import Sequence

from index.readers.pdf_grids import PlacedGrid
from index.readers.pdf_page import Glyph, Rule


def find_columns(lines: Sequence[list[Glyph]], rules: Sequence[Rule]) -> tuple[list[PlacedGrid], list[list[Glyph]]]:
    """The tables among printed lines, and the lines that are in none."""
    return [], list(lines)
