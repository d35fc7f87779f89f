"""A briefing as an Excel workbook: figures as numbers with their unit, source line and text. The home of openpyxl for writing."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.brief.guarding import cell_text
from assistant.brief.native_charts import fill_sheet, make_chart
from assistant.brief.telling import note_text, sources_table, word
from assistant.brief.types import Brief, Cell, Section, Table

HEAD = PatternFill("solid", fgColor="DCE6F1")
LONGEST_SHEET_NAME = 31
CHART_ROWS = 18


def write_workbook(brief: Brief) -> bytes:
    """The workbook: a sheet a section, one with all figures and their sources, one with the sources alone."""
    book = Workbook()
    cover = book.active
    cover.title = _sheet_name(word(brief, "about_title"))
    _write_texts(cover, (brief.title, brief.subtitle))
    cover["A1"].font = Font(bold=True, size=14)
    for section in brief.sections:
        if section.key == "about":
            end = _write_texts(cover, section.texts, top=4)
            for row in range(4, end):
                cover.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
            cover.column_dimensions["A"].width = 110
            continue
        _write_section(brief, book.create_sheet(_sheet_name(section.title)), section)
    _write_figures(brief, book.create_sheet(_sheet_name(word(brief, "figures"))))
    _write_table(book.create_sheet(_sheet_name(word(brief, "sources"))), sources_table(brief), 1)
    _write_notes(brief, book.create_sheet(_sheet_name(word(brief, "notes"))))
    for sheet in book.worksheets:
        _set_print(sheet)
    book.properties.title, book.properties.creator = cell_text(brief.title)[:250], "Mingzhang"
    book.properties.language = "zh-CN" if brief.language == "zh" else "en-US"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _set_print(sheet: Worksheet) -> None:
    """On paper a sheet is as wide as a page lying on its side."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write text as text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = cell_text(text)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def number_format(decimals: int) -> str:
    """The format that shows a number with its printed decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _write_texts(sheet: Worksheet, texts: tuple[str, ...], top: int = 1) -> int:
    for number, text in enumerate(texts, start=top):
        put(sheet, number, 1, text)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=False)
    return top + len(texts)


def _write_section(brief: Brief, sheet: Worksheet, section: Section) -> None:
    row = _write_texts(sheet, section.texts) + 1
    for table in section.tables:
        row = _write_table(sheet, table, row, word(brief, "head_unit"), word(brief, "head_note")) + 1
    row = _write_texts(sheet, section.remarks, row) + 1 if section.remarks else row
    if section.quotes:
        headings = (word(brief, "head_item"), word(brief, "head_text"), word(brief, "head_note"))
        rows = tuple((Cell(quote.about), Cell(quote.text), Cell(_marks(quote.notes))) for quote in section.quotes)
        row = _write_table(sheet, Table(section.title, headings, rows, wide=(0, 1)), row) + 1
    for picture in section.pictures:
        fill_sheet(sheet, picture, row)
        chart = make_chart(sheet, picture, row)
        chart.width, chart.height = 20, 8
        sheet.add_chart(chart, f"{get_column_letter(len(picture.series) + 3)}{row}")
        row += max(CHART_ROWS, len(picture.table.rows) + 2)
        sheet.column_dimensions["A"].width = 30


def _write_table(sheet: Worksheet, table: Table, top: int, unit: str = "", note: str = "") -> int:
    """A table; with `unit` and `note` each column of figures is followed by its unit and its footnotes."""
    figured = [any(row[column].value is not None for row in table.rows) and bool(unit) for column in range(len(table.headings))]
    column = 1
    for position, heading in enumerate(table.headings):
        for text in (heading, unit, note) if figured[position] else (heading,):
            put(sheet, top, column, text)
            sheet.cell(top, column).fill, sheet.cell(top, column).font = HEAD, Font(bold=True)
            column += 1
    for number, row in enumerate(table.rows, start=top + 1):
        column = 1
        for position, cell in enumerate(row):
            column = _write_cell(sheet, number, column, cell, figured[position])
    _set_widths(sheet, table, figured)
    return top + len(table.rows) + 1


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, figured: bool) -> int:
    if cell.value is None:
        put(sheet, row, column, cell.text)
    else:
        spot = sheet.cell(row, column, cell.value)
        spot.number_format, spot.alignment = number_format(cell.decimals), Alignment(vertical="top")
    if not figured:
        return column + 1
    put(sheet, row, column + 1, cell.unit)
    put(sheet, row, column + 2, _marks(cell.notes))
    return column + 3


def _set_widths(sheet: Worksheet, table: Table, figured: list[bool]) -> None:
    column = 1
    for position, is_figure in enumerate(figured):
        longest = max((len(row[position].text) for row in table.rows), default=8)
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(14, longest * 1.6)) if position in table.wide else 14
        column += 3 if is_figure else 1


def _write_figures(brief: Brief, sheet: Worksheet) -> None:
    """Every figure of the briefing once more, a row each, with the line it stands on or its working."""
    names = ("section", "item", "column", "figure", "unit", "file", "page", "line", "text", "working")
    for column, name in enumerate(names, start=1):
        put(sheet, 1, column, word(brief, f"head_{name}"))
        sheet.cell(1, column).fill, sheet.cell(1, column).font = HEAD, Font(bold=True)
    known = {note.number: note for note in brief.notes}
    number = 2
    for section in brief.sections:
        for table in section.tables:
            for row in table.rows:
                for heading, cell in zip(table.headings, row, strict=True):
                    if cell.value is None or not cell.notes:
                        continue
                    note = known[cell.notes[0]]
                    first = note.lines[0] if note.lines else None
                    for column, text in ((1, section.title), (2, row[0].text.strip("\u3000 ")), (3, heading), (5, cell.unit)):
                        put(sheet, number, column, text)
                    value = sheet.cell(number, 4, cell.value)
                    value.number_format = number_format(cell.decimals)
                    if first is not None:
                        put(sheet, number, 6, first.file)
                        sheet.cell(number, 7, first.page)
                        sheet.cell(number, 8, first.line)
                        put(sheet, number, 9, " | ".join(source.text.strip() for source in note.lines))
                    else:
                        put(sheet, number, 10, note_text(brief, note))
                    number += 1
    for letter, width in zip("ABCDEFGHIJ", (18, 30, 14, 14, 8, 30, 6, 8, 80, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _write_notes(brief: Brief, sheet: Worksheet) -> None:
    for column, name in enumerate(("note", "text"), start=1):
        put(sheet, 1, column, word(brief, f"head_{name}"))
        sheet.cell(1, column).fill, sheet.cell(1, column).font = HEAD, Font(bold=True)
    for number, note in enumerate(brief.notes, start=2):
        sheet.cell(number, 1, note.number)
        put(sheet, number, 2, note_text(brief, note))
    sheet.column_dimensions["B"].width = 120


def _marks(notes: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in notes)


def _sheet_name(title: str) -> str:
    return "".join("·" if letter in "[]:*?/\\" else letter for letter in cell_text(title))[:LONGEST_SHEET_NAME]
