"""Facts from statements: tables of figures under a header, as the official tables of 决算 and 预算 are.

The header may have several levels, codes may stand in one column or be split over three, two panels (收入 | 支出) may
stand side by side, columns may be empty. Every figure is given its row's name and code, its column's meaning and the
labels above it. Blank cells make no fact; a printed 0 does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.amounts import parse_cell
from index.classification import normal_code, split_code
from index.declared import unit_in
from index.grids import GridFigure
from index.headers import Column, read_column, read_columns
from index.headings import Mark, read_mark
from index.sections import split_mark
from index.types import Cell, Table

_CODE_HEAD = re.compile(r"编码|代码|編號|^类$|^款$|^项$|^類$|^項$|类款项|科目号")
_ORDER_HEAD = re.compile(r"行次|栏次|序号|序號|项次|^次$")
_DATE_HEAD = re.compile(r"年月|日期|时间|時間")
_REMARK_HEAD = re.compile(r"备注|備註|说明|說明|原因|主要用途|内容|單位名稱$")
_NOTHING = re.compile(r"^[\s/\\—–─－\-_．.·*]*$|^(?:无|無|空|空表|不涉及|单位不需填列|[（(]空[)）]|[（(]略[)）])$")
_FORM = re.compile(r"指标值|绩效指标|三级指标|项目名称|年度目标|绩效目标|完成值|自评")
_TOTAL = re.compile(r"^(?:本年)?(?:收入|支出|收支)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|總\s*計|合\s*計|小\s*計)")
_OF_WHICH = re.compile(r"^其\s*中\s*[:：]?\s*")
_LABEL_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*(辆|輛|人|个|批|次|批次|人次|台|套|台[（(]套[)）]|团|个批次)\s*[)）]\s*$")
_LABEL_BASIS = re.compile(r"^(?:年初|上年|本年|全年|年末)")


@dataclass
class _Panel:
    """Columns that belong together: those with codes, those with names, those with figures, those with remarks."""

    codes: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)


@dataclass
class _Above:
    """What stands above the row under way in one panel: names by depth, names by code, the code parts last printed."""

    stack: list[tuple[Mark, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    child_of: str | None = None
    last: str = ""


def is_statement(table: Table) -> bool:
    """Whether a table is a statement: rectangular, with figures under headers, and no evaluation form."""
    width = max(len(row) for row in table.rows)
    narrow = [row for row in table.rows if len(row) != width]
    if width < 2 or any(sum(bool(cell.text) for cell in row) > 1 for row in narrow) or len(narrow) * 3 > len(table.rows):
        return False
    words = "".join(cell.text for row in table.rows for cell in row if not cell.merged)
    if _FORM.search(words) or _FORM.search(table.title):
        return False
    return any(_is_figure(cell.text) for row in table.rows for cell in row)


def _is_figure(text: str) -> bool:
    return parse_cell(text) is not None


def read_statement(table: Table) -> Iterator[GridFigure]:
    """The figures of a statement in print order, and the figures told in its remarks as text cells."""
    width = max(len(row) for row in table.rows)
    table = replace(table, rows=tuple(row for row in table.rows if len(row) == width))  # a title's row is none of its own
    rows = table.rows
    blocks = list(_blocks(rows))
    for header, body in blocks:
        paths = _header_paths([rows[i] for i in header], len(rows[0]), table.ruled)
        kinds = _kinds(rows, body, paths)
        header_lines = tuple(sorted({cell.start for i in header for cell in rows[i] if cell.text}))
        for panel in _panels(kinds):
            yield from _read_panel(table, panel, body, paths, header_lines)


def _blocks(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[list[int], list[int]]]:
    """(header rows, body rows) by index. Words over columns of figures begin a new block."""
    figures = [sum(_is_figure(row[c].text) for row in rows) for c in range(len(rows[0]))]
    header: list[int] = []
    body: list[int] = []
    for index, row in enumerate(rows):
        if _is_header(row, figures, bool(body)):
            if body:
                yield header, body
                header, body = [], []
            header.append(index)
        elif not _is_numbering(row, figures):
            body.append(index)
    if body:
        yield header, body


def _is_header(row: Sequence[Cell], figures: Sequence[int], within: bool) -> bool:
    if any(_is_figure(cell.text) for cell in row):
        return False
    words = [c for c, cell in enumerate(row) if cell.text and not _NOTHING.match(cell.text)]
    over = [c for c in words if figures[c]]
    if not within:
        return bool(over) or not _begins_body(row)
    distinct = {row[c].text for c in over}
    return len(distinct) >= 2 and len(over) * 2 >= sum(1 for n in figures if n)


def _begins_body(row: Sequence[Cell]) -> bool:
    """A row without figures that is a row of the body all the same: a numbered or a total line, all else blank."""
    texts = [cell.text for cell in row if cell.text and not cell.merged]
    return bool(texts) and len(texts) <= 2 and all(split_mark(t) is not None or _TOTAL.match(t) for t in texts)


def _is_numbering(row: Sequence[Cell], figures: Sequence[int]) -> bool:
    """A row that only numbers the columns: 栏次 1 2 3, or 1 2 3=1+2."""
    texts = [cell.text for c, cell in enumerate(row) if cell.text and not cell.merged and figures[c]]
    if len(texts) < 2 and not any(_ORDER_HEAD.search(cell.text) for cell in row[:2]):
        return False
    plain = [re.sub(r"=.*$", "", text) for text in texts]
    return bool(plain) and all(re.fullmatch(r"\d{1,2}", t) for t in plain) and [int(t) for t in plain] == list(
        range(int(plain[0]), int(plain[0]) + len(plain))
    )


def _header_paths(header: Sequence[Sequence[Cell]], width: int, ruled: bool) -> list[tuple[str, ...]]:
    """The header cells over each column, outermost first. A title over the whole width is none of them."""
    paths: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(header):
        texts = [re.sub(r"\s+", "", cell.text) for cell in row]
        told = {text for text in texts if text}
        if len(told) == 1 and len(header) > 1 and (texts[0] or width > 2) and (unit_in(texts[0]) or {*texts} == told):
            continue
        if not ruled and depth < len(header) - 1:
            texts = _spread(texts)
        for column, text in enumerate(texts):
            if text and (not paths[column] or paths[column][-1] != text) and not _NOTHING.match(text):
                paths[column].append(text)
    return [tuple(path) for path in paths]


def _spread(texts: list[str]) -> list[str]:
    """A blank to the right of an upper header cell is covered by it."""
    spread: list[str] = []
    for text in texts:
        spread.append(text or (spread[-1] if spread else ""))
    return spread


def _kinds(rows: Sequence[Sequence[Cell]], body: Sequence[int], paths: Sequence[tuple[str, ...]]) -> list[str]:
    """What each column holds: code, label, value, remark, order or nothing."""
    kinds: list[str] = []
    for column, path in enumerate(paths):
        head = path[-1] if path else ""
        texts = [rows[i][column].text for i in body if rows[i][column].text]
        told = [text for text in texts if not _NOTHING.match(text)]
        figures = [text for text in told if _is_figure(text)]
        if _DATE_HEAD.search(head) or (_ORDER_HEAD.search(head) and len(figures) == len(told)):
            kinds.append("order")
        elif _looks_like_codes(told, head):
            kinds.append("code")
        elif _REMARK_HEAD.search(head) and kinds and "value" in kinds and len(figures) * 2 < max(1, len(told)):
            kinds.append("remark")
        elif not told:
            kinds.append("empty")
        else:
            kinds.append("value" if len(figures) * 2 > len(told) else "label")
    return kinds


def _looks_like_codes(texts: Sequence[str], head: str) -> bool:
    if not texts:
        return False
    plain = sum(bool(re.fullmatch(r"\[?\d{1,7}\]?|\d{3}\s\d{2}(?:\s\d{2})?", text)) for text in texts)
    if _CODE_HEAD.search(head):
        return plain * 2 >= len(texts)
    long = sum(bool(re.fullmatch(r"[2-5]\d{2}|[2-5]\d{4}|2\d{6}", text)) and normal_code((text,), ()) is not None for text in texts)
    return not head and long * 2 > len(texts)


def _panels(kinds: Sequence[str]) -> list[_Panel]:
    panels = [_Panel()]
    for column, kind in enumerate(kinds):
        if kind in ("code", "label") and panels[-1].values:
            panels.append(_Panel())
        panel = panels[-1]
        target = {"code": panel.codes, "label": panel.labels, "value": panel.values, "remark": panel.remarks}.get(kind)
        if target is not None:
            target.append(column)
    return [panel for panel in panels if panel.values]


def _read_panel(
    table: Table, panel: _Panel, body: Sequence[int], paths: Sequence[tuple[str, ...]], header_lines: tuple[int, ...]
) -> Iterator[GridFigure]:
    columns = dict(zip(panel.values, read_columns([paths[c] for c in panel.values]), strict=True))
    head_unit = next((unit for c in panel.labels for text in paths[c] if (unit := unit_in(text))), "")
    above = _Above()
    for index in body:
        row = table.rows[index]
        code, name, groups = _name_row(row, panel, above)
        context = _context(row, panel, header_lines, table)
        own = read_column((name,)) if name and not groups and not code else None
        turned = own is not None and not own.item and bool(own.basis or own.measure != "amount" or own.period)
        for column in panel.values:
            cell = row[column]
            if cell.merged or not cell.text or _NOTHING.match(cell.text):
                continue
            if turned and columns[column].item:  # the rows are 预算, 决算 and 增减, the columns what they are of
                across = replace(own, path=(name,), item=columns[column].item)
                yield from _figure(cell, across, head_unit or table.unit, None, "", (), context, index)
                continue
            yield from _figure(cell, columns[column], head_unit or table.unit, code, name, groups, context, index)
        for column in panel.remarks:
            cell = row[column]
            if cell.text and not cell.merged and not _NOTHING.match(cell.text):
                head = paths[column][-1] if paths[column] else ""
                yield GridFigure(name, groups, head, "text", None, None, "", 0, False, cell.text, cell, context, index, code=code)


def _name_row(row: Sequence[Cell], panel: _Panel, above: _Above) -> tuple[str | None, str, tuple[str, ...]]:
    """(code, name, labels above) of a row in a panel."""
    printed = tuple(row[c].text.strip("[] ") for c in panel.codes)
    texts = list(dict.fromkeys(re.sub(r"\s+", " ", row[c].text).strip() for c in panel.labels if row[c].text))
    name = _close(texts[-1]) if texts else ""
    groups = tuple(_close(text) for text in texts[:-1])
    code = normal_code(printed, above.parts) if any(printed) else None
    if code is None and not panel.codes and name:
        code, name = split_code(name)
    if code:
        above.names[code] = name
        above.parts = (code,)
        parents = [above.names[code[:n]] for n in (3, 5) if n < len(code) and code[:n] in above.names]
        return code, name or "", (*groups, *parents)
    return None, *_place(name, groups, above)


def _close(text: str) -> str:
    """Blanks between Chinese characters are the print's, not the name's."""
    return re.sub(r"(?<=[\u3000-\u9fff（）])\s+(?=[\u3000-\u9fff（）])", "", text).strip()


def _place(name: str, groups: tuple[str, ...], above: _Above) -> tuple[str, tuple[str, ...]]:
    """The name without its list mark, and the names above it by numbering and by 其中."""
    if not name:
        return "", groups
    mark = read_mark(name)
    of_which = _OF_WHICH.match(mark.rest if mark else name)
    bare = (mark.rest if mark else name)[of_which.end() if of_which else 0 :].strip() or name
    if _TOTAL.match(bare):
        above.stack, above.child_of = [], None
        above.last = bare
        return bare, groups
    if of_which:
        above.child_of = above.last
    elif mark:
        above.child_of = None
        _close_rows(above.stack, mark)
    parents = tuple(text for _, text in above.stack)
    if mark and not of_which:
        above.stack.append((mark, bare))
    if above.child_of and above.child_of != bare:
        parents = (*parents, *(() if above.child_of in parents else (above.child_of,)))
    if not of_which and not above.child_of:
        above.last = bare
    return bare, (*groups, *parents)


_ARABIC, _ARABIC_IN_BRACKETS = re.compile(r"\d+[.．、]"), re.compile(r"[（(]\d+[)）]")


def _close_rows(stack: list[tuple[Mark, str]], mark: Mark) -> None:
    """Take off the rows that do not hold one with this mark: down to the one numbered alike, else those of no higher rank.

    1. holds （1） where it came first; by rank it is the other way round.
    """
    styles = [other.style for other, _ in stack]
    if mark.style in styles:
        del stack[styles.index(mark.style) :]
        return
    within = bool(_ARABIC_IN_BRACKETS.match(mark.text)) and bool(stack) and bool(_ARABIC.match(stack[-1][0].text))
    while stack and not within and stack[-1][0].level >= mark.level:
        stack.pop()


def _context(row: Sequence[Cell], panel: _Panel, header_lines: tuple[int, ...], table: Table) -> tuple[int, ...]:
    own = [row[c].start for c in (*panel.codes, *panel.labels) if row[c].text]
    return tuple(dict.fromkeys((*header_lines, *((table.unit_line,) if table.unit_line else ()), *own)))


def _figure(
    cell: Cell, column: Column, unit: str, code: str | None, name: str, groups: tuple[str, ...], context: tuple[int, ...], row: int
) -> Iterator[GridFigure]:
    measure = column.measure
    label_unit = _LABEL_UNIT.search(name)
    if label_unit:
        name = name[: label_unit.start()].strip() or name
        unit, measure = label_unit.group(1).replace("輛", "辆"), "count" if measure == "amount" else measure
    declared = column.unit or ("" if measure == "count" and not label_unit else unit)
    amount = parse_cell(cell.text, declared)
    path = groups
    item = name
    if not name:
        item = column.item[-1] if column.item else ""
        path = (*groups, *column.item[:-1])
    if amount is None:
        if re.search(r"\d", cell.text):
            yield GridFigure(item, path, column.name, "text", column.basis, None, "", 0, False, cell.text, cell, context, row, code=code)
        return
    if amount.unit == "%" and measure == "amount":
        measure = "share" if "占" in column.name else "value"
    yield GridFigure(
        item, path, column.name, measure, column.basis, amount.value, amount.unit, amount.decimals, amount.approximate,
        cell.text, cell, context, row, code=code, period=column.period, against=column.against,
    )  # fmt: skip
