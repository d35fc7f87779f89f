"""Text that nobody sees is not read, and a warning says so; white print on a dark ground is seen, and read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.attacks.files import write_file
from evals.attacks.reports import ROWS, TITLE, Block
from index.errors import ReportError
from index.reading import Reading, read_report
from tests.pdf_writer import Page, make_pdf

HIDDEN = "2023年会议费支出999万元。"
HONEST = [Block("title", TITLE), Block("text", "2023年度公务接待费支出4.33万元。"), Block("unit", "单位：万元"), Block("table", rows=ROWS)]
WAYS = {
    "html": ("display", "visibility", "attribute", "class", "tiny", "opacity", "offscreen", "white"),
    "docx": ("vanish", "white", "tiny"),
    "xlsx": ("row", "column", "sheet", "format", "white"),
    "pdf": ("tiny", "white", "invisible"),
}
SILENT = {
    "html": ("comment", "alt", "title", "meta", "script"),
    "docx": ("comment", "alt", "page_header", "deleted"),
    "xlsx": ("cell_comment",),
    "pdf": ("outside",),
}


def read(tmp_path: Path, blocks: list[Block], form: str) -> Reading:
    """The reading of blocks as a file of a form; skips where no such file can be written."""
    if form == "pdf":
        pytest.importorskip("reportlab")
    path = tmp_path / f"report.{form}"
    path.write_bytes(write_file(blocks, form))
    return read_report(path)


def printed(reading: Reading) -> set[str]:
    """The figures that are facts."""
    return {fact.printed for fact in reading.facts}


def hidden_in(how: str) -> list[Block]:
    """The honest report with a hidden sentence after its second block."""
    return [*HONEST[:2], Block("text", HIDDEN, hidden=how), *HONEST[2:]]


@pytest.mark.parametrize(("form", "how"), [(form, how) for form, ways in WAYS.items() for how in ways])
def test_what_nobody_sees_is_not_read_and_told(tmp_path: Path, form: str, how: str) -> None:
    """The hidden figure is no fact and on no line, the others are; one warning speaks of it."""
    reading = read(tmp_path, hidden_in(how), form)
    assert {"4.33万元", "4.33", "8.88"} <= printed(reading)
    assert not any("999" in line.text for line in reading.lines)
    assert len([told for told in reading.warnings if "not read" in told]) == 1


@pytest.mark.parametrize(("form", "how"), [(form, how) for form, ways in SILENT.items() for how in ways])
def test_what_is_no_text_of_the_report_is_not_read(tmp_path: Path, form: str, how: str) -> None:
    """Comments, stand-in texts, running heads, deletions and what lies off the page are no lines."""
    reading = read(tmp_path, hidden_in(how), form)
    assert {"4.33", "8.88"} <= printed(reading)
    assert not any("999" in line.text for line in reading.lines)


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "pdf"])
def test_the_same_text_unhidden_is_read(tmp_path: Path, form: str) -> None:
    """The tests above can fail: shown, the sentence is read."""
    assert "999万元" in printed(read(tmp_path, hidden_in(""), form))


@pytest.mark.parametrize("form", ["html", "docx"])
def test_white_print_on_a_dark_ground_is_read(tmp_path: Path, form: str) -> None:
    """Headers of tables are often set so."""
    blocks = [*HONEST[:3], replace(HONEST[3], hidden="white_on_dark")]
    shown, honest = read(tmp_path, blocks, form), read(tmp_path, HONEST, form)
    assert [(fact.item, fact.column, fact.printed) for fact in shown.facts] == [(fact.item, fact.column, fact.printed) for fact in honest.facts]
    assert shown.warnings == ()


def page_of(body: str, sheet: str = "") -> str:
    """A web page of the honest report with more in its body and a style sheet."""
    return f"<html><head><style>{sheet}</style></head><body><h1>{TITLE}</h1><p>2023年度公务接待费支出4.33万元。</p>{body}</body></html>"


def read_page(tmp_path: Path, page: str) -> Reading:
    """The reading of a web page."""
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    return read_report(path)


@pytest.mark.parametrize(
    ("body", "sheet"),
    [
        ('<div class="tab">2023年会议费支出999万元。</div>', ".tab { display: none } .tab.on { display: block }"),
        ('<div class="tab">2023年会议费支出999万元。' + "全部内容由脚本显示。" * 30 + "</div>", ".tab { display: none }"),
        ('<p style="color:#fff" class="banner">2023年会议费支出999万元。</p>', ""),
        ('<table bgcolor="#003366"><tr><td style="color:white">2023年会议费支出999万元。</td></tr></table>', ""),
        ('<p style="opacity:0.9">2023年会议费支出999万元。</p>', ""),
        ('<p style="font-size:10px;margin-left:-10px">2023年会议费支出999万元。</p>', ""),
        ('<p style="background-color:#fff;color:#333">2023年会议费支出999万元。</p>', ""),
        ('<div class="wide tab2">2023年会议费支出999万元。</div>', "ul .tab2 { display: none }"),
    ],
)
def test_where_a_style_is_in_doubt_the_text_is_read(tmp_path: Path, body: str, sheet: str) -> None:
    """Tabs that a script shows, pages that keep most of their text folded, white text that may have a ground: all shown."""
    assert "999万元" in printed(read_page(tmp_path, page_of(body, sheet)))


def test_text_recognised_under_a_picture_is_read(tmp_path: Path) -> None:
    """Text recognition lays its words over the picture of the page without ink: there they are the report."""
    page = Page()
    page.picture()
    page.drawn.append("3 Tr")
    page.text(60, 80, TITLE)
    page.text(60, 110, "2023年度公务接待费支出4.33万元，公务用车运行维护费支出8.88万元。")
    path = tmp_path / "scan.pdf"
    path.write_bytes(make_pdf(page))
    assert printed(read_report(path)) == {"4.33万元", "8.88万元"}


def test_white_print_on_a_dark_box_of_a_pdf_is_read(tmp_path: Path) -> None:
    """A heading in white on a bar is seen; the same without the bar is not."""
    pages = {}
    for name in ("bar", "paper"):
        page = Page()
        page.text(60, 60, TITLE)
        page.text(60, 80, "公务用车运行维护费支出8.88万元。")
        if name == "bar":
            page.drawn.append("0 0 0 rg")
            page.bar(50, 95, 500, 125)
        page.drawn.append("1 1 1 rg")
        page.text(60, 112, "公务接待费支出4.33万元。")
        (tmp_path / f"{name}.pdf").write_bytes(make_pdf(page))
        pages[name] = printed(read_report(tmp_path / f"{name}.pdf"))
    assert pages == {"bar": {"8.88万元", "4.33万元"}, "paper": {"8.88万元"}}


def test_a_file_of_hidden_text_only_is_refused(tmp_path: Path) -> None:
    """Where nothing is seen, there is no report."""
    with pytest.raises(ReportError):
        read(tmp_path, [Block("text", HIDDEN, hidden="white")], "pdf")
