"""What a reader sees where a question is not taken: calm words in the reader's language, a number to quote, a way to ask again."""

from __future__ import annotations

import json

import pytest

from assistant.web.page import words

NUMBER = "0123456789ab"


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("en-GB", "en")])
@pytest.mark.parametrize(("kind", "status"), [("crowded", 503), ("often", 429), ("late", 503), ("closing", 503)])
def test_a_refusal_is_told_in_words(open_chat, ask, locale: str, language: str, kind: str, status: int):
    """Too many askers, too many questions, too long, closing: each is told, and asking again may bring the answer."""
    page = open_chat(locale=locale)
    told = {"status": "error", "kind": kind, "text": "", "values": {"seconds": 7}, "request": NUMBER}
    refuse = {"status": status, "content_type": "application/json", "body": json.dumps(told), "headers": {"Retry-After": "7"}}
    page.route("**/api/ask", lambda route: route.fulfill(**refuse))
    card = ask(page, "2022年公务接待费是多少？")
    assert words()[language][kind].format(seconds=7) in card.inner_text()
    assert NUMBER in card.inner_text()
    page.unroute("**/api/ask")
    card.locator("button").click()
    page.locator(".card-answered").wait_for()


def test_a_refusal_of_what_stands_beside_leaves_the_answer(open_chat, ask):
    """Where what can be asked next is not told, the answer stands as it is."""
    page = open_chat()
    told = json.dumps({"status": "error", "kind": "crowded", "text": "", "values": {}, "request": NUMBER})
    for name in ("follow_ups", "chart_of"):
        page.route(f"**/api/{name}", lambda route: route.fulfill(status=503, content_type="application/json", body=told))
    with page.expect_response("**/api/follow_ups"):
        card = ask(page, "2022年公务接待费是多少？")
    assert "万元" in card.inner_text()
    assert page.locator(".card-error").count() == 0
