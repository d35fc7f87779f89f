"""The briefing view in the browser: made, read to its source lines, and saved, at phone and laptop width."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from assistant.web.parts.brief import file_name

WIDTHS = (380, 1440)
BODY, FILE = "清河县教育局", "qinghe-2023.txt"


def make_brief(page, body: str = BODY, file: str = FILE):
    """Choose body and report, press the button, and give the sheet."""
    page.locator("#go-brief").click()
    page.locator("#brief-body").select_option(body)
    page.locator("#brief-report").select_option(file)
    page.locator("#brief-choose .button").click()
    sheet = page.locator("#brief-sheet")
    sheet.locator("h2").wait_for()
    return sheet


def row(sheet, name: str) -> list[str]:
    found = sheet.locator(".brief-key_figures tr", has=sheet.page.locator(f"th:text-is('{name}')"))
    return [text.strip() for text in found.locator("td").all_inner_texts()]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_briefing_is_made_and_saved(open_chat, several_url, picture, width):
    """The page shows the report's figures, the change worked out and last year's report beside; the Word file holds the same."""
    page = open_chat(width, url=several_url)
    sheet = make_brief(page)
    assert sheet.locator("h2").inner_text() == "清河县教育局2023年度决算简报"
    cells = row(sheet, "公务用车购置及运行维护费")
    assert [cell.split("元")[0] for cell in cells[:3]] == ["10.84万", "12.34万", "-1.50万"]
    assert "严格控制用车" in sheet.locator(".brief-reasons").inner_text()
    assert "3.10万元" in sheet.locator(".brief-prior").inner_text()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    picture(page, f"brief-{width}")
    with page.expect_download() as download:
        sheet.locator(".brief-files a", has_text="Word").click()
    assert download.value.suggested_filename == "清河县教育局2023年度决算简报.docx"
    table = Document(BytesIO(download.value.path().read_bytes())).tables[0]
    shown = {one.cells[0].text.strip("\u3000"): one.cells[1].text for one in table.rows}
    assert shown["公务用车购置及运行维护费"].startswith("10.84万元")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_footnote_opens_the_source(open_chat, several_url, picture, width):
    """The mark beside a figure opens the report at its line; a calculated figure opens the lines of its operands."""
    page = open_chat(width, url=several_url)
    sheet = make_brief(page)
    cell = sheet.locator(".brief-key_figures tr", has_text="公务用车购置及运行维护费").locator("td").nth(1)
    cell.locator(".note-mark").click()
    cited = page.locator(".viewer .cited-now")
    cited.wait_for()
    assert "公务用车购置及运行维护费支出10.84万元" in cited.inner_text()
    picture(page, f"brief-source-{width}")


def test_a_briefing_has_an_address(open_chat, several_url):
    """The address opens the same briefing for another reader, by report or by body and year; the other body stands beside."""
    query = urllib.parse.urlencode({"report": FILE, "beside": "临水县水利局"})
    page = open_chat(url=f"{several_url}#brief?{query}")
    sheet = page.locator("#brief-sheet")
    sheet.locator("h2").wait_for()
    assert "8.88万元" in sheet.locator(".brief-other").inner_text()
    other = open_chat(url=f"{several_url}#brief?{urllib.parse.urlencode({'body': BODY, 'year': 2022})}")
    other.locator("#brief-sheet h2").wait_for()
    assert "2022" in other.locator("#brief-sheet h2").inner_text()


def test_a_briefing_in_english_and_by_keyboard(open_chat, several_url, picture):
    """The briefing follows the page's language; it is chosen and made without a mouse, and its tables can be scrolled."""
    page = open_chat(380, locale="en-GB", scheme="dark", url=several_url)
    page.locator("#go-brief").press("Enter")
    page.locator("#brief-body").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#brief-choose .button").press("Enter")
    sheet = page.locator("#brief-sheet")
    sheet.locator("h2").wait_for()
    assert "final accounts" in sheet.locator("h2").inner_text()
    assert sheet.locator(".brief-table").first.get_attribute("tabindex") == "0"
    picture(page, "brief-english-dark-380")
    page.locator("#language").click()
    page.wait_for_function("document.querySelector('#brief-sheet h2').textContent.includes('简报')")


def fetch(url: str, path: str, **query: str):
    return urllib.request.urlopen(f"{url}{path}?{urllib.parse.urlencode(query)}", timeout=60)


def test_files_are_sent_as_attachments(several_url):
    """Each format comes with its type and a name to save it under; facts come as a table."""
    for ending, start in (("docx", b"PK"), ("xlsx", b"PK"), ("md", "# 清河县教育局".encode())):
        with fetch(several_url, "brief-file", report=FILE, format=ending) as answer:
            assert answer.read().startswith(start)
            name = urllib.parse.quote(f"清河县教育局2023年度决算简报.{ending}")
            assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with fetch(several_url, "facts-file", report=FILE, format="csv") as answer:
        assert "10.84" in answer.read().decode("utf-8-sig")
    with fetch(several_url, "facts-file", report=FILE, format="xlsx") as answer:
        assert load_workbook(BytesIO(answer.read())).active["M2"].value is not None


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("brief-file", {"report": "../../etc/passwd", "format": "docx"}, 404),
        ("brief-file", {"report": FILE, "format": "exe"}, 400),
        ("brief-file", {"report": FILE, "format": "docx", "language": "fr"}, 400),
        ("brief-file", {"report": FILE, "format": "docx", "beside": "火星基地"}, 404),
        ("facts-file", {"report": "nothing.txt", "format": "csv"}, 404),
        ("facts-file", {"report": FILE, "format": "docx"}, 400),
    ],
)
def test_what_cannot_be_sent_is_refused(several_url, path, query, status):
    """An unknown report, body, format or language is refused in words, not with a trace."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(several_url, path, **query)
    assert refused.value.code == status
    text = refused.value.read().decode()
    assert text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("清河县教育局2023年度决算简报", "清河县教育局2023年度决算简报.docx"),
        ("../../a\\b:c*?\"<>|\r\nd", "a b c d.docx"),
        ("...", "briefing.docx"),
        ("长" * 300, "长" * 80 + ".docx"),
    ],
)
def test_file_names_are_safe(title, name):
    """A name holds no path, no control character and nothing that a system refuses."""
    assert file_name(title, ".docx") == name
