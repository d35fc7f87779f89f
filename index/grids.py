"""Facts from tables: every filled cell under a header, with the labels, header and unit that give it meaning.

Forms are grids of several blocks: a header row rules the rows below it until the next header. Blank leading cells
repeat the label above (merged cells); a row shorter than its header is aligned from the right (a merged first cell).
A printed 0, a blank and "/" are three things: blanks and strokes make no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.amounts import parse_cell
from index.headers import Column, read_columns
from index.types import Cell, Table

_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*(万元|元|千元|亿元|百万元|%|人|辆|个)\s*[)）]")
_NOTHING = frozenset({"", "/", "—", "-", "──", "─", "－", "\\"})
_SUBJECT = re.compile(r"^项目(?:（政策）)?名称$")
_CODE = re.compile(r"^(?:[0-9A-Z]{8,}|\d{6,})\s*[-—－]\s*")
# Wording of treasury allotment notices that stands around a project's name.
_ALLOTMENT = re.compile(r"^现?拨付?你(?:单位|局|部门|校)(?P<name>.+?)(?:资金)?(?:如数)?[。]?$")
_LABEL_HEADS = re.compile(r"[级]指标$|^项\s*目$|科目|名称|类别|预算数.*[）)]$|^单位$|资金来源")
_FORM_HEAD = re.compile(r"指标|权重|得分|自评|目标|偏离|执行率")
_HEADER_BASIS: tuple[tuple[re.Pattern[str], str, str | None], ...] = (
    (re.compile(r"执行率|完成率|完成预算|完成比例"), "completion_rate", None),
    (re.compile(r"年初预算"), "amount", "年初预算"),
    (re.compile(r"(?:调整后?|全年)预算"), "amount", "调整预算"),
    (re.compile(r"执行数|决算|实际支出"), "amount", "决算"),
    (re.compile(r"指标值|目标值|年度指标"), "target", "目标"),
    (re.compile(r"完成值|实际完成"), "value", "完成"),
    (re.compile(r"权重|分值|满分"), "weight", None),
    (re.compile(r"得分|^总分"), "score", None),
    (re.compile(r"占比|比重"), "share", None),
    (re.compile(r"预算"), "amount", "预算"),
)


@dataclass(frozen=True, slots=True)
class GridFigure:
    """A filled cell: item, labels above it, column, value or text, and the lines that explain it.

    `subject` is (name, line) of what the form or its part is about.
    """

    item: str
    path: tuple[str, ...]
    column: str
    measure: str
    basis: str | None
    value: Decimal | None
    unit: str
    decimals: int
    approximate: bool
    printed: str
    cell: Cell
    context_lines: tuple[int, ...]
    row: int
    code: str | None = None
    period: str | None = None
    against: str | None = None
    subject: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: column names, how many leading columns hold labels, the unit it declares, the group it opens."""

    names: tuple[str, ...]
    labels: int
    unit: str
    group: str
    line: int

    @property
    def columns(self) -> dict[str, Column]:
        """The meaning of its columns by name; those of an evaluation form have their own (`_meaning`)."""
        if any(_FORM_HEAD.search(name) for name in self.names):
            return {}
        return dict(zip(self.names, read_columns([(name,) for name in self.names]), strict=True))


def table_subject(table: Table) -> tuple[str, int] | None:
    """(name, line) of what a form is about: the value of its 项目名称 row, freed of codes. None where there is none."""
    rows = table.rows
    return next((named for i, row in enumerate(rows) if (named := _named_in(row, rows[i + 1 : i + 2]))), None)


def clean_subject(text: str) -> str:
    """A project's name without its budget code and without the wording of an allotment notice."""
    previous = None
    while previous != text:
        previous, text = text, _CODE.sub("", text.strip())
    allotment = _ALLOTMENT.match(text)
    return allotment["name"] if allotment else text


