"""Web pages give their blocks and tables in order, numbered by the file's lines; what is not shown is not read."""

from __future__ import annotations

import quopri
import time
from pathlib import Path

import pytest

from index.errors import ReportError
from index.readers.html import read_html, read_mht
from index.types import Document


def _read(tmp_path: Path, text: str | bytes) -> Document:
    path = tmp_path / "page.html"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_html(path)


def _lines(document: Document) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in document.lines]


def _texts(grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def test_one_block_a_line_keeps_the_files_numbers(tmp_path: Path) -> None:
    """A page with one block a line is numbered as an editor numbers it, table rows included."""
    text = (
        "<html><body><h2>某局2021年决算</h2>\n<p>一、收入100万元。</p>\n\n<table><tr><th>项目</th><th>决算</th></tr>\n"
        "<tr><td>接待费</td><td>3.18</td></tr></table>\n<p>二、<b>支出</b>90万元。</p></body></html>"
    )
    document = _read(tmp_path, text)
    assert _lines(document) == [
        (1, "某局2021年决算"), (2, "一、收入100万元。"), (4, "项目\t决算"), (5, "接待费\t3.18"), (6, "二、支出90万元。"),
    ]  # fmt: skip
    assert all(line.place is None for line in document.lines)
    assert (document.grids[0].start, document.grids[0].end) == (4, 5)


def test_many_blocks_on_one_line_count_on_and_say_where_they_stand(tmp_path: Path) -> None:
    """Where a line of the file holds several blocks, numbers rise by one and the place names the file's line."""
    document = _read(tmp_path, "<p>甲</p><p>乙<br>丙</p>\n<p>丁</p>\n\n\n\n<p>戊</p>")
    assert [(line.number, line.text, line.place) for line in document.lines] == [
        (1, "甲", None), (2, "乙", "line 1"), (3, "丙", "line 1"), (4, "丁", "line 2"), (6, "戊", None),
    ]  # fmt: skip


def test_block_begins_where_its_text_begins(tmp_path: Path) -> None:
    """Tags on lines of their own, tags over several lines and comments do not shift the number of a text."""
    text = '<div\n class="a">\n<div>\n  <!-- x\n y -->\n  <span>收入\n100万元</span>\n</div></div>尾\n<table>\n<tr>\n<td>甲</td>\n<td>1</td>\n</tr></table>'
    assert _lines(_read(tmp_path, text)) == [(6, "收入100万元"), (8, "尾"), (11, "甲\t1")]


def test_spans_are_expanded(tmp_path: Path) -> None:
    """Covered cells repeat the text, marked; the line shows it once."""
    text = (
        "<table><tr><th rowspan=2>项目</th><th colspan=2>2021年</th></tr><tr><th>预算</th><th>决算</th></tr>"
        "<tr><td>合计</td><td></td><td>1<br>万元</td></tr></table>"
    )
    document = _read(tmp_path, text)
    (grid,) = document.grids
    assert _texts(grid) == [["项目", "2021年", "2021年"], ["项目", "预算", "决算"], ["合计", "", "1万元"]]
    assert [[cell.merged for cell in row] for row in grid.rows][:2] == [[False, False, True], [True, False, False]]
    assert [line.text for line in document.lines] == ["项目\t2021年\t", "\t预算\t决算", "合计\t\t1万元"]


def test_title_and_notes_inside_a_table_are_lines(tmp_path: Path) -> None:
    """A title over all columns, a unit row and a note below are no rows of the grid."""
    text = (
        "<table><caption>附表</caption><tr><td colspan=3>某局收支总表</td></tr><tr><td>编制单位：某局</td><td></td><td>单位：万元</td></tr>"
        "<tr><td>项目</td><td>预算</td><td>决算</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr>"
        "<tr><td colspan=3>注：本表为空表的，已说明。</td></tr></table>"
    )
    document = _read(tmp_path, text)
    (grid,) = document.grids
    assert _texts(grid) == [["项目", "预算", "决算"], ["甲", "1", "2"]]
    assert [line.text for line in document.lines][:3] == ["附表", "某局收支总表", "编制单位：某局\t单位：万元"]
    assert document.lines[-1].text == "注：本表为空表的，已说明。"


def test_years_as_header_are_no_caption(tmp_path: Path) -> None:
    """A header row of years alone belongs to its table."""
    text = "<table><tr><td>2021年</td><td>2022年</td></tr><tr><td>1</td><td>2</td></tr></table>"
    assert _texts(_read(tmp_path, text).grids[0])[0] == ["2021年", "2022年"]


def test_layout_tables_dissolve(tmp_path: Path) -> None:
    """Tables that only place text are lines; the table inside them is the grid."""
    inner = "<table><tr><td>项目</td><td>决算</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    document = _read(
        tmp_path,
        f"<table><tr><td>左栏</td><td><p>第一段</p>第二段{inner}</td></tr></table><table><tr><td>独文</td></tr></table>",
    )
    assert [line.text for line in document.lines] == ["左栏", "第一段", "第二段", "项目\t决算", "甲\t1", "独文"]
    assert len(document.grids) == 1


