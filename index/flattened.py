"""Restore the rows of tables that were flattened to text. It restores rows and cells as printed, and judges no meaning.

Read are: one cell a line (a tab before each cell, a blank line between rows, a cell that goes on on the next line
without a tab), one row a line with tabs between cells, rows with upright strokes, and columns set with spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from index.amounts import parse_cell
from index.header_spans import spread_headers
from index.read import clean_text
from index.types import Cell, SourceLine
from index.zero_forms import zero_form

_CELL = re.compile(r"^ ?\t")
_RULE = re.compile(r"^\|?\s*:?-{2,}")
_PARAGRAPH_MARK = re.compile(r"^(?:第\S+部分|附件|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])")
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[)）])?$")

_SIGNS = ("\t", "|", "｜")

Row = tuple[Cell, ...]


def flattened_rows(lines: Sequence[SourceLine], taken: frozenset[int] = frozenset()) -> Iterator[list[Row]]:
    """The rows of each flattened table, in order; lines of `taken` belong to tables found elsewhere."""
    free = [line for line in lines if line.number not in taken]
    held: set[int] = set(taken)
    for sign in _SIGNS:
        for rows in _begun_empty([line for line in free if line.number not in held], sign):
            held.update(row[0].start for row in rows)
            yield rows
    for block in _blocks([line for line in free if line.number not in held]):
        for rows in _split_at_titles(_read_rows(block)):
            filled = [row for row in spread_headers(rows) if any(cell.text for cell in row)]
            if sum(len(row) > 1 for row in filled):
                held.update(range(filled[0][0].start, filled[-1][-1].end + 1))
                yield filled
    for sign in _SIGNS:
        for rows in _parted([line for line in free if line.number not in held], sign):
            held.update(row[0].start for row in rows)
            yield rows
    yield from _spaced([line for line in free if line.number not in held])


def _begun_empty(lines: Sequence[SourceLine], sign: str) -> Iterator[list[Row]]:
    """Tables of one row a line whose signs part the cells, some rows beginning with an empty cell: not all lines begin with a
    sign, as they do where it marks a row or a cell. What was cut off behind the last filled cell of a row is empty.
    """
    trimmed = "\n" if sign == "\t" else " \n"
    parting = {line.number for line in lines if sign in line.text.strip(f" {sign}")}
    counts = {line.number: line.text.count(sign) for line in lines if sign in line.text and line.text.strip()}
    for run in _runs(lines, counts):
        rows = sum(line.number in parting for line in run)
        begun = [line.text.lstrip(" ").startswith(sign) for line in run]
        if any(begun) and not all(begun) and rows >= 2 and rows * 2 > len(run):
            width = max(counts[line.number] for line in run) + 1
            parts = [line.text.strip(trimmed).split(sign) for line in run]
            cells = [[Cell(clean_text(part), line.number, line.number) for part in row] for line, row in zip(run, parts, strict=True)]
            yield [(*row, *[Cell("", row[0].start, row[0].end)] * (width - len(row))) for row in cells]


def _blocks(lines: Sequence[SourceLine]) -> Iterator[list[SourceLine]]:
    """Runs of table lines. A continued cell and the blank lines between rows belong to the run."""
    block: list[SourceLine] = []
    blanks = 0
    for line in lines:
        tabbed = bool(_CELL.match(line.text)) or line.text.lstrip().startswith("|")
        blank = not line.text.strip()
        continues = bool(block) and blanks == 0 and not tabbed and not blank and not _PARAGRAPH_MARK.match(line.text)
        if tabbed or (continues and _CELL.match(block[-1].text)) or (continues and not block[-1].text.startswith("|")):
            block.append(line)
            blanks = 0
        elif blank and block:
            block.append(line)
            blanks += 1
        elif block:
            yield block
            block, blanks = [], 0
    if block:
        yield block


def _read_rows(block: Sequence[SourceLine]) -> list[Row]:
    if any(line.text.lstrip().startswith("|") for line in block):
        return [_stroked_row(line) for line in block if line.text.strip() and not _RULE.match(line.text.strip())]
    if any("\t" in line.text.strip("\t ") for line in block):
        return [_tab_row(line) for line in block if line.text.strip()]
    if all(line.text for line in block):
        # no empty line parts the rows: lines with nothing but a tab do
        block = [SourceLine(line.number, line.text if line.text.strip() else "") for line in block]
    return _cell_a_line(block)


def _stroked_row(line: SourceLine) -> Row:
    text = line.text.strip()
    if text.startswith("|"):
        text = text.removeprefix("|").removesuffix("|")
    return tuple(Cell(clean_text(part), line.number, line.number) for part in text.split("|"))


def _tab_row(line: SourceLine) -> Row:
    text = line.text.removeprefix(" ").removeprefix("\t")
    return tuple(Cell(clean_text(part), line.number, line.number) for part in text.split("\t"))


def _cell_a_line(block: Sequence[SourceLine]) -> list[Row]:
    rows: list[Row] = []
    row: list[Cell] = []
    for line in block:
        if not line.text.strip() and not _CELL.match(line.text):
            if row:
                rows.append(tuple(row))
            row = []
        elif _CELL.match(line.text) or not row:
            row.append(Cell(clean_text(line.text), line.number, line.number))
        else:
            last = row[-1]
            row[-1] = Cell(last.text + clean_text(line.text), last.start, line.number)
    if row:
        rows.append(tuple(row))
    return rows


def _split_at_titles(rows: Sequence[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        texts = [cell.text for cell in row if cell.text]
        if len(texts) == 1 and len(row) == 1 and _TITLE.search(texts[0]) and part:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _runs(lines: Sequence[SourceLine], fits: dict[int, int]) -> Iterator[list[SourceLine]]:
    """Neighbouring lines that `fits` names (line number → number of cells), without a gap between them."""
    run: list[SourceLine] = []
    for line in lines:
        if line.number in fits and (not run or line.number == run[-1].number + 1):
            run.append(line)
            continue
        if run:
            yield run
        run = [line] if line.number in fits else []
    if run:
        yield run


def _parted(lines: Sequence[SourceLine], sign: str) -> Iterator[list[Row]]:
    """Rows with strokes or tabs between their cells only ("收入 | 决算数 | 支出 | 决算数"): two or more with as many cells."""
    counts = {line.number: line.text.strip(" ").count(sign) for line in lines if sign in line.text}
    for run in _runs(lines, counts):
        usual = max({counts[line.number] for line in run}, key=lambda n: sum(counts[x.number] == n for x in run))
        chosen = [line for line in run if counts[line.number] == usual]
        rows = [tuple(Cell(clean_text(part), x.number, x.number) for part in x.text.strip(" ").split(sign)) for x in chosen]
        if len(rows) >= 2 and any(parse_cell(cell.text) for row in rows for cell in row):
            yield rows


# --- columns set with spaces


def _width(text: str) -> int:
    """Columns a text takes in print: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


