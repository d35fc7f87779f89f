"""Write blocks as a Word document: a paragraph a block, tables with merged headers. A table row is one line."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from random import Random

from evals.synthetic.figures import Block, Grid, Paragraph
from evals.synthetic.writers import Placed, Written, placed, row_line
from evals.synthetic.writers.archive import without_clock


def write_docx(blocks: Sequence[Block], random: Random) -> Written:
    """The file and its figures; empty paragraphs count for nothing."""
    from docx import Document

    document = Document()
    styled = random.randrange(2) == 0  # headings by style, or as plain bold paragraphs
    figures: list[Placed] = []
    number = 0
    for block in blocks:
        if isinstance(block, Grid):
            _table(document, block)
            for row in block.rows:
                number += 1
                figures += placed(row_line(row), number)
            document.add_paragraph("")
        elif block.line.text:
            number += 1
            _paragraph(document, block, styled)
            figures += placed(block.line, number)
    target = BytesIO()
    document.save(target)
    return Written(without_clock(target.getvalue()), tuple(figures))


def _paragraph(document, block: Paragraph, styled: bool) -> None:
    if block.role == "heading" and styled:
        document.add_heading(block.line.text, block.level)
        return
    paragraph = document.add_paragraph()
    run = paragraph.add_run(block.line.text)
    run.bold = block.role in ("title", "heading")
    if block.role == "title":
        paragraph.alignment = 1
    elif block.role == "unit":
        paragraph.alignment = 2


def _table(document, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), grid.width, style="Table Grid")
    cells = [list(row.cells) for row in table.rows]
    for row, texts in zip(cells, grid.rows, strict=True):
        for cell, own in zip(row, texts, strict=True):
            if own.line.text:
                cell.paragraphs[0].add_run(own.line.text)
    for top, row in enumerate(grid.rows):
        for left, own in enumerate(row):
            if own.columns > 1 or own.rows > 1:
                _merge(cells, top, left, top + own.rows - 1, left + own.columns - 1)


def _merge(cells: list[list], top: int, left: int, bottom: int, right: int) -> None:
    merged = cells[top][left].merge(cells[bottom][right])
    for empty in merged.paragraphs[1:]:
        if not empty.text:
            empty._element.getparent().remove(empty._element)
