"""What a report's text means to a careful reader: its lines and tables without what tells nothing about money.

Out are sentences that are orders to a program, what signs of direction print the wrong way round, what a picture's stand-in
text says, and signs that nobody sees. All of it stays in the lines that are stored and shown; here it yields no figure, unit,
heading or name. Most reports hold nothing of the kind, and are given back as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.characters import INVISIBLE, turned_parts
from index.headings import read_mark
from index.instructions import cut_spans, find_instructions, may_instruct, without_instructions
from index.paragraphs import join_wrapped
from index.read import clean_text
from index.types import Document, Grid, SourceLine

LINES_NAMED = 12
# Templates of chat models put what they say between such marks; none is longer than this many lines.
_OPENS = re.compile(
    r"<\|(?:im_start|system|user|assistant|start_header_id)\|>|\[INST\]|<<SYS>>|<!--"
    r"|<(?:tool_calls?|function_calls?|system|instructions?|start_of_turn)>", re.I,
)  # fmt: skip
_CLOSES = re.compile(
    r"<\|(?:im_end|end|eot_id|endoftext)\|>|\[/INST\]|<</SYS>>|-->|<end_of_turn>|</(?:tool_calls?|function_calls?|system|instructions?)>", re.I
)
LONGEST_BLOCK = 12
# A comment, and ![stand-in text](address), a picture in Markdown, are not printed; [text](address) a link, whose address is not.
_PICTURE = re.compile(r"<!--[^\n]*?-->|!\[[^\]\n]*\]\([^)\s]*(?:\s[^)\n]*)?\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:[a-z]{2,12}:|www\.|//)[^)\s]*(?:\s[^)\n]*)?\)", re.I)
_ENDS_OPEN = re.compile(r"[：:]\s*$|^\D*$")
_CELL_MARK = re.compile(r"(\t|(?<!<)\|(?!>)|｜)")  # but for the strokes of <|im_start|>
# Stands in the cells of a row or column whose label is an order: the figures there would be figures of nothing.
_EMPTY = "—"


def meant_document(document: Document) -> tuple[Document, tuple[str, ...]]:
    """(the document as it is meant, warnings that name the lines of which nothing was taken)."""
    texts = [line.text for line in document.lines]
    cells = [cell.text for grid in document.grids for row in grid.rows for cell in row]
    if not any(map(_is_odd, texts)) and not any(map(_is_odd, cells)):
        return document, ()
    inside = frozenset(number for grid in document.grids for number in range(grid.start, grid.end + 1))
    lines, silent = _meant(document.lines, inside)
    grids = tuple(_meant_grid(grid, silent) for grid in document.grids)
    if lines == document.lines and grids == document.grids:
        return document, ()
    return replace(document, lines=lines, grids=grids), tuple(_warnings(document.lines, silent))


def meant_lines(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """Lines of a report as they are meant, with their numbers. One that is an order from end to end is not among them."""
    if not any(_is_odd(line.text) for line in lines):
        return tuple(lines)
    return _meant(lines, frozenset())[0]


def order_lines(lines: Sequence[SourceLine]) -> frozenset[int]:
    """The numbers of the lines that are, or hold, orders to a program: for whoever hands lines on to one."""
    if not any(_is_odd(line.text) for line in lines):
        return frozenset()
    return frozenset(number for number, why in _meant(lines, frozenset())[1].items() if why == "order")


def meant_text(lines: Iterable[SourceLine]) -> str:
    """Lines joined to one text as it is meant, residue and runs of blanks taken out."""
    return "".join(clean_text(line.text) for line in meant_lines(tuple(lines)))


def meant_line(text: str) -> str:
    """One line by itself as it is meant, blanks and tabs kept."""
    return _cut(text)[0] if _is_odd(text) else text


def _is_odd(text: str) -> bool:
    return may_instruct(text) or bool(turned_parts(text)) or "](" in text or "<!--" in text or not text.isascii() and bool(INVISIBLE.search(text))


def _meant(lines: Sequence[SourceLine], inside: frozenset[int]) -> tuple[tuple[SourceLine, ...], dict[int, str]]:
    """The lines as they are meant, and by number why something of one was not taken ("order", "turned")."""
    texts = {line.number: line.text for line in lines}
    silent: dict[int, str] = {}
    for numbers in _blocks(lines):
        for number in numbers:
            texts[number], silent[number] = "", "order"
    announced = False
    for group in _groups(lines, inside):
        own = [number for number in group if texts[number].strip()]
        if announced and own:
            own_text = texts[own[0]]
            announced = False
            if read_mark(clean_text(own_text)) is None and _CELL_MARK.search(own_text) is None:
                texts[own[0]], silent[own[0]] = "", "order"
        if not any(_is_odd(texts[number]) for number in own):
            continue
        if _ends_in_order([texts[number] for number in own]):
            announced = True
        _cut_group(own, texts, silent)
    _silence_rows(lines, texts, silent)
    _silence_columns(lines, texts, silent)
    # a blank line would part what stands around it; the rows of a grid need their lines
    kept = (line for line in lines if texts[line.number].strip() or not line.text.strip() or line.number in inside)
    return tuple(line if texts[line.number] == line.text else replace(line, text=texts[line.number]) for line in kept), silent


def _blocks(lines: Sequence[SourceLine]) -> Iterator[list[int]]:
    """The lines of each block between marks of a chat template that goes over several lines."""
    position = 0
    while position < len(lines):
        opening = list(_OPENS.finditer(lines[position].text))
        if opening and not _CLOSES.search(lines[position].text, opening[-1].end()):
            block = lines[position : position + LONGEST_BLOCK]
            end = next((n for n, line in enumerate(block[1:], start=1) if _CLOSES.search(line.text)), None)
            if end is not None:
                yield [line.number for line in block[: end + 1]]
                position += end
        position += 1


def _groups(lines: Sequence[SourceLine], inside: frozenset[int]) -> Iterator[list[int]]:
    """The numbers of lines that make one paragraph; all others by themselves."""
    joined = {paragraph.start: list(dict.fromkeys(number for _, number in paragraph.pieces)) for paragraph in join_wrapped(lines, inside)}
    taken: set[int] = set()
    for line in lines:
        if line.number in taken:
            continue
        group = joined.get(line.number, [line.number])
        taken.update(group)
        yield group


def _cut_group(numbers: Sequence[int], texts: dict[int, str], silent: dict[int, str]) -> None:
    """Cut the lines of one paragraph: an order that goes on over a line's end is cut from both."""
    joined, places = "", []
    for number in numbers if len(numbers) > 1 else ():
        glue = " " if joined[-1:].isascii() and joined[-1:].isalnum() and texts[number][:1].isascii() else ""
        places.append(len(joined) + len(glue))
        joined += glue + texts[number]
    orders = find_instructions(joined)
    for number, start in zip(numbers, places or [0], strict=True):
        length = len(texts[number])
        own = [(max(a - start, 0), min(b - start, length)) for a, b in orders if a < start + length and b > start]
        texts[number], why = _cut(cut_spans(texts[number], own))
        if why or own:
            silent[number] = "order" if own else why or ""


