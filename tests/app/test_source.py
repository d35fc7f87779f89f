"""From a mark to the line it stands for: the source viewer in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

REPORT = Path(__file__).resolve().parents[2] / "reports" / "bazhong-gov-office-2022.txt"
LINES = REPORT.read_text(encoding="utf-8").split("\n")
WIDTHS = (380, 1440)
ZH = "公车费用降了多少？"


def mark_of_line(card, line: int):
    return card.locator(f'.mark[aria-label*="第 {line} 行"]').first


def shown_lines(page) -> dict[int, str]:
    """The report's lines as the viewer shows them, by number, without the words for screen readers."""
    pairs = page.evaluate(
        "[...document.querySelectorAll('.line')].map((item) => { const text = item.querySelector('.line-text')"
        ".cloneNode(true); text.querySelectorAll('.unseen').forEach((one) => one.remove());"
        "return [Number(item.dataset.line), text.textContent]; })"
    )
    return dict(pairs)


@pytest.mark.parametrize("width", WIDTHS)
def test_mark_opens_line_85_in_its_surroundings(open_chat, ask, width):
    """A click on the mark shows line 85 highlighted among its neighbours, all verbatim, with file, section, report."""
    page = open_chat(width)
    card = ask(page, ZH)
    mark_of_line(card, 85).click()
    cited = page.locator(".cited-now")
    cited.wait_for()
    assert cited.get_attribute("data-line") == "85"
    assert cited.get_attribute("aria-current") == "true"
    assert cited.evaluate("(e) => getComputedStyle(e).backgroundColor") != page.locator(
        ".line:not(.cited)"
    ).first.evaluate("(e) => getComputedStyle(e).backgroundColor")
    shown = shown_lines(page)
    assert sorted(shown) == list(range(81, 90))
    assert shown == {number: LINES[number - 1] for number in shown}
    assert cited.is_visible()
    assert "49.04万元" in [hit.inner_text() for hit in cited.locator(".hit").all()]
    viewer = page.locator("#viewer").inner_text()
    assert REPORT.name in viewer
    assert "三公" in page.locator("#viewer .section").inner_text()
    assert "巴中市人民政府办公室" in viewer


@pytest.mark.parametrize("width", WIDTHS)
def test_cited_line_is_in_the_screen(open_chat, ask, width):
    """The highlighted line stands where it can be seen, without scrolling."""
    page = open_chat(width)
    mark_of_line(ask(page, ZH), 85).click()
    page.locator(".cited-now").wait_for()
    box = page.locator(".cited-now").bounding_box()
    frame = page.locator("#viewer-body").bounding_box()
    assert box["y"] >= frame["y"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1


@pytest.mark.parametrize("width", WIDTHS)
def test_source_by_keyboard(open_chat, ask, width):
    """Enter on a mark opens the source and takes the focus there; Escape closes it and gives the focus back."""
    page = open_chat(width)
    mark = mark_of_line(ask(page, ZH), 85)
    mark.focus()
    page.keyboard.press("Enter")
    page.locator(".cited-now").wait_for()
    assert page.evaluate("document.activeElement.id") == "viewer-title"
    page.keyboard.press("Escape")
    assert page.locator("#viewer").is_hidden()
    assert mark.evaluate("(e) => e === document.activeElement")


def test_source_on_a_phone_is_a_dialog(open_chat, ask):
    """On a phone an open source covers the talk: it is a dialog, the talk is out of reach, the veil closes it."""
    page = open_chat(380)
    mark_of_line(ask(page, ZH), 85).click()
    page.locator(".cited-now").wait_for()
    assert page.locator("#viewer").get_attribute("role") == "dialog"
    assert page.evaluate("document.getElementById('main').inert") is True
    page.locator("#veil").click(position={"x": 100, "y": 20})
    assert page.locator("#viewer").is_hidden()
    assert page.evaluate("document.getElementById('main').inert") is False


def test_source_opens_by_itself_where_there_is_room(open_chat, ask):
    """On a laptop the first source opens beside the answer; the reader can go on typing at once."""
    page = open_chat(1440)
    ask(page, ZH)
    page.locator(".cited-now").wait_for()
    assert page.evaluate("document.activeElement.id") == "question"


@pytest.mark.parametrize("width", WIDTHS)
def test_reading_on_from_the_cited_line(open_chat, ask, width):
    """Earlier and later lines can be read on, verbatim and without a gap."""
    page = open_chat(width)
    mark_of_line(ask(page, ZH), 85).click()
    page.locator(".cited-now").wait_for()
    page.get_by_role("button", name="前面的行").click()
    page.locator('.line[data-line="71"]').wait_for()
    page.get_by_role("button", name="后面的行").click()
    page.locator('.line[data-line="99"]').wait_for()
    shown = shown_lines(page)
    assert sorted(shown) == list(range(71, 100))
    assert shown == {number: LINES[number - 1] for number in shown}


@pytest.mark.parametrize("width", WIDTHS)
def test_cited_line_is_quoted_under_the_answer(open_chat, ask, width):
    """The answer itself quotes line 85 with its number, file and section, and a button that opens it."""
    card = ask(open_chat(width), ZH)
    source = card.locator(".source").filter(has_text="第 85 行").first
    assert source.locator(".quote").evaluate("(e) => e.textContent") == LINES[84]
    assert REPORT.name in source.inner_text()
    assert source.get_by_role("button", name="看上下文").is_visible()


def test_answer_is_copied_with_its_sources(open_chat, ask):
    """Copy puts question, answer and the cited lines on the clipboard as plain text."""
    page = open_chat()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = ask(page, ZH)
    card.locator(".copy").click()
    page.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(ZH)
    assert LINES[84] in copied
    assert "第 85 行" in copied
