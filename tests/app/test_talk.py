"""Asking and being answered in a browser, on a phone (380 px) and on a laptop (1440 px)."""

from __future__ import annotations

import json

import pytest

WIDTHS = (380, 1440)
ZH = "公车费用降了多少？"
EN = "How much did vehicle costs fall?"
HEADLINES = {"zh": "问公开的账，看得见出处", "en": "Ask the published accounts, see the source"}


def has_sideways_scrolling(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def reply_with(page, payload: dict) -> None:
    """Let the server's next replies be `payload`: for states that a sound library does not produce at will."""
    page.route("**/api/ask", lambda route: route.fulfill(body=json.dumps(payload), content_type="application/json"))


@pytest.mark.parametrize("width", WIDTHS)
def test_page_opens_with_the_report_and_six_examples(open_chat, width):
    """The page opens with its headline, the body, year and kind of the report it speaks of, and six examples."""
    page = open_chat(width)
    assert page.locator("h1").inner_text() == HEADLINES["zh"]
    assert page.locator("#held-line").inner_text().split("·")[0].strip() == "巴中市人民政府办公室"
    assert "2022" in page.locator("#held-line").inner_text()
    assert "决算" in page.locator("#held-line").inner_text()
    page.locator(".example").nth(5).wait_for()
    assert page.locator(".example").count() == 6


def test_page_is_light(open_chat):
    """The page opens fast on a phone: it is some twenty small files, under 120 kB together before compression."""
    page = open_chat(380)
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((entry) => entry.decodedBodySize)"
    )
    assert len(sizes) <= 22
    assert sum(sizes) < 120_000


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("locale", "question"), [("zh-CN", ZH), ("en-GB", EN)])
def test_sample_question_by_keyboard(open_chat, picture, width, locale, question):
    """With the keyboard alone the sample question is asked and answered in both languages: 49.04万元, 30.45 %."""
    page = open_chat(width, locale)
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == "question":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    sentence = page.locator(".card .sentence")
    sentence.wait_for()
    assert page.locator(".asked-text").inner_text() == question
    assert "49.04" in sentence.inner_text()
    assert "30.45" in sentence.inner_text()
    assert sentence.get_attribute("lang") == ("zh-CN" if locale == "zh-CN" else "en")
    assert "巴中市人民政府办公室" in page.locator(".card-foot").inner_text()
    assert page.locator("#question").input_value() == ""
    picture(page, f"answer-{width}-{locale[:2]}")


@pytest.mark.parametrize("width", WIDTHS)
def test_working_of_a_calculation_is_shown(open_chat, ask, width):
    """The prior year's figure comes with its working: 111.99 + 49.04 = 161.03万元."""
    card = ask(open_chat(width), "2021年公务用车购置及运行维护费是多少？")
    working = card.locator(".working").inner_text()
    assert "111.99 + 49.04" in working
    assert "161.03万元" in working


def test_conversions_do_not_bury_the_working(open_chat, ask):
    """Steps that only turn 万元 into 元 stand apart from the calculation, in full."""
    card = ask(open_chat(380, "en-GB"), EN)
    assert card.locator(".working li").all_inner_texts() == ["111.99 + 49.04 = 161.03万元"]
    for conversion in card.locator(".conversion").all_inner_texts():
        assert "× 10000 =" in conversion
        assert conversion.endswith("元")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_example_asks_itself(open_chat, width, locale):
    """Clicking an example asks it, and it is answered with a source."""
    page = open_chat(width, locale)
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    page.locator(".card-answered").wait_for()
    assert page.locator(".asked-text").inner_text() == question
    assert page.locator(".card .source").count() >= 1
    assert page.locator("#welcome").is_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_language_follows_the_browser_and_the_switch(open_chat, ask, width):
    """The page speaks the browser's language; the switch changes every label, leaves the answer, and is remembered."""
    page = open_chat(width, "en-GB")
    assert page.locator("h1").inner_text() == HEADLINES["en"]
    assert page.locator("html").get_attribute("lang") == "en"
    card = ask(page, EN)
    answer = card.locator(".sentence").inner_text()
    page.locator("#language").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert card.locator(".part-sources h3").inner_text() == "出处"
    assert page.locator("#question").get_attribute("placeholder").startswith("例如")
    assert card.locator(".sentence").inner_text() == answer
    page.reload()
    assert page.locator("h1").inner_text() == HEADLINES["zh"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "question", ["<script>window.harmed=1</script>", '<img src=x onerror="window.harmed=1"><b>三公</b>']
)
def test_markup_in_a_question_is_text(open_chat, ask, width, question):
    """Markup in a question is shown as the text it is, and nothing of it runs."""
    page = open_chat(width)
    ask(page, question)
    page.wait_for_timeout(200)
    assert page.locator(".asked-text").inner_text() == question
    assert page.locator("#turns script, #turns img, #turns b").count() == 0
    assert page.evaluate("window.harmed") is None


