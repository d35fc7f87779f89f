"""The library view, what narrows a question, links that ask, and what can be asked next."""

from __future__ import annotations

import pytest

WIDTHS = (380, 1440)
QUESTION = "2023年公务用车购置及运行维护费是多少？"


def open_library(page):
    page.locator("#go-library").click()
    page.locator(".choice").first.wait_for()


def choose(page, text: str) -> None:
    page.locator(".choice", has_text=text).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_library_shows_what_is_held(open_chat, several_url, picture, width):
    """Bodies, years and kinds are shown with their counts, and every report with a link to its file."""
    page = open_chat(width, url=several_url)
    open_library(page)
    shown = page.locator(".choice").all_inner_texts()
    assert [text for text in shown if "清河县教育局" in text or "临水县水利局" in text] == ["临水县水利局 1", "清河县教育局 2"]
    assert {"2023 2", "2022 1"} <= set(shown)
    assert page.locator(".held-report").count() == 3
    with page.expect_download() as download:
        page.locator(".held-report", has_text="linshui-2023.pdf").locator("a").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.4")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    picture(page, f"library-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_filter_narrows_the_question(open_chat, several_url, ask, picture, width):
    """Two bodies print the item: the page asks back. With one body chosen, that one's figure is the answer; the chip
    says what narrows and takes it away."""
    page = open_chat(width, url=several_url)
    assert ask(page, QUESTION).locator(".status").inner_text() == "还需要你说明一下"
    open_library(page)
    choose(page, "临水县水利局")
    assert page.locator(".filter-summary").inner_text() == "选中 1 份，共 3 份"
    page.locator(".filter-foot .button").click()
    card = ask(page, QUESTION)
    assert "8.88万元" in card.locator(".sentence").inner_text()
    assert card.locator(".card-reports").inner_text().count("临水县水利局") == 1
    assert page.locator(".chip").inner_text().startswith("临水县水利局")
    picture(page, f"filtered-{width}")
    page.locator(".chip").click()
    assert page.locator(".chip").count() == 0
    assert ask(page, QUESTION).locator(".status").count() == 1


def test_filters_work_by_keyboard_and_keep_the_focus(open_chat, several_url):
    """A choice is made with the space bar; the focus stays on it, and the counts of the others follow."""
    page = open_chat(url=several_url)
    open_library(page)
    page.locator(".choice", has_text="清河县教育局").focus()
    page.keyboard.press("Space")
    focused = page.evaluate("[document.activeElement.textContent, document.activeElement.getAttribute('aria-pressed')]")
    assert focused == ["清河县教育局 2", "true"]
    assert "2023 1" in page.locator(".choice").all_inner_texts()
    assert page.locator(".held-report").count() == 2


def test_examples_follow_the_filter(open_chat, several_url):
    """The questions offered to begin with are of the chosen reports, and each is answered."""
    page = open_chat(url=several_url)
    page.locator(".example").first.wait_for()
    assert any("清河县教育局" in text for text in page.locator(".example").all_inner_texts())
    open_library(page)
    choose(page, "临水县水利局")
    page.locator("#go-ask").click()
    page.wait_for_function("[...document.querySelectorAll('.example')].every((one) => !one.textContent.includes('清河'))")
    assert page.locator(".example").count() >= 2
    page.locator(".example").first.click()
    page.locator(".card-answered").wait_for()
    assert "临水县水利局" in page.locator(".card").inner_text()


@pytest.mark.parametrize(("locale", "question"), [("zh-CN", QUESTION), ("en-GB", "How much were vehicle costs in 2023?")])
def test_a_shared_link_asks_again(open_chat, several_url, ask, locale, question):
    """The link of an answer opens the page with the same choice of reports, asks the question, gives the same answer."""
    page = open_chat(url=several_url, locale=locale)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_library(page)
    choose(page, "临水县水利局")
    page.locator("#go-ask").click()
    card = ask(page, question)
    sentence = card.locator(".sentence").inner_text()
    assert "8.88" in sentence
    card.locator(".share").click()
    page.wait_for_function("document.querySelector('.share').textContent !== document.querySelector('.copy').textContent")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(several_url)
    other = open_chat(url=link, locale=locale)
    other.locator(".card").wait_for()
    assert other.locator(".card .sentence").inner_text() == sentence
    assert other.locator(".asked-text").inner_text() == question
    assert other.locator(".chip").count() == 1


def test_a_shared_link_holds_the_talk_before(open_chat, ask):
    """A follow-up shared as a link is asked with the question it follows."""
    page = open_chat()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "2022年公务接待费是多少？")
    card = ask(page, "那去年呢？")
    assert "4.53" in card.inner_text()
    card.locator(".share").click()
    page.wait_for_timeout(100)
    other = open_chat(url=page.evaluate("navigator.clipboard.readText()"))
    other.locator(".card").wait_for()
    assert "4.53" in other.locator(".card").inner_text()


