"""All facts of one report: prose and tables joined, each with period, scope, lines and section.

A fact is one printed figure, or one printed cell of a form. Derived figures are no facts: the assistant calculates them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.classification import Classification
from index.declared import Declared, declared_units, unit_at
from index.entity import level_names
from index.grids import GridFigure, read_table
from index.headings import split_mark
from index.inline import split_inline
from index.labels import EMPTY_LABELS, item_path
from index.paragraphs import Paragraph, join_wrapped
from index.prose import YEAR_BEFORE, ProseFigure, money_unit, read_paragraph
from index.sections import section_path
from index.statements import is_statement, read_statement
from index.types import Fact, Report, Section, SourceLine, Table

_FUNDS = (
    "一般公共预算财政拨款",
    "政府性基金预算财政拨款",
    "国有资本经营预算财政拨款",
    "政府性基金预算",
    "国有资本经营预算",
    "一般公共预算",
    "财政拨款",
)
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?:度)?(?:预算执行|执行|决算|部门决算|部门预算|单位|预算|财政)")
LONGEST_CELL_AS_LABEL = 60
_CODE = re.compile(r"[（(]\d{7}[)）]$")


def extract_facts(
    report: Report, lines: Sequence[SourceLine], sections: Sequence[Section], tables: Sequence[Table]
) -> tuple[Fact, ...]:
    """Facts in line order, with ids that are stable for the same text (`file#number`)."""
    names = tuple(sorted({*report.short_names, *([report.entity, *level_names(report.entity)] if report.entity else [])}, key=len, reverse=True))
    found = [*_from_prose(report, lines, sections, tables, names), *_from_tables(report, lines, tables, names)]
    found.sort(key=lambda fact: fact["line"])
    return tuple(Fact(id=f"{report.file}#{number}", **values) for number, values in enumerate(found, start=1))


def _from_prose(
    report: Report,
    lines: Sequence[SourceLine],
    sections: Sequence[Section],
    tables: Sequence[Table],
    names: tuple[str, ...],
) -> Iterator[dict]:
    inside = frozenset(number for table in tables for number in range(table.start, table.end + 1))
    declared = declared_units(lines, sections, inside)
    cells = {line.number for line in lines if line.text.startswith("\t")}  # a cell that belongs to no table found
    usual = _usual_unit(lines)
    subject = ""
    for paragraph in join_wrapped(lines, inside):
        if paragraph.start in cells:
            continue
        ruling = unit_at(declared, paragraph.start)
        first = ""
        for part, offset, path in _parts(paragraph, sections):
            for figure in read_paragraph(part, names, subject, ruling.unit if ruling else "", usual, _item_of(path)):
                first = first or figure.item
                yield _told(report, figure, paragraph, offset, path, ruling)
        subject = first or subject


# Names that say what a figure is only together with the heading over it ("五、政府采购。支出总额412.55万元").
GENERAL_ITEM = re.compile(r"^(?:全年|当年|实际|共)?(?:支出|收入|花费|采购)(?:总额|金额)?$|^(?:合计|金额|余额|限额|总额|经费)$")


def _heading_item(section: Sequence[str]) -> str:
    """What the innermost heading that names something names, without its mark and its words of telling (具体情况说明)."""
    for title in reversed(section):
        mark = split_mark(title)
        told = re.sub(r"[（(][^（）()]{0,4}[单單]位[^（）()]*[)）]\s*$", "", mark[2] if mark else title)
        bare = re.sub(r"(?:的)?(?:决算|预算)?(?:具体|总体|分项)?(?:情况)?(?:的)?(?:说明|情况|分析)?[。：:]?$", "", told)
        if bare and bare not in EMPTY_LABELS:
            return bare if 2 <= len(bare) <= 24 else ""
    return ""


def _item_of(section: Sequence[str]) -> tuple[str, ...]:
    """(类, 款, 项) where the heading of a section is an item of the classification, written in full; else empty."""
    if not section:
        return ()
    mark = split_mark(section[-1])
    title = mark[2] if mark else section[-1]
    known = Classification.load()
    name = _CODE.sub("", title.strip("。：: "))
    return item_path(title) or known.path_of(name) or ((name,) if any(len(code) == 7 for code in known.codes(name)) else ())


def _usual_unit(lines: Sequence[SourceLine]) -> str:
    """The money unit that the report's text prints most, "" where it prints none."""
    counts = Counter(unit for line in lines for unit in re.findall(r"\d\s*((?:百|千)?[万亿]?元)", line.text))
    return counts.most_common(1)[0][0] if counts else ""