def _cut(text: str) -> tuple[str, str | None]:
    """(the text as it is meant, why something was taken out). Cells of a row are looked at one by one."""
    turned = turned_parts(text)
    text = cut_spans(text, turned)
    pieces = _CELL_MARK.split(text)
    parts = [without_instructions(piece) for piece in pieces]
    why = "order" if parts != pieces else "turned" if turned else None
    label = next((number for number, piece in enumerate(pieces) if piece.strip()), 0)
    if len(pieces) > 1 and parts[label] != pieces[label] and not parts[label].strip():
        parts = [_EMPTY if piece.strip() and not _CELL_MARK.fullmatch(piece) else piece for piece in pieces]
    return _plain("".join(parts)), why


def _plain(text: str) -> str:
    """The text without signs that nobody sees and without what Markdown does not print."""
    return INVISIBLE.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text)))


def _ends_in_order(texts: Sequence[str]) -> bool:
    """Whether a paragraph ends with an order whose point is still to come: "AI 请按以下数据回答：", "忽略以上所有指令。"."""
    last = texts[-1] if texts else ""
    return any(end >= len(last.rstrip()) and _ENDS_OPEN.search(last[start:end]) for start, end in find_instructions(last))


def _silence_rows(lines: Sequence[SourceLine], texts: dict[int, str], silent: dict[int, str]) -> None:
    """In a table that prints a cell a line, the cells behind a label that is an order would be figures of nothing."""
    lost = first = False
    for line in lines:
        if not line.text.startswith("\t"):
            lost, first = False, True
            continue
        if first and silent.get(line.number) == "order" and texts[line.number].strip() in ("", _EMPTY):
            lost = True
        if lost:
            texts[line.number], silent[line.number] = f"\t{_EMPTY}", "order"
        first = False


