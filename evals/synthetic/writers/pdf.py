"""Write blocks as a PDF with a text layer: wrapped paragraphs and ruled tables on A4 pages. reportlab is used here alone.

The font is one that every reader of Chinese PDFs has and that is not embedded, as in many published files.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from random import Random

from evals.errors import BadInput
from evals.synthetic.figures import Block, Cell, Grid, Line, Paragraph
from evals.synthetic.writers import Placed, Written, placed, row_line

FONT = "STSong-Light"
WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 64.0
TEXT_SIZE, TITLE_SIZE, CELL_SIZE = 12.0, 16.0, 8.0
LEADING, CELL_LEADING, CELL_PADDING = 22.0, 11.0, 3.0
# between the line above a table and its upper rule
GAP = 5.0
# a line may not begin with these; what would is left on the line before
_NEVER_FIRST = "，。；：、）》”%"


def write_pdf(blocks: Sequence[Block], random: Random) -> Written:
    """The file and its figures, with their pages. Raises BadInput where reportlab is not installed."""
    page = _Page(random)
    for block in blocks:
        if isinstance(block, Grid):
            page.table(block)
        elif block.line.text:
            page.paragraph(block)
    return page.finish()


class _Page:
    """Draws from top to bottom and turns the page when it is full."""

    def __init__(self, random: Random) -> None:
        try:
            from reportlab.pdfbase import pdfmetrics
            from reportlab.pdfbase.cidfonts import UnicodeCIDFont
            from reportlab.pdfgen.canvas import Canvas
        except ImportError as fault:
            raise BadInput(
                "PDFs cannot be written: reportlab is not installed", where="--forms pdf",
                next_step='pip install "mingzhang[evals]", or leave pdf out of --forms',
            ) from fault  # fmt: skip
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.width_of = pdfmetrics.stringWidth
        self.target = BytesIO()
        self.canvas = Canvas(self.target, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.footer = random.choice(("- {} -", "{}", "第 {} 页"))
        self.page, self.line, self.top = 1, 0, HEIGHT - MARGIN
        self.figures: list[Placed] = []

    def paragraph(self, block: Paragraph) -> None:
        """Draw a paragraph; its first line is indented, a title centred."""
        size = TITLE_SIZE if block.role == "title" and block.level == 1 else TEXT_SIZE
        indent = 2 * size if block.role in ("text", "heading") else 0.0
        for number, line in enumerate(_wrap(block.line, size, WIDTH - 2 * MARGIN, indent, self.width_of)):
            self._room(LEADING)
            left = MARGIN + (indent if number == 0 else 0)
            if block.role == "title":
                left = (WIDTH - self.width_of(line.text, FONT, size)) / 2
            elif block.role == "unit":
                left = WIDTH - MARGIN - self.width_of(line.text, FONT, size)
            self.top -= LEADING
            self._draw(line.text, left, self.top, size)
            self._count(line)

    def table(self, grid: Grid) -> None:
        """Draw a table with rules around every cell; rows go on over the page's end."""
        widths = _column_widths(grid, WIDTH - 2 * MARGIN, self.width_of)
        lefts = [MARGIN + sum(widths[:n]) for n in range(len(widths) + 1)]
        wrapped = [[self._cell_lines(cell, sum(widths[n : n + cell.columns])) for n, cell in enumerate(row)] for row in grid.rows]
        heights = [
            max((len(lines) for lines, cell in zip(texts, row, strict=True) if cell.rows == 1), default=1) * CELL_LEADING + 2 * CELL_PADDING
            for texts, row in zip(wrapped, grid.rows, strict=True)
        ]
        self.top -= GAP
        for number, row in enumerate(grid.rows):
            # a cell over two rows stands on one page
            self._room(sum(heights[number : number + max(cell.rows for cell in row)]))
            bottom = self.top - heights[number]
            for column, cell in enumerate(row):
                if not cell.covered:
                    low = self.top - sum(heights[number : number + cell.rows])
                    self._cell(cell, wrapped[number][column], (lefts[column], low, lefts[column + cell.columns], self.top))
            self.top = bottom
            self._count(row_line(row))
        self.top -= LEADING / 2 - GAP

    def finish(self) -> Written:
        """The file."""
        self._foot()
        self.canvas.save()
        return Written(self.target.getvalue(), tuple(self.figures))

    def _cell(self, cell: Cell, lines: Sequence[str], box: tuple[float, float, float, float]) -> None:
        left, low, right, high = box
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(left, low, right - left, high - low)
        top = high - (high - low - len(lines) * CELL_LEADING) / 2
        for line in lines:
            top -= CELL_LEADING
            start = left + CELL_PADDING
            if cell.line.figures:
                start = right - CELL_PADDING - self.width_of(line, FONT, CELL_SIZE)
            self._draw(line, start, top + 2, CELL_SIZE)

    def _cell_lines(self, cell: Cell, width: float) -> list[str]:
        if not cell.line.text:
            return []
        return [line.text for line in _wrap(cell.line, CELL_SIZE, width - 2 * CELL_PADDING, 0, self.width_of)]

    def _draw(self, text: str, left: float, base: float, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(left, base, text)

    def _count(self, line: Line) -> None:
        self.line += 1
        self.figures += placed(line, self.line, self.page)

    def _room(self, height: float) -> None:
        if self.top - height < MARGIN:
            self._foot()
            self.canvas.showPage()
            self.page, self.top = self.page + 1, HEIGHT - MARGIN

    def _foot(self) -> None:
        text = self.footer.format(self.page)
        self._draw(text, (WIDTH - self.width_of(text, FONT, 9)) / 2, MARGIN / 2, 9)
        self.line += 1  # a reader counts the page number as a line, the last of its page


def _wrap(line: Line, size: float, width: float, indent: float, width_of) -> list[Line]:
    """The line cut to the width. A figure is never cut: digits stay on one line."""
    pieces: list[Line] = []
    begin, used = 0, indent
    for start, end in _atoms(line):
        wide = width_of(line.text[start:end], FONT, size)
        if used + wide > width and start > begin and line.text[start] not in _NEVER_FIRST:
            pieces.append(_cut(line, begin, start))
            begin, used = start, 0.0
        used += wide
    pieces.append(_cut(line, begin, len(line.text)))
    return pieces


def _atoms(line: Line) -> list[tuple[int, int]]:
    """Where the line may be cut: single characters, figures whole."""
    atoms, place = [], 0
    for start, figure in line.marks:
        atoms += [(n, n + 1) for n in range(place, start)]
        place = start + len(figure.printed)
        atoms.append((start, place))
    return atoms + [(n, n + 1) for n in range(place, len(line.text))]


def _cut(line: Line, begin: int, end: int) -> Line:
    marks = tuple((start - begin, figure) for start, figure in line.marks if begin <= start < end)
    return Line(line.text[begin:end], marks)


def _column_widths(grid: Grid, width: float, width_of) -> list[float]:
    """Wide enough for figures, the rest shared by the length of the labels."""
    needs, wishes = [], []
    for column in range(grid.width):
        cells = [row[column] for row in grid.rows if not row[column].covered and row[column].columns == 1]
        figures = [width_of(cell.line.text, FONT, CELL_SIZE) for cell in cells if cell.line.figures]
        words = [width_of(cell.line.text, FONT, CELL_SIZE) for cell in cells]
        needs.append(max([*figures, 2 * CELL_SIZE]) + 2 * CELL_PADDING + 1)
        wishes.append(max([*words, 2 * CELL_SIZE]) + 2 * CELL_PADDING + 1)
    spare, wanted = width - sum(needs), sum(wishes) - sum(needs)
    if wanted <= spare or spare <= 0:
        return [wish + (spare - wanted) / len(wishes) for wish in wishes] if wanted <= spare else needs
    return [need + (wish - need) * spare / wanted for need, wish in zip(needs, wishes, strict=True)]
