"""What stands around the text of real reports and says nothing: contents with page numbers, captions, residue of Word."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from evals.synthetic.figures import Block, Line, Paragraph, join

_CAPTIONS = ("（图{}：支出决算结构图）", "图{} 收入支出变动情况", "（图{}：“三公”经费支出结构）")
_LEADERS = ("……………………", "........................", "\t", "  ")


def with_noise(blocks: Sequence[Block], random: Random) -> list[Block]:
    """The blocks with contents, captions of pictures or residue, as the dice will have it; figures stay as they are."""
    found = list(blocks)
    if random.randrange(4) == 0:
        found = _captioned(found, random)
    if random.randrange(6) == 0:
        found = _with_residue(found, random)
    if random.randrange(3) == 0:
        first = next((n for n, block in enumerate(found) if isinstance(block, Paragraph) and block.role == "heading"), 0)
        found[first:first] = _contents(found, random)
    return found


def _contents(blocks: Sequence[Block], random: Random) -> list[Block]:
    leader = random.choice(_LEADERS)
    page, lines = 1, [Line("目    录")]
    for block in blocks:
        if isinstance(block, Paragraph) and block.role == "heading" and block.level < 3:
            page += random.choice((0, 0, 1))
            lines.append(join(block.line.text, f"{leader}{page}"))
    return [Paragraph(line) for line in lines]


def _captioned(blocks: Sequence[Block], random: Random) -> list[Block]:
    number, found = 0, []
    for block in blocks:
        found.append(block)
        if isinstance(block, Paragraph) and block.role == "text" and block.line.marks and random.randrange(5) == 0:
            number += 1
            found.append(Paragraph(Line(random.choice(_CAPTIONS).format(number))))
    return found


def _with_residue(blocks: Sequence[Block], random: Random) -> list[Block]:
    """Bookmarks of Word before headings."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.role == "heading" and random.randrange(2):
            mark = f"[bookmark: _Toc{random.randrange(10_000, 99_999_999)}]"
            block = Paragraph(join(mark, block.line), block.role, block.level)
        found.append(block)
    return found
