"""Join hard-wrapped lines to paragraphs for meaning. It never alters, drops or renumbers a printed line.

A PDF and a text of fixed width print a paragraph over several lines; every offset of the joined text leads back to the
line it stands on. Whether a document is wrapped is decided by evidence (lines that fill the print width and end in mid
sentence, an indent at the head of paragraphs), so files with one paragraph a line keep it so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from index.headings import LEADER, Mark, plain_text, read_heading, read_mark
from index.types import SourceLine

_PAGE_MARK = re.compile(
    r"^(?:[-—–－~·\s]+\d{1,4}[-—–－~·\s]+|第?\s*\d{1,4}\s*[页頁]\s*(?:[,，/、]?\s*共\s*\d{1,4}\s*[页頁])?"
    r"|第\s*[一二三四五六七八九十百]+\s*[页頁]|[Pp]age\s*\d+(?:\s*(?:of|/)\s*\d+)?|\d{1,4}\s*/\s*\d{1,4})$"
)
_LONE_NUMBER = re.compile(r"^\d{1,4}$")
_CLOSED = re.compile(r"[。！？；：!?;:][”’\"）)》」』]*$|[…—]$")
_NEW = re.compile(r"^(?:(?:金额|金額)?[单單]位\s*[:：]|[-*•·●■◆▪>|#]|[－—]{1,2}\s?\S)")
# No line of its own begins so: it goes on with the line before.
_GOES_ON = re.compile(r"^(?:[，。、；：）)”’》]|[（(][类款项類項][)）])")
_FIGURES = re.compile(r"(?<!\S)-?\d[\d,]*(?:\.\d+)?%?(?!\S)")
_GAP = re.compile(r"\S(?:\s{3,}|\t)\S")
_WHOLE_HEADING = re.compile(r"(?:说明|概况|职责|职能|解释|情况|设置|构成)$")
_LAST_WORD = re.compile(r"^(?:情况)?说?明$")
_SPEECH = re.compile(r"[，。；：;]|,(?!\d)")
_INDENT = re.compile(r"^(?:[ \u3000\u00a0]|[?？](?=[?？]))*")
SHORTEST_WRAPPED = 12  # characters; a shorter line that ends open is a title, a label or a cell
LEAST_WIDTH = 34  # columns of a terminal: seventeen Chinese characters; no text is printed narrower
SLACK = 6  # columns a full line may lack: one figure that did not fit
LONGEST_LABEL = 25  # characters of a title, a heading or a caption
LEAST_EVIDENCE = 3
FEW_LACKING = 3.5  # characters: a word that was not to be divided
# A figure is not divided, nor its unit and the mark behind it where the setting is careful: the line before lacks as much.
_WHOLE_FIGURE = re.compile(r"\d[\d,.]*(?:[%％]|[百千]?[万亿]?元)?[，。；、）]?")
_AND_THEN = re.compile(r"[：:；;]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined text. `pieces` are (offset, line number) in order: from that offset on the text stands on that line."""

    text: str
    pieces: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """The number of its first line."""
        return self.pieces[0][1]

    @property
    def end(self) -> int:
        """The number of its last line."""
        return self.pieces[-1][1]

    def line_at(self, offset: int) -> int:
        """The number of the line the character at `offset` is printed on."""
        return next(number for begin, number in reversed(self.pieces) if begin <= max(offset, 0))


@dataclass(slots=True)
class _Row:
    """One line outside tables: meaning, extent (points on a page, else columns), what stands before it."""

    line: SourceLine
    text: str
    left: float
    right: float
    size: float
    mark: Mark | None
    broken: bool = False  # a blank line or a table stands before it

    @property
    def closed(self) -> bool:
        return bool(_CLOSED.search(self.text)) or bool(LEADER.search(self.text))

    @property
    def caption(self) -> bool:
        """Whether it is the name of a table: nothing goes on from it."""
        return bool(re.search(r"表(?:[（(][^（(）)]*[）)])?$", self.text)) and not _SPEECH.search(self.text)

    @property
    def tabular(self) -> bool:
        """Whether it looks like a row of a table that no reader found: figures and gaps, and no sentence."""
        if _SPEECH.search(self.text) or "、" in self.text and self.mark is None:
            return False
        return len(_FIGURES.findall(self.text)) >= 2 or bool(_GAP.search(self.line.text.strip()))


@dataclass(slots=True)
class _Layout:
    """What the document shows of its setting: the right edge by page (None: not wrapped), the left edge, indents."""

    right: dict[int | None, float] = field(default_factory=dict)
    left: dict[int | None, float] = field(default_factory=dict)
    slack: float = SLACK
    indents: bool = False

    def full(self, row: _Row, lacking: float = 1.8) -> bool:
        """Whether a line reaches the right edge, but for `lacking` characters."""
        edge = self.right.get(row.line.page)
        return edge is not None and row.right >= edge - (self.slack if row.line.box is None else lacking * row.size)

    def indented(self, row: _Row) -> bool:
        return row.left >= self.left.get(row.line.page, 0.0) + 0.6 * row.size


