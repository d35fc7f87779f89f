"""Write blocks as a web page: a block or a table row a line of the file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

from evals.synthetic.figures import Block, Cell, Grid, Paragraph
from evals.synthetic.writers import Placed, Written, placed, row_line

# (before, after) of a paragraph; sites do as they please
_WRAPS = (("<p>", "</p>"), ('<p style="text-indent:2em">', "</p>"), ('<p><span style="font-size:16px">', "</span></p>"), ("<div>", "</div>"))


def write_html(blocks: Sequence[Block], random: Random) -> Written:
    """The file and its figures, on the lines of the file."""
    wrap = random.choice(_WRAPS)
    headed = random.randrange(2) == 0
    lines = ["<!DOCTYPE html>", '<html lang="zh-CN">', '<head><meta charset="utf-8"><title>信息公开</title></head>', "<body>"]
    if random.randrange(2):
        lines.append('<div class="breadcrumb"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>')
    figures: list[Placed] = []
    for block in blocks:
        if isinstance(block, Grid):
            lines.append('<table border="1" cellspacing="0">')
            for row in block.rows:
                lines.append("<tr>" + "".join(_cell(cell) for cell in row if not cell.covered) + "</tr>")
                figures += placed(row_line(row), len(lines))
            lines.append("</table>")
        elif block.line.text:
            lines.append(_paragraph(block, wrap, headed))
            figures += placed(block.line, len(lines))
    lines += ["</body>", "</html>"]
    return Written("".join(line + "\n" for line in lines).encode("utf-8"), tuple(figures))


def _paragraph(block: Paragraph, wrap: tuple[str, str], headed: bool) -> str:
    text = escape(block.line.text, quote=False)
    if block.role == "heading" and headed:
        return f"<h{block.level + 1}>{text}</h{block.level + 1}>"
    if block.role == "title":
        return f'<p align="center"><strong>{text}</strong></p>'
    return wrap[0] + text + wrap[1]


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(
        f' {name}="{count}"' for name, count in (("colspan", cell.columns), ("rowspan", cell.rows)) if count > 1
    )
    return f"<{tag}{spans}>{escape(cell.line.text, quote=False) or '&nbsp;'}</{tag}>"
