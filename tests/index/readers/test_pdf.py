"""PDFs made here by hand, byte by byte, read as a whole file: faults, turned pages, tables, lines."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from index.errors import ReportError
from index.readers.pdf import read_pdf
from index.types import Document
from tests.pdf_writer import Page, file_of, make_pdf


def read(tmp_path: Path, data: bytes) -> Document:
    """Write the bytes to a file and read it."""
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def texts(document: Document, grid: int = 0) -> list[list[str]]:
    """The texts of a grid; a covered cell is a tilde."""
    return [["~" if cell.merged else cell.text for cell in row] for row in document.grids[grid].rows]


def small_table(page: Page) -> Page:
    """A title and a table of two columns."""
    page.text(60, 60, "收入决算表")
    page.grid([60, 160, 260], [100, 120, 140])
    for x, y, text in ((65, 114, "项目"), (165, 114, "决算数"), (65, 134, "基本支出"), (165, 134, "12.30")):
        page.text(x, y, text)
    return page


# --- tables


def test_row_of_a_table_is_one_line_with_page_and_box(tmp_path: Path) -> None:
    """A table row is one line, its cells joined by tabs, with its page and its box from the page's top left corner."""
    document = read(tmp_path, make_pdf(Page(), small_table(Page())))
    row = document.lines[-1]
    assert (document.form, document.pages, row.page) == ("pdf", 2, 2)
    assert row.text == "基本支出\t12.30"
    assert row.box == pytest.approx((60, 120, 260, 140), abs=0.5)
    cell = document.grids[0].rows[1][1]
    assert (cell.text, cell.start, document.grids[0].page) == ("12.30", row.number, 2)


def test_amount_stays_in_its_cell_wherever_it_is_printed(tmp_path: Path) -> None:
    """A value above its label's line, a wrapped and a letter-spaced name, and a number cut over two lines are read whole."""
    page = Page()
    page.grid([60, 160, 260, 360], [100, 130, 170])
    page.text(65, 120, "基本支出")
    page.text(170, 109, "1,234.50")
    page.text(65, 144, "因 公 出 国")
    page.text(65, 160, "（境） 费")
    page.text(265, 144, "1,234,567,890,12")
    page.text(265, 160, "3.45")
    assert texts(read(tmp_path, make_pdf(page))) == [
        ["基本支出", "1,234.50", ""],
        ["因公出国（境）费", "", "1,234,567,890,123.45"],
    ]


def test_merged_headers_repeat_over_the_cells_they_cover(tmp_path: Path) -> None:
    """A header over two columns and a label over two rows are repeated in covered cells, which are marked; the line leaves them empty."""
    page = Page()
    for y in (100, 140, 160):
        page.bar(60, y - 0.5, 360, y + 0.5)
    page.bar(160, 119.5, 360, 120.5)
    for x, top in ((60, 100), (160, 100), (260, 120), (360, 100)):
        page.bar(x - 0.5, top, x + 0.5, 160)
    for x, y, text in (
        (65, 124, "项目"),
        (200, 114, "支出"),
        (165, 134, "小计"),
        (265, 134, "其中"),
        (65, 154, "合计"),
        (165, 154, "3.00"),
    ):
        page.text(x, y, text)
    document = read(tmp_path, make_pdf(page))
    assert texts(document) == [["项目", "支出", "~"], ["~", "小计", "其中"], ["合计", "3.00", ""]]
    assert [cell.text for cell in document.grids[0].rows[1]] == ["项目", "小计", "其中"]
    assert [line.text for line in document.lines] == ["项目\t支出\t", "\t小计\t其中", "合计\t3.00\t"]


def test_number_wider_than_its_cell_is_not_cut(tmp_path: Path) -> None:
    """Digits that run over a ruling, or out of the table, stay with the cell that holds most of them."""
    page = Page()
    page.grid([60, 160, 200, 300], [100, 120, 140])
    page.text(65, 114, "甲")
    page.text(155, 114, "2,345,678.90")
    page.text(262, 134, "1,234,567.89")
    assert texts(read(tmp_path, make_pdf(page))) == [["甲", "2,345,678.90", ""], ["", "", "1,234,567.89"]]