def read_table(table: Table) -> Iterator[GridFigure]:
    """The filled cells of a table in print order."""
    header: Header | None = None
    labels: list[str] = []
    subject = table_subject(table)
    for index, row in enumerate(table.rows):
        subject = _named_in(row, table.rows[index + 1 : index + 2]) or subject
        found = _read_header(row, table.rows[index + 1 :], table.unit)
        if found is not None:
            header, labels = found, []
            continue
        if header is not None and _fits(row, header):
            figures = _read_row(row, index, header, labels)
        else:
            figures = _read_pairs(row, index, header.unit if header else table.unit)
        for figure in figures:
            yield replace(figure, subject=subject)


def _named_in(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> tuple[str, int] | None:
    """(name, line) where a row names what follows: 项目名称 with the name beside it, or alone in the row under it."""
    cells = [cell for cell in row if cell.text]
    if not cells or not _SUBJECT.match(cells[0].text.replace(" ", "")):
        return None
    if len(cells) == 1:
        under = [cell for other in below for cell in other if cell.text]
        return (clean_subject(under[0].text), under[0].start) if len(under) == 1 else None
    return clean_subject(cells[1].text), cells[1].start


def _is_label(text: str) -> bool:
    return bool(text) and parse_cell(text) is None and text not in _NOTHING


def _read_header(row: Sequence[Cell], below: Sequence[Sequence[Cell]], unit: str) -> Header | None:
    """A row of three or more short labels with a row of the same width under it, which holds what they name."""
    texts = [cell.text for cell in row]
    filled = [text for text in texts if text]
    if len(filled) < 3 or not all(_is_label(text) and len(text) <= 24 for text in filled):
        return None
    following = next((other for other in below if any(cell.text for cell in other)), None)
    if following is None:
        return None
    if len(following) == len(row) + 1 and _is_label(following[0].text) and parse_cell(following[1].text):
        # the column of labels has no head of its own
        found = next((m.group(1) for text in texts if (m := _UNIT.search(text))), unit)
        return Header(("", *texts), 1, found, "", row[0].start)
    if len(following) != len(row):
        return None
    if not any(parse_cell(cell.text) or len(cell.text) > 24 for cell in following) and texts[0]:
        return None
    found = next((m.group(1) for text in texts if (m := _UNIT.search(text))), unit)
    return Header(tuple(texts), _count_labels(texts), found, re.sub(r"[（(]\d+分[)）]$", "", texts[0]), row[0].start)


def _count_labels(names: Sequence[str]) -> int:
    """How many leading columns hold labels: the group column and those whose name says so."""
    count = 1
    while count < len(names) and _LABEL_HEADS.search(names[count]):
        count += 1
    return count


def _fits(row: Sequence[Cell], header: Header) -> bool:
    if len(row) == len(header.names):
        return True
    numbers = sum(parse_cell(cell.text) is not None for cell in row)
    return 3 <= len(row) < len(header.names) and numbers >= 2 and _is_label(row[0].text)


def _read_row(row: Sequence[Cell], index: int, header: Header, above: list[str]) -> Iterator[GridFigure]:
    if len(row) == len(header.names):
        names = header.names[header.labels :]
        cells = row[header.labels :]
        labels = _fill_labels([cell.text for cell in row[: header.labels]], above)
    else:
        names = _names_for(row, header)
        cells = row[1:]
        labels = [row[0].text]
    shown = [label for label in labels if label and label != header.group]
    if not shown:
        shown = [header.group]
    labelled = row[: header.labels] if len(row) == len(header.names) else row[:1]
    first_label = next((cell for cell in reversed(labelled) if cell.text), row[0])
    attributes = dict(zip(names, (cell.text for cell in cells), strict=True))
    for name, cell in zip(names, cells, strict=True):
        if cell.text in _NOTHING or name in ("指标性质", "度量单位", "计量单位"):
            continue
        yield _figure(shown, name, cell, attributes, header, (header.line, first_label.start), index)


def _names_for(row: Sequence[Cell], header: Header) -> tuple[str, ...]:
    """The column names of a row with too few cells: put against the right edge, or the left where its figures fit better."""
    right = header.names[-(len(row) - 1) :]
    left = header.names[1 : len(row)]
    return left if _misfits(row, left) < _misfits(row, right) else right


def _misfits(row: Sequence[Cell], names: Sequence[str]) -> int:
    """How many figures cannot be of their column: a weight over 100, a percentage that is no rate, a stroke for money."""
    count = 0
    for cell, name in zip(row[1:], names, strict=True):
        amount = parse_cell(cell.text)
        measure = _meaning(name)[0]
        if amount is None:
            count += measure == "amount" and cell.text in _NOTHING and bool(cell.text)
        elif amount.unit == "%":
            count += measure in ("amount", "weight", "score")
        else:
            count += measure in ("completion_rate", "share") or (measure in ("weight", "score") and amount.value > 100)
    return count


def _fill_labels(labels: list[str], above: list[str]) -> list[str]:
    """Blank leading labels repeat those above; a printed label ends the repetition to its right."""
    filled = list(labels)
    for position, text in enumerate(labels):
        if text:
            break
        if position < len(above):
            filled[position] = above[position]
    above[:] = filled
    return filled


def _figure(
    labels: Sequence[str],
    name: str,
    cell: Cell,
    attributes: dict[str, str],
    header: Header,
    context: tuple[int, int],
    row: int,
) -> GridFigure:
    measure, basis = _meaning(name)
    told = header.columns.get(name)
    if told is not None and measure in ("text", "amount"):
        basis = told.basis or basis
        measure = told.measure if told.basis or told.period or told.measure != "amount" else measure
    period, against = (told.period, told.against) if told else (None, None)
    unit = {"weight": "分", "score": "分"}.get(measure) or (
        attributes.get("度量单位") or attributes.get("计量单位") or "" if measure in ("target", "value") else ""
    )
    unit = (
        unit
        or (m.group(1) if (m := _UNIT.search(name)) else "")
        or (header.unit if measure in ("amount", "text", "change") else "")
    )
    amount = parse_cell(cell.text, unit)
    labels = [re.sub(r"^其中[:：]", "", label) for label in labels]
    path = tuple(labels[:-1]) + ((header.group,) if header.group and header.group != labels[-1] else ())
    if amount is None:
        return GridFigure(labels[-1], path, name, measure if measure in ("target", "value") else "text", basis, None, "", 0,
                          False, cell.text, cell, context, row, period=period, against=against)  # fmt: skip
    measure = "amount" if measure == "text" else measure
    return GridFigure(labels[-1], path, name, measure, basis, amount.value, amount.unit, amount.decimals,
                      amount.approximate, cell.text, cell, context, row, period=period, against=against)  # fmt: skip


def _meaning(name: str) -> tuple[str, str | None]:
    for pattern, measure, basis in _HEADER_BASIS:
        if pattern.search(name):
            return measure, basis
    return "text", None


_LABELLED = re.compile(r"^(?P<label>[\u4e00-\u9fff]{2,8})\s*[:：]\s*(?P<value>\S.{0,40})$")


def _read_pairs(row: Sequence[Cell], index: int, unit: str = "") -> Iterator[GridFigure]:
    """Rows outside a header: label and value side by side, or in one cell (项目负责人：…), once or twice in a row."""
    cells = [cell for cell in row if cell.text]
    labelled = [(cell, match) for cell in cells if (match := _LABELLED.match(cell.text))]
    if labelled and len(labelled) == len(cells):
        for cell, match in labelled:
            yield GridFigure(match["label"], (), "", "text", None, None, "", 0, False, match["value"], cell, (), index)
        return
    for label, value in zip(cells[::2], cells[1::2], strict=False):
        if not _is_label(label.text) or value.text in _NOTHING:
            continue
        measure, basis = _meaning(label.text)
        amount = parse_cell(value.text, {"score": "分", "amount": unit, "text": unit}.get(measure, ""))
        if re.search(r"编码|代码|编号|电话", label.text):
            amount = None  # a code, not a figure
        name = re.sub(r"^\d+[.．、]\s*", "", label.text)
        yield GridFigure(name, (), "", "amount" if amount and measure == "text" else measure if amount else "text", basis,
                         amount.value if amount else None, amount.unit if amount else "", amount.decimals if amount else 0,
                         amount.approximate if amount else False, value.text, value, (label.start,), index)  # fmt: skip