def test_a_link_with_markup_is_text(open_chat, chat_url):
    """What a link brings is shown as text and asked; nothing of it runs."""
    page = open_chat(url=f"{chat_url}#ask?q=%3Cimg%20src%3Dx%20onerror%3D%22window.harmed%3D1%22%3E&body=%3Cscript%3E")
    page.locator(".card").wait_for()
    assert page.locator(".asked-text").inner_text() == '<img src=x onerror="window.harmed=1">'
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize("width", WIDTHS)
def test_what_can_be_asked_next(open_chat, ask, width):
    """Under an answer stand up to three questions that go on from it; each is answered, none gives what was just given."""
    page = open_chat(width)
    first = ask(page, "2022年公务接待费是多少？").locator(".sentence").inner_text()
    page.locator(".follow-up").first.wait_for()
    offered = page.locator(".follow-up").all_inner_texts()
    assert 1 <= len(offered) <= 3
    page.locator(".follow-up").first.click()
    page.locator(".turn").nth(1).locator(".card-answered").wait_for()
    assert page.locator(".turn").nth(1).locator(".sentence").inner_text() != first


def test_a_question_back_offers_the_bodies(open_chat, several_url, ask):
    """Where the page asks which body is meant, each can be chosen with one click, and is answered."""
    page = open_chat(url=several_url)
    ask(page, QUESTION)
    page.locator(".follow-up").first.wait_for()
    assert sorted(page.locator(".follow-up").all_inner_texts()) == sorted(f"{body}{QUESTION}" for body in ("清河县教育局", "临水县水利局"))
    page.locator(".follow-up", has_text="临水").click()
    assert "8.88万元" in page.locator(".turn").nth(1).locator(".card-answered .sentence").inner_text()


def test_views_have_addresses(open_chat, several_url):
    """Every view opens by its address, and the browser's back button leads back."""
    page = open_chat(url=f"{several_url}#library")
    page.locator(".held-report").first.wait_for()
    assert page.locator("#view-ask").is_hidden()
    page.locator("#go-ask").click()
    assert page.locator("#question").is_visible()
    page.go_back()
    page.locator("#view-library:not([hidden])").wait_for()
    assert page.locator("#go-library").get_attribute("aria-current") == "page"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pdf_line_is_boxed_on_its_page(open_chat, several_url, ask, picture, width):
    """A mark that leads into a PDF shows the page as printed, the cited row boxed where the line stands on it."""
    page = open_chat(width, url=several_url)
    card = ask(page, "临水县水利局2023年公务接待费是多少？")
    assert "2.22万元" in card.locator(".sentence").inner_text()
    card.locator(".mark").first.click()
    page.locator(".row-box-now").wait_for()
    assert "第 2 页" in page.locator(".sheet-state").inner_text()
    sheet, box = page.locator(".sheet-picture").bounding_box(), page.locator(".row-box-now").bounding_box()
    line = 80 + 30 * 5  # as the page was made: the sixth line of the second page, its baseline in points from the top
    middle = (box["y"] + box["height"] / 2 - sheet["y"]) / sheet["height"] * 842
    assert line - 14 < middle < line + 2
    assert abs((box["x"] - sheet["x"]) / sheet["width"] * 595 - 60) < 8
    assert page.evaluate("document.querySelector('.sheet-picture').naturalWidth") >= 595
    picture(page, f"pdf-page-{width}")
    page.locator(".way", has_text="文字").click()
    assert "公务接待费支出2.22万元" in page.locator(".cited-now").inner_text()


def test_pages_can_be_turned(open_chat, several_url, ask):
    """From the cited page the reader leafs to the others and back."""
    page = open_chat(url=several_url)
    ask(page, "临水县水利局2023年公务接待费是多少？").locator(".mark").first.click()
    page.locator(".row-box-now").wait_for()
    assert page.locator(".way", has_text="下一页").is_disabled()
    page.locator(".way", has_text="上一页").click()
    page.locator(".sheet-state", has_text="第 1 页，共 2 页").wait_for()
    assert page.locator(".row-box").count() == 0
    page.locator(".way", has_text="回到被引用的行").click()
    page.locator(".row-box-now").wait_for()


def test_a_file_that_is_not_held_is_not_sent(several_url):
    """Neither an original nor a page image leads out of the library's own files."""
    import urllib.error
    import urllib.request

    for address in ("original?file=../library.sqlite", "original?file=/etc/passwd", "original?file=library.sqlite", "original",
                    "page-image?file=../library.sqlite&page=1", "page-image?file=linshui-2023.pdf&page=3",
                    "page-image?file=linshui-2023.pdf&page=0", "page-image?file=qinghe-2022.txt&page=1"):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as fault:
            urllib.request.urlopen(several_url + address)
        assert fault.value.code == 404, address


def test_an_original_can_do_nothing_in_the_browser(several_url):
    """A report's file is sent to be saved, never to be shown as a page of this server."""
    import urllib.request

    with urllib.request.urlopen(f"{several_url}original?file=qinghe-2022.txt") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "清河县教育局" in answer.read().decode()