def join_wrapped(lines: Sequence[SourceLine], inside: Collection[int] = ()) -> tuple[Paragraph, ...]:
    """Paragraphs in print order. Lines of tables (`inside`), cells on a line of their own, blanks and page numbers are in none."""
    rows = list(_rows(lines, frozenset(inside)))
    layout = _measure(rows)
    paragraphs: list[list[_Row]] = []
    numbers: dict[str, int | None] = {}
    for row in rows:
        if paragraphs and _continues(paragraphs[-1], row, layout, numbers):
            paragraphs[-1].append(row)
            continue
        paragraphs.append([row])
        if row.mark:
            numbers[row.mark.style] = row.mark.number
    return tuple(_join(rows) for rows in paragraphs)


def _rows(lines: Sequence[SourceLine], inside: frozenset[int]) -> Iterator[_Row]:
    furniture = _page_furniture(lines, inside)
    broken = False
    for line in lines:
        text = plain_text(line.text)
        if line.number in inside or line.text.startswith("\t"):
            broken = True
        elif not text:
            broken = broken or line.box is None
        elif line.number not in furniture:
            yield _row(line, text, broken)
            broken = False


def _row(line: SourceLine, text: str, broken: bool) -> _Row:
    if line.box is not None:
        left, top, right, bottom = line.box
        return _Row(line, text, left, right, max(1.0, bottom - top), read_mark(text), broken)
    left = float(_columns(_INDENT.match(line.text.expandtabs(4)).group()))  # type: ignore[union-attr]
    return _Row(line, text, left, left + _columns(text), 1.0, read_mark(text), broken)