def _parts(paragraph: Paragraph, sections: Sequence[Section]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """(text, offset, section) of a paragraph; one that holds headings within itself is taken apart at them."""
    path = outer = section_path(sections, paragraph.start)
    headings = split_inline(paragraph.text)
    position = 0
    for start, end, inner in headings:
        if paragraph.text[position:start].strip():
            yield paragraph.text[position:start], position, path
        path, position = (*outer, *inner), end
    yield paragraph.text[position:], position, path


def _told(
    report: Report, figure: ProseFigure, paragraph: Paragraph, offset: int, path: tuple[str, ...], ruling: Declared | None
) -> dict:
    """The fact of a figure in prose, on the printed line it stands on; the lines of its sentence before it give it meaning."""
    line = paragraph.line_at(offset + figure.offset)
    context = [number for _, number in paragraph.pieces if number < line][-2:]
    if ruling and not re.search(r"[^\d,.\s+-]", figure.printed) and ruling.line < line:
        context.insert(0, ruling.line)
    return _prose_fact(
        report, figure, line, path, context_lines=tuple(dict.fromkeys(context)), end_line=max(line, paragraph.end)
    )


def _prose_fact(report: Report, figure: ProseFigure, line: int, section: tuple[str, ...], **more: object) -> dict:
    label = figure.item or _heading_item(section) or (section[-1] if section else "")
    heading = _heading_item(section) if not figure.path and GENERAL_ITEM.match(figure.item) else ""
    unit = money_unit(figure.unit, label) if not figure.item else figure.unit
    values = {
        "file": report.file,
        "item": label,
        "path": (heading,) if heading else figure.path,
        "code": None,
        "period": _period(report, figure.period, section),
        "measure": figure.measure,
        "basis": figure.basis or _default_basis(report, figure.measure, _period(report, figure.period, section)),
        "against": figure.against,
        "fund_scope": _fund_scope(label, section),
        "value": figure.value,
        "unit": unit,
        "decimals": figure.decimals,
        "approximate": figure.approximate,
        "printed": figure.printed,
        "line": line,
        "end_line": line,
        "context_lines": (),
        "clause": figure.clause,
        "section": section,
        "table": None,
        "row": None,
        "column": None,
    }
    return {**values, **more}


def _from_tables(
    report: Report, lines: Sequence[SourceLine], tables: Sequence[Table], names: tuple[str, ...]
) -> Iterator[dict]:
    for number, table in enumerate(tables, start=1):
        for figure in read_statement(table) if is_statement(table) else read_table(table):
            yield _table_fact(report, figure, table, number, figure.subject)
            yield from _facts_of_cell(report, figure, table, number, figure.subject, names)


def _table_fact(report: Report, figure: GridFigure, table: Table, number: int, subject: tuple[str, int] | None) -> dict:
    path = ((subject[0],) if subject else ()) + figure.path
    item = figure.item if len(figure.item) <= LONGEST_CELL_AS_LABEL else figure.column or table.title
    named_by_title = not item and bool(table.title)
    item = item or table.title or figure.column
    context = figure.context_lines + ((subject[1],) if subject else ())
    context += (table.title_line,) if named_by_title and table.title_line else ()
    return {
        "file": report.file,
        "item": item,
        "path": path,
        "code": figure.code,
        "period": _period(report, figure.period),
        "measure": figure.measure,
        "basis": figure.basis or _default_basis(report, figure.measure),
        "against": figure.against,
        "fund_scope": _fund_scope(figure.column, (table.title,)),
        "value": figure.value,
        "unit": figure.unit,
        "decimals": figure.decimals,
        "approximate": figure.approximate,
        "printed": figure.printed,
        "line": figure.cell.start,
        "end_line": figure.cell.end,
        "context_lines": tuple(sorted({line for line in context if line != figure.cell.start})),
        "clause": "",
        "section": table.section + (table.title,) if table.title not in table.section else table.section,
        "table": number,
        "row": figure.row,
        "column": figure.column or None,
    }


def _facts_of_cell(
    report: Report,
    figure: GridFigure,
    table: Table,
    number: int,
    subject: tuple[str, int] | None,
    names: tuple[str, ...],
) -> Iterator[dict]:
    """The figures told in a cell of running text ("发布信息36922条；制作…图解40期")."""
    if figure.measure != "text" or len(figure.printed) < 4 or not re.search(r"\d", figure.printed):
        return
    if re.match(r"^[0-9A-Z]{8,}", figure.printed):
        return
    for told in read_paragraph(figure.printed, names):
        name = figure.item if figure.code or subject is None else figure.column or figure.item  # a remark is its row's
        path = ((subject[0],) if subject else ()) + ((name,) if len(name) < 30 else ())
        yield _prose_fact(
            report, told, figure.cell.start, table.section, path=path + told.path, end_line=figure.cell.end,
            table=number, row=figure.row, column=figure.column or None, context_lines=(subject[1],) if subject else (),
        )  # fmt: skip


def _period(report: Report, printed: str | None, section: tuple[str, ...] = ()) -> str | None:
    """The year a figure is of: the one printed with it, the year before for 上年, else its section's or the report's own.

    A report that tells a year's execution and the next year's budget names the year in the headings of its parts.
    """
    titled = next((int(m.group(1)) for title in reversed(section) if (m := _TITLE_YEAR.search(title))), None)
    own = titled if titled and report.year and titled in (report.year - 1, report.year) else report.year
    if printed == YEAR_BEFORE:
        return str(own - 1) if own else YEAR_BEFORE
    return printed or (str(own) if own else None)


def _default_basis(report: Report, measure: str, period: str | None = None) -> str | None:
    if report.kind == "预算" and period and report.year and period < str(report.year):
        return None  # what a budget tells of an earlier year may be its execution or its budget
    if measure == "amount" and report.kind in ("决算", "预算"):
        return report.kind
    return None


def _fund_scope(item: str, section: tuple[str, ...]) -> str | None:
    for text in (item, *reversed(section)):
        for fund in _FUNDS:
            if fund in text:
                return fund
    return None
