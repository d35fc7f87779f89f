"""Workbooks give each row as a line and each table as a grid, with the figures as the sheet prints them."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evals.fuzz_samples import compound_file, old_workbook_file, pack
from index.errors import ReportError
from index.read import read_document
from index.readers.number_format import exact, show_number
from index.readers.old_workbook import _shared_strings
from index.readers.sheets import read_xls, read_xlsx
from index.types import Document

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINK = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@pytest.fixture
def book(tmp_path: Path):
    """A new workbook and a way to read it back: `sheet`, `read()`."""

    class Book:
        workbook = Workbook()
        sheet: Worksheet = workbook.active

        def read(self) -> Document:
            self.workbook.save(tmp_path / "book.xlsx")
            return read_xlsx(tmp_path / "book.xlsx")

    Book.workbook = Workbook()
    Book.sheet = Book.workbook.active
    Book.sheet.title = "收支总表"
    return Book()


def _raw(tmp_path: Path, rows: str, after: str = "", **parts: bytes) -> Path:
    path = tmp_path / "raw.xlsx"
    relation = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    path.write_bytes(pack({
        "xl/workbook.xml": f'<workbook {SPACE} {LINK}><sheets><sheet name="表" r:id="r1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relation}</Relationships>".encode(),
        "xl/worksheets/sheet1.xml": f"<worksheet {SPACE}><sheetData>{rows}</sheetData>{after}</worksheet>".encode(),
    } | parts))  # fmt: skip
    return path


def _lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_title_unit_table_and_note(book) -> None:
    """The grid begins at the header; the title merged over it, the unit row and the note are lines with their place."""
    sheet = book.sheet
    sheet["A1"] = "某局2023年度收入支出决算总表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["D2"] = "公开01表", "单位：万元"
    for row in (
        ["项目", "预算", None, "完成率"],
        [None, "年初", "调整", None],
        ["一、支出", 12.5, 1234.5, 0.5],
        [],
        ["合计", 0, None, None],
        ["注：本表含结转。"],
    ):
        sheet.append(row)
    for merge in ("B3:C3", "A3:A4", "D3:D4"):
        sheet.merge_cells(merge)
    sheet["B5"].number_format, sheet["C5"].number_format, sheet["D5"].number_format = "0.00", "#,##0.00_ ", "0.00%"
    document = book.read()
    assert _lines(document) == [
        "某局2023年度收入支出决算总表", "公开01表\t单位：万元", "项目\t预算\t\t完成率", "\t年初\t调整\t", "一、支出\t12.50\t1,234.50\t50.00%",
        "合计\t0\t\t", "注：本表含结转。",
    ]  # fmt: skip
    assert [line.number for line in document.lines] == list(range(1, 8))
    assert document.lines[5].place == "sheet 收支总表 row 7"
    (grid,) = document.grids
    assert (grid.start, grid.end) == (3, 6)
    assert [cell.place for cell in grid.rows[2]] == ["A5", "B5", "C5", "D5"]
    assert [(cell.text, cell.merged) for cell in grid.rows[1]] == [
        ("项目", True),
        ("年初", False),
        ("调整", False),
        ("完成率", True),
    ]


@pytest.mark.parametrize(
    ("stored", "code", "printed"),
    [
        ("12.5", "0.00", "12.50"), ("0.5", "0.00%", "50.00%"), ("111.99000000000001", None, "111.99"), ("0.30000000000000004", "General", "0.3"),
        ("1234567.8", "#,##0.00", "1,234,567.80"), ("-1234.5", "#,##0.00_);[Red]\\(#,##0.00\\)", "-1,234.50"), ("1E-3", None, "0.001"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00"), ("-5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-5.00"),
        ("1.005", "0.00", "1.01"), ("12.5", '0.00"万元"', "12.50万元"), ("1234567", "#,##0,", "1,235"), ("12345", "0!.0000", "1.2345"),
        ("7", "000", "007"), ("44927", 'yyyy"年"m"月"', "2023年1月"), ("44927", "yyyy-mm-dd;@", "2023-01-01"), ("44927.5", "yyyy/m/d h:mm", "2023/1/1 12:00"),
        ("5", "@", "5"), ("5", '[>=10]0.0;[<10]0.00', "5.00"), ("0.125", "# ?/?", "0.125"), ("-0.001", "0.00", "0.00"), ("12", "[$¥-804]#,##0.00", "¥12.00"),
        ("100", "0;-0;;@", "100"), ("1e400", "0.00", "1" + "0" * 400), ("3", '""', "3"), ("0.1", "0.0%%", "10.0%"),
    ],
)  # fmt: skip
def test_numbers_print_as_their_format_says(stored: str, code: str | None, printed: str) -> None:
    """Decimals, thousands, percent, units in quotes, scaling and dates; binary tails are cut; a sign is a minus."""
    value = exact(stored)
    assert isinstance(value, Decimal)
    shown = show_number(value, code)
    assert shown == printed or (stored == "1e400" and Decimal(shown) == value)


def test_hidden_sheets_rows_and_columns_are_told(book) -> None:
    """What is not shown is not read, and a person is told so."""
    book.sheet.append(["项目", "编号", "决算"])
    book.sheet.append(["甲", "x1", 1])
    book.sheet.append(["乙", "x2", 2])
    book.sheet.row_dimensions[2].hidden = True
    book.sheet.column_dimensions["B"].hidden = True
    other = book.workbook.create_sheet("旧表")
    other["A1"] = "旧"
    other.sheet_state = "hidden"
    document = book.read()
    assert _lines(document) == ["项目\t决算", "乙\t2"]
    assert "sheet 旧表 is hidden: it was not read" in document.warnings
    assert sum("hidden" in warning for warning in document.warnings) == 3


def test_formula_without_a_saved_value_is_told(book) -> None:
    """Nothing is calculated: the cell stays blank and is named."""
    book.sheet.append(["项目", "决算"])
    book.sheet.append(["合计", "=1+1"])
    document = book.read()
    assert _lines(document)[1] == "合计\t"
    assert "B2" in document.warnings[0]


def test_last_corner_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    """Two cells at opposite corners, and a merge over nearly all between, are two lines."""
    rows = '<row r="1"><c r="A1" t="str"><v>甲</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    merge = '<mergeCells><mergeCell ref="A1:XFC1048575"/></mergeCells>'
    begun = time.monotonic()
    document = read_xlsx(_raw(tmp_path, rows, merge))
    assert [(line.text, line.place) for line in document.lines] == [
        ("甲", "sheet 表 row 1"),
        ("2", "sheet 表 row 1048576"),
    ]
    assert time.monotonic() - begun < 5


def test_several_tables_in_a_sheet_are_several_grids(book) -> None:
    """A title after an empty row ends one table and begins another."""
    for row in (
        ["一、收入情况表"],
        ["项目", "金额"],
        ["甲", 1],
        [],
        ["二、支出情况表"],
        ["项目", "金额"],
        ["乙", 2],
        ["其中：", None],
        ["丙", 3],
    ):
        book.sheet.append(row)
    first, second = book.read().grids
    assert [row[0].text for row in first.rows] == ["项目", "甲"]
    assert [row[0].text for row in second.rows] == ["项目", "乙", "其中：", "丙"]


def test_cells_without_places_follow_each_other(tmp_path: Path) -> None:
    """Files that leave out row and cell names are read in order."""
    document = read_xlsx(
        _raw(tmp_path, "<row><c><v>1</v></c><c><v>2.50</v></c></row><row><c><v>3</v></c><c t='b'><v>1</v></c></row>")
    )
    assert _lines(document) == ["1\t2.5", "3\tTRUE"]
    assert document.grids[0].rows[1][1].place == "B2"


def test_pictures_are_told_by_sheet(tmp_path: Path) -> None:
    """A workbook of pictures is refused with its sheets' names."""
    relations = b'<Relationships><Relationship Id="d" Target="../drawings/drawing1.xml"/></Relationships>'
    path = _raw(tmp_path, "", '<drawing r:id="d" xmlns:r="x"/>', **{"xl/worksheets/_rels/sheet1.xml.rels": relations})
    with pytest.raises(ReportError, match=r"only pictures \(sheet 表\)"):
        read_document(path)