def _columns(text: str) -> int:
    """The columns a text takes where a Chinese character takes two. A lost blank ("?") stood for a full one."""
    return sum(2 if char in "?？" or unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _page_furniture(lines: Sequence[SourceLine], inside: frozenset[int]) -> set[int]:
    """The numbers of page marks, page numbers and running titles: they stand between the lines of one paragraph."""
    found = {line.number for line in lines if _PAGE_MARK.match(line.text.strip())}
    pages: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        if line.page is not None and line.text.strip() and line.number not in inside:
            pages[line.page].append(line)
    ends = [line for page in pages.values() for line in {page[0], page[-1]}]
    found |= {line.number for line in ends if _LONE_NUMBER.match(line.text.strip())}
    repeated = Counter(line.text.strip() for line in ends)
    return found | {
        line.number for line in ends if repeated[line.text.strip()] >= 3 and not read_mark(line.text.strip())
    }


def _measure(rows: Sequence[_Row]) -> _Layout:
    layout = _Layout()
    boxed = [row for row in rows if row.line.box is not None]
    if boxed:
        usual = median(row.size for row in boxed)  # a line that mixes two fonts has a higher box
        for row in boxed:
            row.size = min(row.size, usual)
        _measure_pages(boxed, layout)
    else:
        _measure_columns(rows, layout)
    starts = [row for before, row in zip([None, *rows], rows, strict=False) if _begins(before, row, layout)]
    indented = sum(layout.indented(row) for row in starts)
    layout.indents = indented >= LEAST_EVIDENCE and indented * 10 >= len(starts) * 6
    layout.indents = layout.indents or _marks_are_indented(rows, layout)
    return layout


def _marks_are_indented(rows: Sequence[_Row], layout: _Layout) -> bool:
    """Whether numbered paragraphs are all indented and nearly no other line is: those go on with the line before them."""
    marked = [row for row in rows if row.mark and _SPEECH.search(row.text)]
    others = [row for row in rows if not row.mark and not row.tabular]
    open_ends = sum(not row.closed and bool(_SPEECH.search(row.text)) for row in rows)
    return (
        len(marked) >= LEAST_EVIDENCE
        and all(layout.indented(row) for row in marked)
        and sum(layout.indented(row) for row in others) * 5 <= len(others)
        and open_ends >= LEAST_EVIDENCE
    )


def _begins(before: _Row | None, row: _Row, layout: _Layout) -> bool:
    """Whether a line surely begins a paragraph: after a heading or a line that ends its sentence within the width.

    An item's numeral tells its beginning wherever it stands, so marked lines are no evidence of an indent.
    """
    if row.mark or len(row.text) < SHORTEST_WRAPPED or not _SPEECH.search(row.text):
        return False
    if before is None or before.closed:
        return before is None or not layout.full(before)
    return len(before.text) < LONGEST_LABEL and not _SPEECH.search(before.text)


def _measure_pages(rows: Sequence[_Row], layout: _Layout) -> None:
    """The edges of the text on each page; a page of few lines (a cover, a last page) is set like the others."""
    pages: dict[int | None, list[_Row]] = defaultdict(list)
    for row in rows:
        pages[row.line.page].append(row)
    text = {page: [row for row in own if len(row.text) >= SHORTEST_WRAPPED] for page, own in pages.items()}
    rights = {page: edge for page, own in text.items() if (edge := _right_edge(own)) is not None}
    lefts = {page: min(row.left for row in own) for page, own in text.items() if len(own) >= LEAST_EVIDENCE}
    if not rights:
        return
    for page in pages:
        longest = max((row.right for row in text[page]), default=0.0)
        layout.right[page] = rights.get(page, max(longest, median(rights.values())))
        layout.left[page] = lefts.get(page, median(lefts.values()))


def _right_edge(rows: Sequence[_Row]) -> float | None:
    """The right edge of a page's text, where at least two lines reach it."""
    edge = max((row.right for row in rows), default=0.0)
    near = sum(row.right >= edge - 1.8 * row.size for row in rows)
    return edge if len(rows) >= LEAST_EVIDENCE and near >= 2 else None


def _measure_columns(rows: Sequence[_Row], layout: _Layout) -> None:
    """The print width of a text file, where enough lines that end in mid sentence have it and hardly any goes beyond."""
    long = [row for row in rows if row.right - row.left >= LEAST_WIDTH and not row.tabular]
    layout.left[None] = min((row.left for row in rows if len(row.text) >= SHORTEST_WRAPPED), default=0.0)
    open_ends = [row.right for row in long if not row.closed]
    if len(open_ends) < LEAST_EVIDENCE:
        return
    width = max(open_ends)
    near = sum(right >= width - SLACK for right in open_ends)
    beyond = sum(row.right > width + 2 for row in long)
    if near >= LEAST_EVIDENCE and near * 10 >= len(open_ends) * 6 and beyond * 20 <= len(long):
        layout.right[None] = width


def _continues(paragraph: Sequence[_Row], row: _Row, layout: _Layout, numbers: dict[str, int | None]) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last, first = paragraph[-1], paragraph[0]
    if not row.broken and _GOES_ON.match(row.text) and not last.closed:
        return True
    apart = row.broken or row.tabular or last.tabular or last.caption
    if apart or _NEW.match(row.text) or _is_whole(paragraph, row, layout):
        return False
    if len(paragraph) == 1 and first.mark and not first.mark.rest:
        return row.mark is None  # a numeral alone on its line
    full, indented = layout.full(last), layout.indented(row)
    plain = layout.indents and not indented and row.mark is None and read_heading(row.text) is None
    if last.closed:
        return plain and (full or _AND_THEN.search(last.text) is not None and _has_speech(paragraph))
    if plain and layout.full(last, FEW_LACKING) and _has_speech(paragraph):
        return True
    if row.mark is None and not last.closed and (figure := _WHOLE_FIGURE.match(row.text)) and _has_speech(paragraph):
        full = full or layout.full(last, FEW_LACKING + _columns(figure.group()) / 2)
    if row.mark and (not full or indented or _next_in_order(row.mark, numbers)):
        return False
    if full:
        return not (indented and layout.indents)
    return plain and last.line.box is None and _has_speech(paragraph) and len(last.text) >= SHORTEST_WRAPPED


def _has_speech(paragraph: Sequence[_Row]) -> bool:
    return any(_SPEECH.search(row.text) for row in paragraph[:3])


def _is_whole(paragraph: Sequence[_Row], row: _Row, layout: _Layout) -> bool:
    """Whether what is read so far is a heading, all of it: a name of a section, or a line that does not fill the width."""
    first = paragraph[0]
    if read_heading(first.text) is None or any(_SPEECH.search(other.text[:-1]) for other in paragraph[:3]):
        return False  # none, or one with its text behind it
    if len(paragraph) == 1 and _WHOLE_HEADING.search(first.text) and not _LAST_WORD.match(row.text):
        return True
    return first.mark is None or not layout.full(paragraph[-1])


def _next_in_order(mark: Mark, numbers: dict[str, int | None]) -> bool:
    """Whether a mark begins or goes on a numbering; else it is a figure at the head of a wrapped line."""
    before = numbers.get(mark.style)
    return mark.number in (None, 1) or before is not None and mark.number == before + 1


def _join(rows: Sequence[_Row]) -> Paragraph:
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for row in rows:
        end, head = parts[-1][-1] if parts else "", row.text[0]
        if end and _latin(end) and _latin(head) and not (end.isdigit() and head.isdigit()):
            parts.append(" ")
            length += 1
        pieces.append((length, row.line.number))
        parts.append(row.text)
        length += len(row.text)
    return Paragraph("".join(parts), tuple(pieces))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
