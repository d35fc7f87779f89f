"""Axe (axe-core) on every state of the page that a reader meets: no serious and no critical fault.

Each state is looked at in both languages, light and dark, at the width of a phone and of a laptop.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ZH, EN = "公车费用降了多少？", "How much did vehicle costs fall?"
LOOKS = [(380, "zh-CN", "light"), (380, "en-GB", "dark"), (1440, "zh-CN", "dark"), (1440, "en-GB", "light")]
BAD = ("serious", "critical")


@cache
def axe() -> str:
    """The script of axe-core, as the package for Playwright brings it."""
    package = find_spec("axe_playwright_python")
    if package is None or not package.origin:
        pytest.skip("axe-playwright-python is not installed (extra [dev])")
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def look(request: pytest.FixtureRequest) -> tuple[int, str, str]:
    """Width, language and colours to look at the page in."""
    return request.param


def faults_of(page) -> list[str]:
    """Every serious or critical fault on the page as it is now, with the elements that have it, one a line."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert len(found["passes"]) > 10  # axe has looked at something
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: " + " | ".join(node["html"][:160] for node in fault["nodes"][:4])
        for fault in found["violations"] if fault["impact"] in BAD
    ]  # fmt: skip


def question_in(locale: str) -> str:
    return ZH if locale == "zh-CN" else EN


def test_empty_page(open_chat, look):
    """The page as it opens, with its examples."""
    page = open_chat(*look)
    page.locator(".example").first.wait_for()
    assert faults_of(page) == []


def test_answer_with_its_source(open_chat, ask, look):
    """An answer with working, notes, sources and what can be asked next; then with the source open beside or over it."""
    page = open_chat(*look)
    card = ask(page, question_in(look[1]))
    page.locator(".follow-up").first.wait_for()
    assert faults_of(page) == []
    card.locator(".mark").first.click()
    page.locator(".cited-now").wait_for()
    assert faults_of(page) == []


def test_page_image_of_a_pdf(open_chat, ask, several_url, look):
    """The source of a PDF's figure: the image of its page with the line boxed."""
    page = open_chat(*look, url=several_url)
    card = ask(page, "2023年临水县水利局公务接待费是多少？")
    card.locator(".mark").first.click()
    page.locator(".viewer img").first.wait_for()
    assert faults_of(page) == []


def test_decline_question_back_and_complaint(open_chat, ask, several_url, look):
    """What is not held, what has to be asked back, and a question that is too long."""
    page = open_chat(*look, url=several_url)
    ask(page, "清河县教育局2022年买了几艘潜艇？")
    ask(page, "公务接待费是多少？")
    page.locator("#question").fill("问" * 2001)
    page.locator("#complaint:not(:empty)").wait_for()
    assert faults_of(page) == []


def test_fault(open_chat, ask, look):
    """An answer that could not be given, with its way to try again."""
    page = open_chat(*look)
    page.route("**/api/ask", lambda route: route.fulfill(json={"status": "error", "kind": "broken", "text": "x"}))
    ask(page, question_in(look[1]))
    assert faults_of(page) == []


def test_feedback_form(open_chat, ask, look):
    """The field for a note on a wrong answer, and the thanks."""
    page = open_chat(*look)
    card = ask(page, question_in(look[1]))
    card.locator(".feedback-vote").nth(1).click()
    assert faults_of(page) == []
    card.locator(".feedback-send").click()
    card.locator(".feedback-told:not(:empty)").wait_for()
    assert faults_of(page) == []


def test_every_view(open_chat, several_url, look):
    """Each view that the page's navigation leads to, with all that it shows at first."""
    page = open_chat(*look, url=several_url)
    names = [link.get_attribute("id").removeprefix("go-") for link in page.locator(".view-link").all()]
    assert "library" in names
    found = {}
    for name in names:
        page.locator(f"#go-{name}").click()
        page.locator(f"body[data-view={name}]").wait_for()
        page.wait_for_load_state("networkidle")
        found[name] = faults_of(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_filters_chosen(open_chat, several_url, look):
    """The library with filters on, and the question box with the chips that tell of them."""
    page = open_chat(*look, url=several_url + "#library")
    page.locator(".choice").first.click()
    assert faults_of(page) == []
    page.locator("#go-ask").click()
    page.locator(".chip").first.wait_for()
    assert faults_of(page) == []


def test_chart(open_chat, several_url, look):
    """A chart with its table and its remarks."""
    page = open_chat(*look, url=several_url + "#charts")
    page.locator("#offers .offer").first.click()
    page.locator("#chart-figure .main-svg").first.wait_for()
    assert faults_of(page) == []


def test_briefing(open_chat, several_url, look):
    """A briefing on the page, with its tables and footnotes."""
    page = open_chat(*look, url=several_url + "#brief")
    page.locator("#brief-body").select_option(index=1)
    page.locator("#brief-choose .button").click()
    page.locator("#brief-sheet h2").wait_for()
    assert faults_of(page) == []


def test_own_report(open_chat, several_url, look):
    """A report that the visitor brought, and one that could not be read."""
    page = open_chat(*look, url=several_url + "#library")
    content = "临水县林业局2023年度部门决算\n\n2023年度收入总计100.50万元。\n".encode()
    page.locator("#own-file").set_input_files([
        {"name": "linye.txt", "mimeType": "text/plain", "buffer": content},
        {"name": "bad.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"},
    ])  # fmt: skip
    page.locator(".own-report").wait_for(timeout=120_000)
    page.wait_for_timeout(500)
    assert faults_of(page) == []


def test_axe_would_tell(open_chat):
    """The test can fail: a picture without words and a button without a name are faults."""
    page = open_chat()
    page.evaluate("document.getElementById('main').append(document.createElement('button'), new Image())")
    assert {fault.split()[0] for fault in faults_of(page)} >= {"button-name", "image-alt"}