@pytest.mark.parametrize(
    ("rows", "word"),
    [("", "no text"), ("<row><c><f>1</f></c></row>", "without saved values"), ("<row><c r='A1'><v>1</v>", "sheet1.xml is damaged"),
     ("<row r='99999999999'><c r='ZZZZ1'><v>1</v></c><c r='A9999999'><v>2</v></c></row>", None)],
)  # fmt: skip
def test_sheet_without_values_is_refused(tmp_path: Path, rows: str, word: str | None) -> None:
    """Empty, uncalculated and cut-off sheets are refused with the reason; impossible places harm nothing."""
    path = _raw(tmp_path, rows)
    if word is None:
        assert read_document(path).lines
        return
    with pytest.raises(ReportError, match=word) as caught:
        read_document(path)
    assert str(path) in str(caught.value)


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    """A sheet that declares entities is refused."""
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{('&a' + str(n - 1 if n > 1 else '') + ';') * 10}'>" for n in range(1, 12)
    )
    sheet = f"<?xml version='1.0'?>{bomb}]><worksheet {SPACE}><sheetData><row><c t='str'><v>&a11;甲</v></c></row></sheetData></worksheet>"
    path = _raw(tmp_path, "", **{"xl/worksheets/sheet1.xml": sheet.encode()})
    begun = time.monotonic()
    with pytest.raises(ReportError, match="declares entities"):
        read_document(path)
    assert time.monotonic() - begun < 5