def test_table_left_open_by_a_page_break_keeps_its_last_row(tmp_path: Path) -> None:
    """Where the lower ruling is missing, the upright ones bound the last row; where the outer ones are, the level ones do."""
    page = Page()
    for y in (100, 120):
        page.line(60, y, 360, y)
    for x in (160, 260):
        page.line(x, 100, x, 150)
    for x, y, text in (
        (65, 114, "项目"),
        (165, 114, "预算"),
        (265, 114, "决算"),
        (65, 136, "余款"),
        (265, 136, "9.90"),
    ):
        page.text(x, y, text)
    assert texts(read(tmp_path, make_pdf(page))) == [["项目", "预算", "决算"], ["余款", "", "9.90"]]


def test_rows_without_a_ruling_between_them_are_parted(tmp_path: Path) -> None:
    """Amounts below one another in several cells of one ruled row are rows of their own, with their labels."""
    page = Page()
    page.grid([60, 160, 260, 360], [100, 120, 200])
    for x, text in ((65, "项目"), (165, "预算"), (265, "决算")):
        page.text(x, 114, text)
    for y, row in (
        (135, ("基本支出", "1.00", "2.00")),
        (155, ("项目支出", "3.00", "4.00")),
        (175, ("合计", "4.00", "6.00")),
    ):
        for x, text in zip((65, 200, 300), row, strict=True):
            page.text(x, y, text)
    assert texts(read(tmp_path, make_pdf(page)))[1:] == [
        ["基本支出", "1.00", "2.00"],
        ["项目支出", "3.00", "4.00"],
        ["合计", "4.00", "6.00"],
    ]


def test_frame_of_one_column_holds_lines_not_a_grid(tmp_path: Path) -> None:
    """Running text in a ruled box is text."""
    page = Page()
    page.grid([60, 360], [100, 160])
    page.text(65, 120, "本表反映部门本年度的总收支情况。")
    document = read(tmp_path, make_pdf(page))
    assert document.grids == ()
    assert [line.text for line in document.lines] == ["本表反映部门本年度的总收支情况。"]


# --- lines


def test_letter_spacing_goes_and_column_gaps_stay(tmp_path: Path) -> None:
    """Spread titles are joined; two headings on one line keep two spaces; Latin words keep one."""
    page = Page()
    for index, text in enumerate(
        ("目    录", "收 入        支 出", "第一部分  概况", "the total is 3.5", "支出 100 万元")
    ):
        page.text(60, 60 + 20 * index, text)
    lines = [line.text for line in read(tmp_path, make_pdf(page)).lines]
    assert lines == ["目录", "收入  支出", "第一部分  概况", "the total is 3.5", "支出 100 万元"]


def test_bold_print_watermarks_and_turned_print_do_not_disturb(tmp_path: Path) -> None:
    """Text drawn twice is read once, a leaning watermark not at all, print turned by a quarter comes last."""
    page = Page()
    page.text(30, 400, "竖排", turn=(0, 1, -1, 0))
    page.text(200, 400, "内部资料", 60, turn=(0.7, 0.7, -0.7, 0.7))
    page.text(60, 60, "收入总计100.00万元")
    page.text(60.3, 60, "收入总计100.00万元")
    assert [line.text for line in read(tmp_path, make_pdf(page)).lines] == ["收入总计100.00万元", "竖排"]


