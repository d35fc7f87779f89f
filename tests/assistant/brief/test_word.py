"""The Word file: its figures are the briefing's, its footnotes real and verbatim, and LibreOffice opens it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import load_workbook

from assistant.brief.telling import note_text
from assistant.brief.types import Brief
from assistant.brief.word import WordWriter

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def content(brief: Brief) -> bytes:
    """The Chinese briefing's file."""
    return WordWriter(brief).write()


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def words(element: etree._Element) -> str:
    return "".join(element.itertext(qn("w:t")))


def test_tables_hold_the_figures(content: bytes, brief: Brief) -> None:
    """Every row of the key figures stands in the file's first table as the briefing has it."""
    table = Document(BytesIO(content)).tables[0]
    shown = [[re.sub(r"[\s\u3000]", "", cell.paragraphs[0].text) for cell in row.cells] for row in table.rows[1:]]
    figures = next(section for section in brief.sections if section.key == "key_figures").tables[0]
    wanted = [[re.sub(r"[\s\u3000]", "", cell.text) for cell in row] for row in figures.rows]
    assert shown == wanted


def test_footnotes_are_verbatim(content: bytes, brief: Brief) -> None:
    """Each footnote of the briefing is a footnote of the file, with the cited line letter by letter."""
    notes = {int(note.get(qn("w:id"))): words(note).strip() for note in part(content, "word/footnotes.xml")}
    assert [notes[note.number] for note in brief.notes] == [note_text(brief, note).replace("\t", "") for note in brief.notes]
    for note in brief.notes:
        for source in note.lines:
            assert source.text.strip().replace("\t", "") in notes[note.number]


def test_every_figure_of_a_table_carries_a_footnote(content: bytes, brief: Brief) -> None:
    """A cell of figures holds a footnote or a reference to one."""
    body = part(content, "word/document.xml")
    cells = list(body.iter(qn("w:tc")))
    figures = [cell for table in (s.tables for s in brief.sections) for one in table for row in one.rows for cell in row if cell.value is not None]
    noted = [cell for cell in cells if cell.find(f".//{qn('w:footnoteReference')}") is not None or "NOTEREF" in etree.tostring(cell).decode()]
    assert len(noted) >= len(figures) > 100
    references = [int(mark.get(qn("w:id"))) for mark in body.iter(qn("w:footnoteReference"))]
    assert references == [note.number for note in brief.notes]


def test_the_parts_that_word_asks_for(content: bytes) -> None:
    """Separators, settings, header rows that repeat, page numbers, A4 and the language are set."""
    separators = {note.get(qn("w:type")) for note in part(content, "word/footnotes.xml")}
    assert {"separator", "continuationSeparator"} <= separators
    assert part(content, "word/settings.xml").find(qn("w:footnotePr")) is not None
    body = part(content, "word/document.xml")
    tables = list(body.iter(qn("w:tbl")))
    assert all(table.find(f".//{qn('w:tblHeader')}") is not None for table in tables)
    page = body.find(f".//{qn('w:pgSz')}")
    assert (round(int(page.get(qn("w:w"))) / 20), round(int(page.get(qn("w:h"))) / 20)) == (595, 842)
    language = part(content, "word/styles.xml").find(f".//{qn('w:lang')}")
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("zh-CN", "zh-CN")
    assert "PAGE" in etree.tostring(part(content, "word/footer1.xml")).decode()


def test_charts_hold_the_figures(content: bytes, brief: Brief) -> None:
    """Each chart is a native one: its values, and those of the workbook inside it, are the briefing's figures."""
    pictures = next(section for section in brief.sections if section.key == "charts").pictures
    for number, picture in enumerate(pictures, start=1):
        wanted = [[row[column].value for row in picture.table.rows] for column in picture.series]
        chart = part(content, f"word/charts/chart{number}.xml")
        cached = [[float(v.text) for v in series.find(f"{CHART}val").iter(f"{CHART}v")] for series in chart.iter(f"{CHART}ser")]
        assert cached == [[float(value) for value in values] for values in wanted]
        with zipfile.ZipFile(BytesIO(content)) as package:
            sheet = load_workbook(BytesIO(package.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"))).active
        assert [[cell.value for cell in column[1:]] for column in list(sheet.columns)[1:]] == [[float(v) for v in values] for values in wanted]
    described = [mark.get("descr") for mark in part(content, "word/document.xml").iter(qn("wp:docPr"))]
    assert len(described) == len(pictures)
    assert all(picture.title in text for picture, text in zip(pictures, described, strict=True))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_libreoffice_opens_it(brief: Brief, english_brief: Brief, language: str, tmp_path: Path) -> None:
    """The file converts to PDF, and the PDF's text holds the key figures."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    made = brief if language == "zh" else english_brief
    (tmp_path / "brief.docx").write_bytes(WordWriter(made).write())
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "brief.docx"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert (tmp_path / "brief.pdf").exists(), run.stderr
    text = _pdf_text(tmp_path / "brief.pdf")
    for figure in ("2,659.55", "2,644.94", "116.32", "165.56", "-49.24", "-29.74%", "352.54", "214.17"):
        assert figure in text
    assert "111.99+49.04=161.03" in re.sub(r"\s", "", text)


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