_GAP = re.compile(r"[ \u3000]{2,}|\u3000")
_PLAIN = r"[-+−]?\d[\d,，]*(?:\.\d+)?%?"
_ENDS_WITH_NUMBER = re.compile(rf"^(?P<label>\D.*?[^\d\s.,])[ \u3000]+(?P<number>{_PLAIN})$")
_NUMBERS_ONLY = re.compile(rf"^(?:{_PLAIN})(?:\s+{_PLAIN})+$")
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}$")
_TOTAL = re.compile(r"(?:合计|总计|共计|小计)$")

NEAR = 3
"""A bullet stands no further than so many columns before its words."""
_LIST_MARK = re.compile(r"\d{1,2}[.、．)）]|[（(][a-z\d一二三四五六七八九十]+[)）]|[-·•]")

Piece = tuple[int, int, str]  # print columns where it begins and ends, its text


def _spaced(lines: Sequence[SourceLine]) -> Iterator[list[Row]]:
    pieces = {line.number: found for line in lines if len(found := _pieces(line.text)) >= 2}
    held = set()
    for before, line in zip(lines, lines[1:], strict=False):
        if _NUMBERS_ONLY.match(line.text.strip()) and before.number == line.number - 1:
            if before.number not in pieces and (names := _names_over(before.text, len(pieces[line.number]))):
                pieces[before.number] = names
            if len(pieces.get(before.number, ())) == len(pieces[line.number]):
                held.update((before.number, line.number))
                yield [_row(before.number, pieces[before.number]), _row(line.number, pieces[line.number])]
    for line in lines:
        if line.number in pieces and _is_pairs(pieces[line.number]) and _stands_alone(line, pieces, held):
            held.add(line.number)
            yield [_row(line.number, pieces[line.number][0::2]), _row(line.number, pieces[line.number][1::2])]
    fits = {number: len(found) for number, found in pieces.items() if number not in held}
    for run in _runs(lines, fits):
        numbers = sum(_is_number(text) for line in run for _, _, text in pieces[line.number])
        texts = [text for line in run for _, _, text in pieces[line.number]]
        rows_with_numbers = sum(any(_is_number(text) for *_, text in pieces[line.number]) for line in run)
        alone = len(run) == 1 and not _TOTAL.search(texts[0])
        if alone or not rows_with_numbers or numbers * 4 < len(texts) or any(len(text) > 30 for text in texts):
            continue
        yield _align([(line.number, pieces[line.number]) for line in run])


