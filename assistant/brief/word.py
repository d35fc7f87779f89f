"""A briefing as a Word file: headings, tables, charts and real footnotes. The one home of python-docx for writing."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assistant.brief.native_charts import chart_for_word
from assistant.brief.telling import alternative, fit, note_text, sources_table, word
from assistant.brief.types import Brief, Cell, Picture, Section, Table
from assistant.brief.word_parts import Charts, Footnotes
from assistant.brief.word_styles import set_styles

PAGE_WIDTH_CM, PAGE_HEIGHT_CM, MARGIN_CM = 21.0, 29.7, 2.2
TEXT_WIDTH_CM = PAGE_WIDTH_CM - 2 * MARGIN_CM
CHART_HEIGHT_CM = 7.2
HEAD_FILL = "DCE6F1"


class WordWriter:
    """Writes one briefing."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._document: WordDocument = Document()
        self._footnotes = Footnotes(self._document)
        self._charts = Charts(self._document)
        self._notes = {note.number: note for note in brief.notes}

    def write(self) -> bytes:
        """The file's content."""
        brief = self._brief
        set_styles(self._document, brief.language)
        self._set_page()
        self._document.add_heading(fit(brief.title), 0)
        self._document.add_paragraph(fit(brief.subtitle), style="Subtitle")
        for section in brief.sections:
            self._write_section(section)
        self._write_sources()
        self._footnotes.finish()
        properties = self._document.core_properties
        properties.title, properties.subject = fit(brief.title)[:250], fit(brief.entity)[:250]
        properties.author, properties.comments = "Mingzhang", ""
        properties.language = "zh-CN" if brief.language == "zh" else "en-US"
        kept = BytesIO()
        self._document.save(kept)
        return kept.getvalue()

    def _set_page(self) -> None:
        page = self._document.sections[0]
        page.page_width, page.page_height = Cm(PAGE_WIDTH_CM), Cm(PAGE_HEIGHT_CM)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
        footer = page.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, after = word(self._brief, "page_footer", page="\0").split("\0")
        footer.add_run(before)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        shown, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "1"
        shown.append(text)
        field.append(shown)
        footer._p.append(field)
        footer.add_run(after)

    def _write_section(self, section: Section) -> None:
        self._document.add_heading(fit(section.title), 1)
        for text in section.texts:
            self._document.add_paragraph(fit(text))
        for table in section.tables:
            self._write_table(table)
        for text in section.remarks:
            self._document.add_paragraph(fit(text))
        for quote in section.quotes:
            paragraph = self._document.add_paragraph(style="List Bullet")
            paragraph.add_run(fit(quote.about)).bold = True
            paragraph.add_run(fit(word(self._brief, "quote_about", text=quote.text)))
            self._mark(paragraph, quote.notes)
        for picture in section.pictures:
            self._write_picture(picture)

    def _mark(self, paragraph: Paragraph, notes: tuple[int, ...]) -> None:
        for position, number in enumerate(notes):
            if position:
                paragraph.add_run(" ").font.superscript = True
            self._footnotes.refer(paragraph, number, fit(note_text(self._brief, self._notes[number])))

    def _write_table(self, table: Table) -> None:
        columns = len(table.headings)
        grid = self._document.add_table(rows=1, cols=columns, style="Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = _widths(table)
        _describe(grid, fit(table.caption))
        _repeat(grid.rows[0])
        for cell, heading in zip(grid.rows[0].cells, table.headings, strict=True):
            _fill(cell, HEAD_FILL)
            self._write_cell(cell, Cell(heading), "Table Heading", center=True)
        for row in table.rows:
            line = grid.add_row()
            _keep_whole(line)
            for cell, content in zip(line.cells, row, strict=True):
                self._write_cell(cell, content, "Table Text")
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width  # the grid, which LibreOffice goes by, and the cells, which Word goes by
            for cell in column.cells:
                cell.width = width
        self._document.add_paragraph(style="Table Text")

    def _write_cell(self, cell: _Cell, content: Cell, style: str, center: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.add_run(fit(content.text))
        if center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif content.value is not None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif content.missing:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._mark(paragraph, content.notes)

    def _write_picture(self, picture: Picture) -> None:
        chart, workbook = chart_for_word(picture, "rId1")
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        self._charts.add(paragraph, chart, workbook, (Cm(TEXT_WIDTH_CM - 1), Cm(CHART_HEIGHT_CM)), fit(alternative(self._brief, picture)))
        self._write_table(picture.table)

    def _write_sources(self) -> None:
        brief = self._brief
        self._document.add_heading(word(brief, "sources"), 1)
        self._document.add_paragraph(word(brief, "sources_told"))
        self._write_table(sources_table(brief))


WORDS_CM = 3.0
"""A column of words is no narrower, where the columns of figures can give way: names of items must not break at every word."""
MOST_CROWDED = 0.9
"""The part of their width that columns of figures keep."""


def _widths(table: Table) -> list[Emu]:
    """Columns of figures as wide as their longest text needs, the rest of the page for the columns of words."""
    narrow = {
        column: min(2.75, 0.165 * max(_length(row[column].text) + len(row[column].notes) * 2 for row in (*table.rows, _head(table))) + 0.65)
        for column in range(len(table.headings)) if column not in table.wide
    }  # fmt: skip
    crowded = min(1.0, max(MOST_CROWDED, (TEXT_WIDTH_CM - WORDS_CM * len(table.wide)) / max(1.0, sum(narrow.values()))))
    narrow = {column: width * crowded for column, width in narrow.items()}
    left = TEXT_WIDTH_CM - sum(narrow.values())
    weights = {column: min(160, max(10, *(_length(row[column].text) for row in (*table.rows, _head(table))))) ** 0.7 for column in table.wide}
    total = sum(weights.values())
    return [Cm(narrow[column]) if column in narrow else Cm(left * weights[column] / total) for column in range(len(table.headings))]


def _head(table: Table) -> tuple[Cell, ...]:
    return tuple(Cell(heading) for heading in table.headings)


def _length(text: str) -> int:
    """Letters, a Chinese one for two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _fill(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row) -> None:  # noqa: ANN001
    """The row stands again on every page that the table goes over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row) -> None:  # noqa: ANN001
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(grid, caption: str) -> None:  # noqa: ANN001
    mark = OxmlElement("w:tblCaption")
    mark.set(qn("w:val"), caption)
    grid._tbl.tblPr.append(mark)