@pytest.mark.parametrize(
    ("rotate", "matrix"), [(90, "0 1 -1 0 595 0"), (180, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 842")]
)
@pytest.mark.parametrize("shown_upright", [True, False])
def test_turned_pages_are_read_upright(tmp_path: Path, rotate: int, matrix: str, shown_upright: bool) -> None:
    """A landscape table on a portrait sheet reads the same, with and without the page's own turn; boxes are those of the shown page."""
    drawn = small_table(Page(595, 842) if rotate == 180 else Page(842, 595)).drawn
    page = Page(rotate=rotate if shown_upright else 0, drawn=[f"q {matrix} cm", *drawn, "Q"])
    document = read(tmp_path, make_pdf(page))
    assert [line.text for line in document.lines] == ["收入决算表", "项目\t决算数", "基本支出\t12.30"]
    box = document.lines[-1].box
    assert box is not None
    if shown_upright:
        assert box == pytest.approx((60, 120, 260, 140), abs=0.5)
    else:
        assert box[2] <= 595
        assert box[3] <= 842


# --- faults


def test_password_is_named_and_an_empty_one_is_no_hindrance(tmp_path: Path) -> None:
    """An encrypted file that opens without a password is read; one that asks for a password says so."""
    assert read(tmp_path, make_pdf(small_table(Page()), password=b"")).lines[0].text == "收入决算表"
    with pytest.raises(ReportError, match="protected by a password.*Remove the password"):
        read(tmp_path, make_pdf(small_table(Page()), password=b"secret"))


def test_report_of_pictures_says_which_pages_and_what_to_do(tmp_path: Path) -> None:
    """All pages pictures: a fault that names them; some: a warning that names them, the rest is read."""
    scanned = Page()
    scanned.picture()
    with pytest.raises(ReportError, match="page 1–3 hold only pictures.*Run OCR first"):
        read(tmp_path, make_pdf(scanned, scanned, scanned))
    document = read(tmp_path, make_pdf(scanned, small_table(Page()), scanned, scanned))
    assert [line.page for line in document.lines] == [2, 2, 2]
    assert document.warnings[0].startswith("page 1, 3–4: only a picture")


def test_empty_report_and_blank_page_are_told(tmp_path: Path) -> None:
    """Nothing printed is a fault; one page without text is a warning."""
    with pytest.raises(ReportError, match="page 1 holds no text"):
        read(tmp_path, make_pdf(Page()))
    assert read(tmp_path, make_pdf(Page(), small_table(Page()))).warnings == ("page 1: no text.",)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"no pdf at all", b"%PDF-1.7\n" + b"\0" * 5000])
def test_damaged_file_is_a_fault_that_names_it(tmp_path: Path, data: bytes) -> None:
    """What cannot be opened raises ReportError with the file and what to do."""
    with pytest.raises(ReportError, match=r"report\.pdf: .*(Fetch the file again|run OCR)"):
        read(tmp_path, data)


def test_file_cut_short_never_reads_as_whole(tmp_path: Path) -> None:
    """Wherever a file is cut, it raises ReportError or says that it may be cut short."""
    data = make_pdf(small_table(Page()), small_table(Page()))
    for end in range(200, len(data) - 8, 97):
        try:
            document = read(tmp_path, data[:end])
        except ReportError:
            continue
        assert "cut short" in document.warnings[-1]


def test_stream_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """A packed stream of half a gigabyte is refused before pdfium unpacks it."""
    bomb = zlib.compress(b" " * 100_000_000, 9)
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    things = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content]
    with pytest.raises(ReportError, match="stream of more than"):
        read(tmp_path, file_of(things))


def test_page_of_impossible_size_is_refused(tmp_path: Path) -> None:
    """A page larger than the format allows is a fault that names the page."""
    with pytest.raises(ReportError, match="page 2: the page is"):
        read(tmp_path, make_pdf(small_table(Page()), Page(width=90_000)))


def test_drawing_of_many_lines_is_read_as_text(tmp_path: Path) -> None:
    """A map or chart of more lines than any table is no table; its text is read and a warning names the page."""
    page = small_table(Page(height=3000))
    for index in range(600):
        page.line(10, 200 + 4 * index, 500, 200 + 4 * index)
    document = read(tmp_path, make_pdf(page))
    assert any("12.30" in line.text for line in document.lines)
    assert document.grids == ()
    assert document.warnings[0].startswith("page 1: too many lines are drawn")
