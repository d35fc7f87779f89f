"""Markdown, Excel and CSV: the same figures, as numbers where numbers belong, and no text that runs as a formula or markup."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import cycle

import pytest
from docx import Document
from openpyxl import load_workbook

from assistant.ask import Assistant
from assistant.brief.facts_table import COLUMNS, FactsRequest, fact_rows, facts_as_csv, facts_as_workbook
from assistant.brief.guarding import csv_text
from assistant.brief.markdown import escape, write_markdown
from assistant.brief.types import Brief, Cell, Table
from assistant.brief.word import WordWriter
from assistant.brief.workbook import write_workbook
from assistant.formulas import is_formula_like
from index.errors import RequestError

DANGEROUS = ["=1+1", "+A1", "-A1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1", "＝1+1", " =1", "-2+3+cmd|' /C calc'!A0"]


def test_the_workbook_holds_numbers(brief: Brief) -> None:
    """A figure is a number with its printed decimals, its unit and the text of its line beside it."""
    book = load_workbook(BytesIO(write_workbook(brief)))
    sheet = book["数字一览"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    row = next(row for row in rows if row[1] == "公务接待费" and row[2] == "2022年")
    assert row[3:8] == [4.33, "万元", "bazhong-gov-office-2022.txt", None, 88]
    assert row[8].startswith("3.公务接待费支出4.33万元")
    formats = {cell.number_format for cell in sheet["D"][1:]}
    assert {"#,##0.00", "#,##0"} <= formats
    figures = [cell for s in brief.sections for t in s.tables for r in t.rows for cell in r if cell.value is not None and cell.notes]
    assert [Decimal(str(row[3])) for row in rows] == [cell.value.normalize() for cell in figures]
    assert sum(len(one._charts) for one in book.worksheets) == 5


def test_markdown_holds_every_figure_and_footnote(brief: Brief) -> None:
    """Every footnote mark has its footnote, and the figures stand in the tables."""
    text = write_markdown(brief)
    for number in range(1, len(brief.notes) + 1):
        assert text.count(f"[^{number}]") >= 2
    assert "| 　" not in text
    assert "165.56万元[^19]" in text


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_is_known(text: str) -> None:
    """In CSV such text begins with an apostrophe, which shows that it is text."""
    assert is_formula_like(text)
    assert csv_text(text).startswith("'")


def test_no_text_runs_as_a_formula(brief: Brief) -> None:
    """Text of a report that looks like a formula is stored in a sheet as text."""
    texts = set()
    for sheet in load_workbook(BytesIO(write_workbook(_with_names(brief, *DANGEROUS)))).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        texts |= {cell.value for cell in cells}
    assert {"=1+1", "@SUM(A1)"} <= texts


MARKUP = ["<script>alert(1)</script>", "![x](http://x/y.png)", "| a | b |\n|---|", "`x`", "</w:t><w:br/>", "\x00\x0b\ud800", "[x](javascript:alert(1))"]


def test_markup_of_a_report_is_text(brief: Brief) -> None:
    """A name with markup or with characters that no file can hold is shown as text; no file is broken by it."""
    hostile = _with_names(brief, *MARKUP)
    told = write_markdown(hostile)
    assert "<script" not in told.replace("\\<", "")
    assert "](" not in told.replace("\\]", "")
    shown = "".join(paragraph.text for paragraph in Document(BytesIO(WordWriter(hostile).write())).paragraphs)
    assert "<script>alert(1)</script>" in shown
    assert load_workbook(BytesIO(write_workbook(hostile)))
    assert all("\n" not in escape(text) for text in MARKUP)


def _with_names(brief: Brief, *texts: str) -> Brief:
    """The briefing as if a hostile report had given the names, the lines and the file."""
    supply = cycle(texts)

    def renamed(table: Table) -> Table:
        return replace(table, rows=tuple((Cell(next(supply)), *row[1:]) for row in table.rows))

    sections = tuple(
        replace(
            section, texts=texts, remarks=texts, tables=tuple(renamed(table) for table in section.tables),
            quotes=tuple(replace(quote, about=next(supply), text=next(supply)) for quote in section.quotes),
            pictures=tuple(replace(picture, title=next(supply), table=renamed(picture.table)) for picture in section.pictures),
        ) for section in brief.sections
    )  # fmt: skip
    notes = tuple(
        replace(note, lines=tuple(replace(s, text=next(supply), file=next(supply), section=next(supply)) for s in note.lines))
        for note in brief.notes
    )
    return replace(brief, title=next(supply), entity=next(supply), sections=sections, notes=notes)


def test_facts_are_exported_as_held(assistant: Assistant) -> None:
    """The CSV holds every fact with its line's text; numbers in plain digits."""
    rows = fact_rows(assistant.library, FactsRequest())
    content = facts_as_csv(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    held = assistant.library.evidence(assistant.reports())[0].facts
    assert len(read) == len(held)
    row = next(row for row in read if row["line"] == "88" and row["measure"] == "amount")
    assert [row[name] for name in ("entity", "year", "item", "value", "unit", "printed")] == [
        "巴中市人民政府办公室", "2022", "公务接待费支出", "4.33", "万元", "4.33万元",
    ]  # fmt: skip
    assert row["text"].startswith("3.公务接待费支出4.33万元")
    assert tuple(read[0]) == COLUMNS


def test_facts_as_a_workbook(assistant: Assistant) -> None:
    """Values are numbers; a change keeps its sign."""
    rows = fact_rows(assistant.library, FactsRequest(item="公务接待费"))
    sheet = load_workbook(BytesIO(facts_as_workbook(rows))).active
    values = [cell.value for cell in sheet["M"][1:]]
    assert 4.33 in values
    assert -0.2 in values
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("asked", [FactsRequest(item="火星车"), FactsRequest(year=1999), FactsRequest(entity="火星基地")])
def test_facts_that_are_not_held(assistant: Assistant, asked: FactsRequest) -> None:
    """Facts of nothing that is held are refused by name."""
    with pytest.raises(RequestError):
        fact_rows(assistant.library, asked)