def test_old_workbook_prints_as_its_formats_say(tmp_path: Path) -> None:
    """An .xls keeps printed decimals, percent, merges and places, as an .xlsx does."""
    path = tmp_path / "book.xls"
    path.write_bytes(old_workbook_file())
    document = read_xls(path)
    assert _lines(document) == [
        "样本局支出表",
        "项目\t决算数\t占比",
        "接待费\t1,234.50\t50.00%",
        "合计\t5,000.00\t100.00%",
    ]
    assert document.form == "xls"
    assert document.grids[0].start == 2
    assert document.grids[0].rows[1][1].place == "B3"


def test_old_workbook_damaged_or_locked_is_refused(tmp_path: Path) -> None:
    """A workbook cut off or encrypted says so."""
    path = tmp_path / "book.xls"
    path.write_bytes(
        compound_file(
            {"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12) + b"\x2f\x00\x02\x00ab\x0a\x00\x00\x00"}
        )
    )
    with pytest.raises(ReportError, match="encrypted"):
        read_document(path)
    path.write_bytes(compound_file({"Workbook": b"\x09\x08"}))
    with pytest.raises(ReportError, match="damaged workbook"):
        read_document(path)


def test_old_strings_run_on_over_records() -> None:
    """A string cut by the end of a record goes on in the next, which says anew how wide its characters are."""
    wide = "收入".encode("utf-16-le")
    head = b"\x02\x00\x00\x00\x02\x00\x00\x00"
    assert list(_shared_strings([head + b"\x04\x00\x01" + wide, b"\x00ab\x02\x00\x00cd"])) == ["收入ab", "cd"]
    assert list(_shared_strings([head + b"\x02\x00\x01", b"\x01" + wide + b"\x01\x00\x08\x01\x00z" + bytes(4)])) == [
        "收入",
        "z",
    ]
    assert list(_shared_strings([head + b"\xff\xff\x01" + wide])) == ["收入"]
