"""Saying that an answer is right or wrong: in the browser, and what is kept of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.feedback import FILE_NAME
from assistant.web.desk import Desk
from assistant.web.parts.feedback import ALL_VOTES, VOTES, WITHIN, Limit, endpoints

ZH = "公车费用降了多少？"


def kept_rows(library: Path) -> list[dict]:
    """The rows of the feedback file, oldest first."""
    file = library / FILE_NAME
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line] if file.exists() else []


@pytest.fixture
def vote(assistant: Assistant, tmp_path: Path):
    """The endpoint on a desk of its own, that keeps its file in `tmp_path`."""
    return endpoints(Desk(assistant, tmp_path))["feedback"]


@pytest.mark.parametrize(("width", "locale"), [(380, "zh-CN"), (1440, "en-GB")])
def test_right_is_one_click(open_chat, ask, library: Path, width: int, locale: str):
    """One click says that an answer is right; it is thanked for and kept with the answer as given."""
    page = open_chat(width, locale)
    card = ask(page, ZH)
    before = len(kept_rows(library))
    card.locator(".feedback-vote").first.click()
    card.get_by_role("status").filter(has_text="谢谢" if locale == "zh-CN" else "Thank you").wait_for()
    assert card.locator(".feedback-vote").count() == 0
    row = kept_rows(library)[before]
    assert (row["verdict"], row["value"], row["question"]) == ("right", "49.04", ZH)
    assert row["answer"]["citations"][0]["line"] == 85


@pytest.mark.parametrize(("width", "scheme"), [(380, "dark"), (1440, "light")])
def test_wrong_takes_a_note_by_keyboard(open_chat, ask, picture, library: Path, width: int, scheme: str):
    """With the keyboard alone a reader says what is wrong: the field has a name, and the focus goes there and back."""
    page = open_chat(width, "zh-CN", scheme)
    ask(page, "2022年公务接待费是多少？")
    card = ask(page, "那去年呢？")
    wrong = card.locator(".feedback-vote").nth(1)
    wrong.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.labels[0].textContent") == "哪里不对？（可不填）"
    bottom = page.locator(".feedback-send").evaluate("(button) => button.getBoundingClientRect().bottom")
    assert bottom <= page.locator("#composer").evaluate("(form) => form.getBoundingClientRect().top")  # hidden by nothing
    picture(page, f"feedback-{width}-{scheme}")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "不对"
    page.keyboard.press("Enter")
    page.keyboard.insert_text("应当是 <b>4.60</b>\n吧")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card.get_by_role("status").filter(has_text="谢谢").wait_for()
    row = kept_rows(library)[-1]
    assert (row["verdict"], row["note"], row["kind"]) == ("wrong", "应当是 <b>4.60</b> 吧", "unknown")
    assert row["conversation"] == ["2022年公务接待费是多少？"]
    assert page.locator(".feedback b").count() == 0


def test_a_refusal_is_told_and_can_be_tried_again(open_chat, ask):
    """Where a vote is not taken, the page says why in words and leaves the buttons."""
    page = open_chat(1440, "en-GB")
    card = ask(page, ZH)
    page.route("**/api/feedback", lambda route: route.fulfill(json={"status": "error", "kind": "feedback_often", "text": ""}))
    card.locator(".feedback-vote").first.click()
    card.get_by_role("status").filter(has_text="too often").wait_for()
    assert card.locator(".feedback-vote").first.is_enabled()


def test_the_answer_kept_is_made_here(vote, tmp_path: Path):
    """Only the question counts: what is kept is what this library answers, whatever a program may send."""
    assert vote("v" * 43, ZH, "right") == {"status": "kept"}
    row = kept_rows(tmp_path)[0]
    assert row["answer"]["figures"][0]["value"] == "49.04"
    assert "v" * 10 not in json.dumps(row)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ((None, ZH, "perhaps"), "feedback_unfit"),
        ((None, ZH, "wrong", "长" * 1001), "feedback_unfit"),
        ((None, " ", "right"), "feedback_unfit"),
        ((None, "问" * 2001, "right"), "too_long"),
        ((None, ZH, "right", "", None, [f"{number}.txt" for number in range(500)]), "feedback_unfit"),
    ],
)
def test_what_is_no_vote_is_not_kept(vote, tmp_path: Path, arguments: tuple, kind: str):
    """Another verdict, a long note, no question, a heap of file names: a fault in words, and nothing is written."""
    assert (vote(*arguments)["status"], vote(*arguments)["kind"]) == ("error", kind)
    assert kept_rows(tmp_path) == []


def test_one_visitor_cannot_fill_the_file(vote, tmp_path: Path):
    """Beyond the limit a visitor is told to wait; another visitor still may vote."""
    told = [vote("a" * 43, ZH, "right").get("kind", "kept") for _ in range(VOTES + 2)]
    assert told == ["kept"] * VOTES + ["feedback_often"] * 2
    assert vote("b" * 43, ZH, "right") == {"status": "kept"}
    assert len(kept_rows(tmp_path)) == VOTES + 1


def test_the_limit_holds_for_all_together_and_passes():
    """New cookies do not get round the limit for all, and after a while votes are taken again."""
    now = [0.0]
    limit = Limit(lambda: now[0])
    assert sum(limit.takes(str(number)) for number in range(ALL_VOTES + 50)) == ALL_VOTES
    now[0] = WITHIN + 1
    assert limit.takes("0")


def test_nothing_of_a_visitors_own_report_is_kept(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An answer that rests on a report the visitor brought is not written beside the public library."""
    desk = Desk(assistant, tmp_path)
    monkeypatch.setattr(desk, "is_own", lambda visitor, file: visitor == "v")
    monkeypatch.setattr(desk, "assistant", lambda visitor=None, files=None: assistant if visitor else assistant.narrowed(()))
    assert endpoints(desk)["feedback"]("v", ZH, "right")["kind"] == "feedback_own"
    assert endpoints(desk)["feedback"]("v", ZH, "right", "", None, ["own.txt"])["kind"] == "feedback_own"
    assert kept_rows(tmp_path) == []