def _row(number: int, pieces: Sequence[Piece]) -> Row:
    return tuple(Cell(clean_text(text), number, number) for *_, text in pieces)


def _names_over(text: str, count: int) -> list[Piece]:
    """The names of the columns in the line above a line of figures, where there are as many; else nothing is sure."""
    words = _at_words(text)
    plain = not re.search(r"[。；;，,：]", text) and not any(_is_number(word) for *_, word in words)
    return words if plain and len(words) == count else []


def _is_pairs(pieces: Sequence[Piece]) -> bool:
    """Name and figure in turn, two times or more: "原來預算 2,986.4  實際開支 2,585.4"."""
    kinds = [_is_number(text) for *_, text in pieces]
    return len(kinds) >= 4 and len(kinds) % 2 == 0 and kinds == [False, True] * (len(kinds) // 2)


def _stands_alone(line: SourceLine, pieces: dict[int, list[Piece]], held: set[int]) -> bool:
    """No neighbouring line of cells: a row of its own, not of a table."""
    return all(n in held or n not in pieces for n in (line.number - 1, line.number + 1))


def _is_number(text: str) -> bool:
    return parse_cell(text) is not None


def _pieces(text: str) -> list[Piece]:
    """The cells of a line: parted by wide gaps, or label and number in turn parted by one blank."""
    bare = text.rstrip()
    if not bare.strip() or re.search(r"[。；]", bare):
        return []
    found = _at_gaps(bare)
    if _NUMBERS_ONLY.match(bare.strip()):
        return _at_words(bare)
    parted = [part for piece in found for part in _label_and_number(piece)]
    parted = _joined_marks(parted)
    told = [text for *_, text in parted]
    if any("，" in text or _YEAR_ALONE.match(text) for text in told) or not all(len(text) <= 40 for text in told):
        return []
    return parted if len(parted) >= 2 else []


def _at_gaps(text: str) -> list[Piece]:
    text = re.sub(r"(合|总|總|小|共)([ \u3000]+)([计計])", lambda m: m[1] + m[3] + m[2], text)
    pieces: list[Piece] = []
    position = 0
    for match in [*_GAP.finditer(text), None]:
        end = match.start() if match else len(text)
        part = text[position:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            begin = _width(text[: position + lead])
            pieces.append((begin, begin + _width(part.strip()), part.strip()))
        position = match.end() if match else end
    return pieces


def _at_words(text: str) -> list[Piece]:
    return [(_width(text[: m.start()]), _width(text[: m.end()]), m.group()) for m in re.finditer(r"\S+", text)]


_LABEL_NUMBER = re.compile(rf"(?P<label>[^\d\s](?:[^\s]| (?!{_PLAIN}(?:\s|$)))*|\d{{1,2}}\s?[.、．)）]\s?[^\d\s]\S*?)\s+(?P<number>{_PLAIN})(?=\s|$)")


def _label_and_number(piece: Piece) -> list[Piece]:
    """ "一、财政拨款收入 118,637,400 一、一般公共服务支出 32,118,600" taken apart; a piece without such pairs stays whole."""
    begin, _, text = piece
    parts: list[Piece] = []
    position = 0
    for match in _LABEL_NUMBER.finditer(text):
        label = text[position : match.end("label")].strip()
        for part in _cut_at_mark(label):
            at = begin + _width(text[: text.index(part, position)])
            parts.append((at, at + _width(part), part))
        at = begin + _width(text[: match.start("number")])
        parts.append((at, at + _width(match["number"]), match["number"]))
        position = match.end()
    rest = text[position:].strip()
    if not parts:
        return [piece]
    if rest:
        at = begin + _width(text[: text.rindex(rest)])
        parts.append((at, at + _width(rest), rest))
    return parts


def _cut_at_mark(label: str) -> list[str]:
    """Two labels in a row, the first without a figure: "3. 国有资本经营预算 四、城乡社区支出"."""
    match = re.search(r"(?<=\S)\s+(?=(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.、]\s?\D))", label)
    return [label[: match.start()], label[match.end() :]] if match else [label]


def _joined_marks(pieces: list[Piece]) -> list[Piece]:
    """A list mark set apart from its words ("1. 办公费") belongs to them; a stroke before a figure is an empty cell."""
    joined: list[Piece] = []
    for begin, end, text in pieces:
        stroke = bool(joined) and zero_form(joined[-1][2]) is not None
        if joined and _LIST_MARK.fullmatch(joined[-1][2]) and not (stroke and (len(joined) > 1 or begin - joined[-1][1] > NEAR or _is_number(text))):
            joined[-1] = (joined[-1][0], end, f"{joined[-1][2]} {text}")
        else:
            joined.append((begin, end, text))
    return joined


def _align(rows: Sequence[tuple[int, list[Piece]]]) -> list[Row]:
    """Cells put under one another. Rows of the usual length go by order; shorter ones by where they stand in print."""
    widest = max(len(pieces) for _, pieces in rows)
    full = [pieces for _, pieces in rows if len(pieces) == widest]
    columns = [
        (min(p[i][0] for p in full), max(p[i][1] for p in full)) for i in range(widest)
    ]  # fmt: skip
    aligned: list[Row] = []
    for number, pieces in rows:
        cells = [Cell("", number, number)] * widest
        places = list(range(widest)) if len(pieces) == widest else _places(pieces, columns, full)
        if places is None:
            cells = [Cell(text, number, number) for *_, text in pieces]
        else:
            for place, (*_, text) in zip(places, pieces, strict=True):
                cells[place] = Cell(clean_text(text), number, number)
        aligned.append(tuple(cells))
    return aligned


def _places(pieces: list[Piece], columns: list[tuple[int, int]], full: list[list[Piece]]) -> list[int] | None:
    """The column of each cell: the nearest free one to its right edge (figures) or left edge (words) of the same kind."""
    kinds = [any(_is_number(p[i][2]) for p in full) for i in range(len(columns))]
    is_header = not any(_is_number(text) for *_, text in pieces)
    places: list[int] = []
    for begin, end, text in pieces:
        number = _is_number(text)
        anywhere = is_header or zero_form(text) is not None  # 无 stands for a figure, a name of the header over figures
        open_columns = [i for i in range(len(columns)) if (not places or i > places[-1]) and (anywhere or kinds[i] == number)]
        if not open_columns:
            return None
        if anywhere:
            nearest = min(open_columns, key=lambda i: min(abs(columns[i][0] - begin), abs(columns[i][1] - end)))
        else:
            nearest = min(open_columns, key=lambda i: abs(columns[i][1] - end) if number else abs(columns[i][0] - begin))
        places.append(nearest)
    return places