def test_markdown_with_a_table_in_tags(tmp_path: Path) -> None:
    """Lines outside the tags stay lines with their numbers; the table is a grid."""
    text = "# 某局决算\n\n一、收入100万元\n二、支出90万元\n<table>\n<tr><td>项目</td><td>决算</td></tr>\n<tr><td>甲</td><td>1</td></tr>\n</table>\n完\n"
    document = _read(tmp_path, text)
    assert _lines(document) == [
        (1, "# 某局决算"),
        (3, "一、收入100万元"),
        (4, "二、支出90万元"),
        (6, "项目\t决算"),
        (7, "甲\t1"),
        (9, "完"),
    ]
    assert len(document.grids) == 1


def test_upper_header_stays_with_its_table(tmp_path: Path) -> None:
    """A first row whose one cell stands over some columns only is a header, not a title."""
    text = (
        "<table><tr><td colspan=3>支出表</td></tr><tr><td></td><td colspan=2>2022年</td></tr><tr><td>项目</td><td>预算</td><td>决算</td></tr>"
        "<tr><td>甲</td><td>1</td><td>1,234,567.00</td></tr><tr><td></td><td></td><td>1,234,567.00</td></tr><tr><td>制表人：某</td></tr></table>"
    )
    document = _read(tmp_path, text)
    assert _texts(document.grids[0])[0] == ["", "2022年", "2022年"]
    assert (document.grids[0].start, document.grids[0].end) == (2, 5)
    assert [document.lines[0].text, document.lines[-1].text] == ["支出表", "制表人：某"]


def test_what_a_browser_hides_is_not_read(tmp_path: Path) -> None:
    """Scripts, styles, hidden elements, menus and comments give no line; entities are decoded."""
    text = (
        "<head><title>题</title><style>p{}</style></head><nav>导航</nav><div style='display: none'>隐</div><script>var a='<p>假</p>'</script>"
        "<ul class='main-menu'><li><a href=a>首页</a></li><li><a href=b>政务</a></li></ul><!-- 注 --><p hidden>藏</p>"
        "<div class='menu'>正文在此，收入100万元。<a>链</a></div><p>收入&nbsp;100&#x4E07;&#20803;&lt;含税&gt;</p>"
    )
    assert [line.text for line in _read(tmp_path, text).lines] == ["正文在此，收入100万元。链", "收入\xa0100万元<含税>"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gb18030", "gb2312"), ("big5", "big5"), ("gb18030", "utf-8"), ("utf-8", "gbk"), ("utf-16", "utf-8")],
)
def test_encoding_of_pages(tmp_path: Path, encoding: str, declared: str) -> None:
    """The declared encoding is taken if it fits, else the bytes decide."""
    text = f"<html><head><meta http-equiv=Content-Type content='text/html; charset={declared}'></head><p>收入合計與支出合計相等，決算總額100元</p>"
    assert _read(tmp_path, text.encode(encoding)).lines[0].text == "收入合計與支出合計相等，決算總額100元"


def test_page_saved_as_mime(tmp_path: Path) -> None:
    """A .doc that is a quoted-printable page is read, with character references that line breaks cut."""
    page = "<html><body><p>&#259\n10;&#2083\n7;100万元</p><table><tr><td>甲</td><td>1</td></tr></table></body></html>"
    body = quopri.encodestring(page.encode())
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n'
    path = tmp_path / "report.doc"
    path.write_bytes(head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body + b"\r\n--b--\r\n")
    document = read_mht(path)
    assert _lines(document) == [(1, "收入100万元"), (2, "甲\t1")]
    assert document.form == "html"


def test_mime_without_a_page_is_refused(tmp_path: Path) -> None:
    """A message of pictures only is refused."""
    path = tmp_path / "report.mht"
    path.write_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\n\nxx")
    with pytest.raises(ReportError, match="without a page"):
        read_mht(path)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 900 + "收入100万元", "<font>" * 50 + "<table><tr><td>甲<td>收入100万元" + "</font>" * 50, "<p" * 50_000 + "><p>收入100万元",
        "<!--" * 50_000 + "--><p>收入100万元", "<p>收入100万元" + "&#x10FFFF;&#xD800;&#0;" * 10_000, "<td>" * 50_000 + "收入100万元",
    ],
)  # fmt: skip
def test_broken_markup_loses_no_text(tmp_path: Path, text: str) -> None:
    """Deep nesting, tags that never end and impossible references neither hang nor lose the text that is there."""
    begun = time.monotonic()
    assert any("收入100万元" in line.text for line in _read(tmp_path, text).lines)
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    "text",
    ["<div>" * 20_000 + "收入", "<b>" * 50_000 + "收入", "<table><tr><td>" * 3000, "<table>" + "<tr><td rowspan=65534 colspan=1000>甲<td>乙" * 300],
)  # fmt: skip
def test_markup_made_to_burst_a_reader_is_refused(tmp_path: Path, text: str) -> None:
    """Where the parser would leave text out, or cells would multiply without end, the page is refused, soon."""
    begun = time.monotonic()
    with pytest.raises(ReportError, match="too deeply|400 columns"):
        _read(tmp_path, text)
    assert time.monotonic() - begun < 8