def test_markup_in_an_answer_is_text(open_chat, ask):
    """Markup in a report's line, section, name or a note is shown as text, and nothing of it runs."""
    bad = '<img src=x onerror="window.harmed=1">'
    page = open_chat()
    reply_with(
        page,
        {
            "question": bad,
            "language": bad,
            "status": "answered",
            "text": f"{bad} 12.5万元 [1]",
            "figures": [{"value": "12.5", "unit": bad, "label": bad, "period": bad, "citations": [1]}],
            "citations": [{"mark": 1, "file": bad, "line": 1, "page": None, "section": bad, "text": bad}],
            "calculations": [{"expression": bad, "result": bad, "unit": bad}],
            "notes": [bad],
            "seconds": 0,
            "id": None,
            "reports": [{"file": bad, "name": bad, "title": bad, "year": 2022, "kind": bad, "scope": bad, "lines": 1}],
            "surroundings": [{"mark": 1, "file": bad, "line": 1, "lines": [{"number": 1, "text": bad, "place": bad}]}],
        },
    )
    card = ask(page, "12.5")
    page.locator(".cited-now").wait_for()
    page.wait_for_timeout(200)
    assert bad in card.inner_text()
    assert bad in page.locator("#viewer").inner_text()
    assert page.locator("#turns img, #viewer img").count() == 0
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_sideways_scrolling_on_a_phone(open_chat, ask, locale):
    """At 380 px nothing is wider than the screen: not the welcome, an answer, an open source, or one endless word."""
    page = open_chat(380, locale)
    assert not has_sideways_scrolling(page)
    card = ask(page, ZH if locale == "zh-CN" else EN)
    assert not has_sideways_scrolling(page)
    card.locator(".mark").first.click()
    page.locator(".cited-now").wait_for()
    assert not has_sideways_scrolling(page)
    page.keyboard.press("Escape")
    ask(page, "w" * 400)
    assert not has_sideways_scrolling(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("locale", "question"), [("zh-CN", "市长工资是多少？"), ("en-GB", "What is the mayor's salary?")]
)
def test_what_the_reports_do_not_hold_is_said_calmly(open_chat, ask, picture, width, locale, question):
    """A declined question is labelled as not in the reports, with its notes and what was searched, and no figure."""
    page = open_chat(width, locale)
    card = ask(page, question)
    label = "报告里没有答案" if locale == "zh-CN" else "Not in the reports"
    assert card.locator(".status").inner_text() == label
    assert card.locator(".notes li").count() >= 1
    assert "巴中市人民政府办公室" in card.locator(".card-foot").inner_text()
    picture(page, f"declined-{width}-{locale[:2]}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_question_back_is_said_calmly(open_chat, ask, picture, width):
    """An unclear question is labelled as such and shows what to add."""
    page = open_chat(width)
    reply_with(
        page,
        {
            "question": "多少？",
            "language": "zh",
            "status": "unclear",
            "text": "你问的是哪一项？",
            "figures": [],
            "citations": [],
            "calculations": [],
            "notes": ["可以写明项目，例如“三公”经费。"],
            "seconds": 0,
            "id": None,
            "reports": [],
            "surroundings": [],
        },
    )
    card = ask(page, "多少？")
    assert card.locator(".status").inner_text() == "还需要你说明一下"
    assert "你问的是哪一项？" in card.inner_text()
    assert "可以写明项目" in card.locator(".notes").inner_text()
    picture(page, f"unclear-{width}")


def test_faults_are_words(open_chat, ask, picture):
    """A fault of the library, of the program and of the connection are each told in words, with a way on."""
    page = open_chat(380, "en-GB")
    reply_with(page, {"status": "error", "kind": "fault", "text": "The library is damaged. Build it again."})
    card = ask(page, "one")
    assert "The library is damaged. Build it again." in card.inner_text()
    page.unroute("**/api/ask")
    reply_with(page, {"status": "error", "kind": "broken", "text": ""})
    card = ask(page, "two")
    assert "gave no figure" in card.inner_text()
    page.route("**/api/ask", lambda route: route.abort())
    card = ask(page, "three")
    assert "cannot be reached" in card.inner_text()
    picture(page, "offline-380")
    page.unroute("**/api/ask")
    page.unroute("**/api/ask")
    card.locator("button").click()
    page.locator(".turn").last.locator(".card:not(.card-error)").wait_for()
    assert page.locator(".turn").last.locator(".asked-text").inner_text() == "three"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_question_too_long_is_not_sent(open_chat, width):
    """Over the limit the page says how long the question is and how long it may be, keeps it, and sends nothing."""
    page = open_chat(width)
    page.locator("#question").fill("问" * 2012)
    assert "2012" in page.locator("#complaint").inner_text()
    assert "2000" in page.locator("#complaint").inner_text()
    page.locator("#question").press("Enter")
    assert page.locator(".turn").count() == 0
    assert page.locator("#question").input_value() == "问" * 2012
    page.locator("#question").fill("  ")
    page.locator("#send").click()
    assert page.locator("#complaint").inner_text() == "请先写下问题。"


def test_enter_in_an_input_method_does_not_send(open_chat):
    """Enter that picks a word in a Chinese input method picks the word; Shift+Enter starts a new line."""
    page = open_chat()
    page.locator("#question").fill("gongche")
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    page.locator("#question").press("Shift+Enter")
    assert page.locator(".turn").count() == 0
    assert page.locator("#question").input_value() == "gongche\n"


def test_a_new_chat_starts_over(open_chat, ask):
    """The new chat button clears the talk and brings the examples back."""
    page = open_chat()
    ask(page, ZH)
    page.locator("#restart").click()
    assert page.locator(".turn").count() == 0
    assert page.locator(".example").first.is_visible()
    assert page.locator("#viewer").is_hidden()


def test_a_follow_up_goes_on_from_the_talk(open_chat, ask):
    """What a follow-up leaves out comes from the questions before it on this page, and the card says how it was taken."""
    page = open_chat()
    ask(page, "2022年公务接待费是多少？")
    card = ask(page, "那去年呢？")
    assert "4.53" in card.locator(".sentence").inner_text()
    assert "2021年公务接待费是多少" in card.locator(".notes").inner_text()
    card = ask(page, "那2022年为什么减少？")
    assert "压减开支" in card.inner_text()


def test_a_new_chat_forgets_the_talk(open_chat, ask):
    """After "new chat", and on a page opened beside it, nothing of the old talk is carried over."""
    page = open_chat()
    ask(page, "2022年公务接待费是多少？")
    other = ask(open_chat(), "那去年呢？")
    assert "4.53" not in other.inner_text()
    page.locator("#restart").click()
    card = ask(page, "那去年呢？")
    assert card.locator(".status").inner_text() in ("报告里没有答案", "还需要你说明一下")
    assert "4.53" not in card.inner_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_light_and_dark(open_chat, ask, picture, width):
    """The page follows the system's light or dark, and its own switch, which it remembers."""
    grounds = {}
    for scheme in ("light", "dark"):
        page = open_chat(width, "zh-CN", scheme)
        picture(page, f"welcome-{width}-{scheme}")
        grounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        card = ask(page, ZH)
        card.locator(".mark").first.click()
        page.locator(".cited-now").wait_for()
        picture(page, f"source-{width}-{scheme}")
    assert grounds["light"] != grounds["dark"]
    page.keyboard.press("Escape")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == grounds["light"]
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == grounds["light"]


def test_focus_is_visible_and_controls_are_named(open_chat, ask):
    """Whatever Tab reaches shows its focus, and every control has a name for a screen reader."""
    page = open_chat(1440, "en-GB")
    ask(page, EN)
    page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        element = page.evaluate(
            "(() => { const e = document.activeElement; const box = e.id === 'question' ? e.parentElement : e;"
            "const s = getComputedStyle(box);"
            "const name = e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels[0]?.textContent);"
            "return { tag: e.tagName, name, shown: s.outlineStyle !== 'none' || s.boxShadow !== 'none' }; })()"
        )
        if element["tag"] == "BODY":
            break
        assert element["name"], element
        assert element["shown"], element
        seen.add(element["tag"])
    assert {"A", "BUTTON", "TEXTAREA"} <= seen