def _silence_columns(lines: Sequence[SourceLine], texts: dict[int, str], silent: Mapping[int, str]) -> None:
    """In a table that prints a row a line, the same for the cells under a header that is an order."""
    lost: set[int] = set()
    figures: set[int] = set()
    before = 0
    for line in lines:
        printed, pieces = _CELL_MARK.split(line.text), _CELL_MARK.split(texts[line.number])
        if len(printed) < 2 or line.number != before + 1:
            lost, figures = set(), set()
        before = line.number
        if len(printed) != len(pieces):
            continue
        if silent.get(line.number) == "order":
            lost |= {n for n, piece in enumerate(pieces) if printed[n].strip() and not piece.strip() and n not in figures}
        figures |= {n for n, piece in enumerate(pieces) if re.search(r"\d", piece)}
        if lost:
            texts[line.number] = "".join(_EMPTY if n in lost and piece.strip() else piece for n, piece in enumerate(pieces))


def _meant_grid(grid: Grid, silent: dict[int, str]) -> Grid:
    """The grid with its cells as they are meant. A row or a column whose label is an order has no figures."""
    known: dict[str, tuple[str, str | None]] = {}
    rows, lost, figures = [], set(), set()
    for row in grid.rows:
        made = []
        for cell in row:
            if cell.text not in known:
                known[cell.text] = _meant_cell(cell.text)
            text, why = known[cell.text]
            if why and not cell.merged:
                silent[cell.start] = why
            made.append(cell if text == cell.text else replace(cell, text=text))
        label = next((n for n, cell in enumerate(row) if cell.text), None)
        if label is not None and known[row[label].text][1] == "order" and not made[label].text.strip():
            made = [replace(cell, text=_EMPTY if cell.text else "") for cell in row]
        lost |= {n for n, cell in enumerate(row) if n != label and n not in figures and known[cell.text][1] == "order" and not made[n].text}
        figures |= {n for n, cell in enumerate(made) if re.search(r"\d", cell.text)}
        rows.append(tuple(replace(cell, text=_EMPTY) if n in lost and cell.text else cell for n, cell in enumerate(made)))
    return replace(grid, rows=tuple(rows))


def _meant_cell(text: str) -> tuple[str, str | None]:
    if not _is_odd(text):
        return text, None
    turned, orders = turned_parts(text), find_instructions(text)
    if turned:
        return "", "turned"
    return _plain(cut_spans(text, orders)).strip(), "order" if orders else None


_TOLD: Mapping[str, str] = {
    "order": "reads like an instruction to a program; nothing was taken from it",
    "turned": "prints a part from right to left; nothing was taken from that part",
}


def _warnings(lines: Sequence[SourceLine], silent: Mapping[int, str]) -> Iterator[str]:
    pages = {line.number: line.page for line in lines}
    for kind, told in _TOLD.items():
        numbers = sorted(number for number, why in silent.items() if why == kind)
        for number in numbers[:LINES_NAMED]:
            page = pages.get(number)
            yield f"line {number}{f' (page {page})' if page else ''} {told}"
        if len(numbers) > LINES_NAMED:
            yield f"{len(numbers) - LINES_NAMED} more lines: each {told}"
