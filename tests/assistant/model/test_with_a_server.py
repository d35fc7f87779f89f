"""The assistant with a chat model behind a real HTTP server: it helps where it can, and can do no harm."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.ask import Assistant
from assistant.check import broken_citations, ungrounded_numbers
from assistant.model.adviser import Adviser
from assistant.model.chat import ChatFault, LangChainChat, open_langchain
from assistant.model.resting import RestingChat
from assistant.model.settings import ChatSettings
from assistant.types import Answer
from index.errors import MingzhangError
from tests.chat_server import KEY, ChatServer, Cut, Drip, Raw, Reply, Wait

UNKNOWN_WORD = "2022年市政府办公室宴客的钱花了多少？"
LONG = "2022年收入总计比上年变动了多少，原因是什么？"
LONG_ENGLISH = "How did agency running costs change in 2022, and why?"
NOT_HELD = "2022年市政府办公室的差旅费花了多少钱？"
QUESTIONS = (UNKNOWN_WORD, LONG, LONG_ENGLISH, NOT_HELD, "公务接待费是多少？", "What is the mayor's salary?")
Opened = Callable[..., Assistant]


@pytest.fixture
def advised(assistant: Assistant, chat_server: ChatServer) -> Opened:
    """Opens the assistant with the model of the server; a script and the seconds for a reply are given."""

    def open_with(script: list[Reply] | Callable[[dict], Reply], seconds: float = 60.0) -> Assistant:
        chat_server.script = script
        chat = LangChainChat(ChatSettings("openai:any-model", chat_server.url, KEY, seconds))
        return Assistant(assistant.library, assistant.embedder, Adviser(RestingChat(chat)))

    return open_with


def scripted(item: str | None = None, asks: str = "value", reword: Callable[[str], str] | None = None) -> Callable[[dict], Reply]:
    """A model that names an item wherever it is listed and rewords an answer by a function."""

    def reply(request: dict) -> Reply:
        asked = request["messages"][1]["content"]
        if "JSON" not in request["messages"][0]["content"]:
            masked = re.search(r"(?:答复：|Answer: )(.*)", asked, re.S)[1]
            return reword(masked) if reword else masked
        keys = {name: key for key, name in re.findall(r"^(\w+): (.*)$", asked, re.M)}
        return json.dumps({"item": keys.get(item or "", "none"), "asks": asks}, ensure_ascii=False)

    return reply


def same_but_for_the_model(answer: Answer, plain: Answer) -> bool:
    return replace(answer, seconds=0, model=None) == replace(plain, seconds=0, model=None)


def grounded(answer: Answer, assistant: Assistant) -> bool:
    """Whether every number and mark shown stands in what is cited or worked out, by the check that guards every answer."""
    named = [f"{report.year} {report.entity} {report.title}" for report in assistant.reports()]
    asked = re.findall(r"(?:19|20)\d\d", answer.question)
    return not ungrounded_numbers(answer, " ".join((*named, *asked))) and not broken_citations(answer)


def test_a_good_plan_finds_the_figure(advised: Opened, assistant: Assistant, chat_server: ChatServer) -> None:
    """A word that no vocabulary knows is taken for the item that the model names; the answer says so, and cites as ever."""
    assert assistant.ask(UNKNOWN_WORD).status == "declined"
    opened = advised(scripted("公务接待费支出"))
    answer = opened.ask(UNKNOWN_WORD)
    assert answer.status == "answered", answer.model
    assert (answer.figures[0].value, answer.figures[0].unit) == ("4.33", "万元")
    assert "4.33" in answer.citations[0].text
    assert "公务接待费支出" in answer.notes[-1]
    assert answer.model is not None
    assert (answer.model.name, answer.model.planned, answer.model.fault) == ("any-model", True, None)
    assert grounded(answer, opened)
    shown = json.dumps(chat_server.asked, ensure_ascii=False)
    assert "4.33" not in shown
    assert chat_server.keys[0] == f"Bearer {KEY}"
    assert KEY not in shown


def test_a_wording_of_the_model_is_shown_with_the_figures_of_code(advised: Opened, assistant: Assistant, chat_server: ChatServer) -> None:
    """A long answer is reworded around its place holders; figures, citations and workings stay as they were."""
    plain = assistant.ask(LONG)
    opened = advised(scripted(reword=lambda text: text.replace("报告所述原因：", "根据报告所述原因，")))
    answer = opened.ask(LONG)
    assert answer.text == plain.text.replace("报告所述原因：", "根据报告所述原因，")
    assert answer.model is not None
    assert answer.model.phrased
    assert answer.notes[-1].startswith("措辞经语言模型整理")
    assert same_but_for_the_model(replace(answer, text=plain.text, notes=answer.notes[:-1]), plain)
    assert grounded(answer, opened)
    assert not re.search(r"\d", chat_server.asked[0]["messages"][1]["content"])


HARMFUL: dict[str, list[Reply] | Callable[[dict], Reply]] = {
    "wrong digits": scripted("999万元", reword=lambda text: text.replace("⟦b⟧", "999.99万元")),
    "digits beside": scripted("500", reword=lambda text: text + "合计一千二百万元。"),
    "made-up citations": scripted("[7]", reword=lambda text: text + " [7]"),
    "a figure for an item": ['{"item": "公务接待费支出 4.33万元", "asks": "value"}'],
    "the answer itself": ['{"answer": "公务接待费为999万元 [1]", "value": "999"}'],
    "another key": ['{"item": "Zz", "asks": "value"}'],
    "a tool": ['{"tool": "fetch", "url": "http://127.0.0.1:1/x"}'],
    "malformed JSON": ['{"item": "Aa", "asks": '],
    "no JSON": ["公务接待费为999万元。"],
    "an essay": ["公务接待费为999万元。" * 5000],
    "an empty reply": [""],
    "a long wait": [Wait(20.0)],
    "a wait for good things": [Wait(20.0, '{"item": "Aa", "asks": "value"}')],
    "drops without end": [Drip()],
    "a reply cut off": [Cut('{"item": "Aa", "asks": "val')],
    "a wording cut off": [Cut("⟦a⟧，增长⟦b⟧：")],
    "status 500": [500],
    "status 401": [401],
    "status 429": [429],
    "status 400": [400],
    "no protocol": [Raw(b"<html>busy</html>")],
    "another protocol": [Raw(b'{"choices": []}')],
    "no bytes": [Raw(b"")],
}


@pytest.mark.parametrize("script", HARMFUL.values(), ids=HARMFUL.keys())
def test_whatever_the_server_does_the_answer_is_the_plain_one(
    advised: Opened, assistant: Assistant, script: list[Reply] | Callable[[dict], Reply], caplog: pytest.LogCaptureFixture
) -> None:
    """No crash, no ungrounded number, the plain answer each time, and what the model was good for is noted."""
    opened = advised(script if callable(script) else list(script), seconds=0.4)
    with caplog.at_level(logging.DEBUG):
        answers = [(opened.ask(question), assistant.ask(question)) for question in QUESTIONS]
    assert all(same_but_for_the_model(answer, plain) for answer, plain in answers)
    assert all(grounded(answer, opened) for answer, _ in answers)
    uses = [answer.model for answer, _ in answers if answer.model is not None]
    assert uses
    assert not any(use.planned or use.phrased for use in uses)
    assert KEY not in caplog.text
    assert UNKNOWN_WORD not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("mingzhang"))


def test_a_slow_model_is_waited_for_once(advised: Opened, chat_server: ChatServer) -> None:
    """After two replies that did not come in time the model rests: the questions after them are answered without it."""
    opened = advised([Wait(20.0)], seconds=0.4)
    kinds = [answer.model.fault for answer in map(opened.ask, (UNKNOWN_WORD, LONG, LONG_ENGLISH, NOT_HELD)) if answer.model]
    assert kinds[:2] == ["late", "late"]
    assert set(kinds[2:]) == {"resting"}
    assert len(chat_server.asked) == 2


def test_others_ask_while_the_model_is_waited_for(advised: Opened, assistant: Assistant) -> None:
    """Nobody waits for somebody else's model: the library is free meanwhile."""
    asked, release = threading.Event(), threading.Event()

    def held_back(request: dict) -> Reply:
        asked.set()
        release.wait(60)
        return scripted("公务接待费支出")(request)

    opened = advised(held_back)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(opened.ask, UNKNOWN_WORD)
        assert asked.wait(60)
        assert assistant.ask("公务接待费是多少？").figures[0].value == "4.33"
        assert not waiting.done()
        release.set()
        assert waiting.result().model.planned


def test_a_good_reply_is_not_asked_for_twice(advised: Opened, chat_server: ChatServer) -> None:
    """A chart or a follow-up of the same question is worked out from the same reply."""
    opened = advised(scripted("公务接待费支出"))
    first, second = opened.ask(UNKNOWN_WORD), opened.ask(UNKNOWN_WORD)
    assert same_but_for_the_model(first, second)
    assert len(chat_server.asked) == 2  # the list in either order, once


def test_without_advice_the_model_is_not_asked(advised: Opened, chat_server: ChatServer) -> None:
    """What only looks whether a question has an answer does not cost a call."""
    opened = advised(scripted("公务接待费支出"))
    assert opened.ask(UNKNOWN_WORD, advised=False).status == "declined"
    assert chat_server.asked == []


def test_the_year_and_the_body_are_not_the_models_to_choose(advised: Opened, chat_server: ChatServer) -> None:
    """A year or a body that is not held is declined before any model is asked, and so is a question that is clear."""
    opened = advised(scripted("公务接待费支出"))
    for question in ("2019年宴客的钱花了多少？", "北京市财政局2022年宴客的钱花了多少？", "公务接待费是多少？"):
        assert opened.ask(question).model is None
    assert chat_server.asked == []


def test_a_known_thing_is_not_exchanged_for_another(advised: Opened) -> None:
    """What the vocabulary knows and the report does not print stays not disclosed, whatever the model takes it for."""
    for question in (NOT_HELD, "How much did the office pay for electricity in 2022?", "2022年离退休人员比在职人员少多少宴客的钱？"):
        assert advised(scripted("公务接待费支出")).ask(question).status == "declined"


def test_a_server_that_knows_no_schema_is_asked_without(advised: Opened, chat_server: ChatServer) -> None:
    """A refusal of the schema is no fault of the model: it is asked again, and from then on without one."""
    good = scripted("公务接待费支出")
    opened = advised(lambda request: 400 if "response_format" in request else good(request))
    assert opened.ask(UNKNOWN_WORD).figures[0].value == "4.33"
    assert ["response_format" in request for request in chat_server.asked] == [True, False, False]


def test_replies_need_not_be_streamed_to_langchain(chat_server: ChatServer) -> None:
    """The model that `open_langchain` gives is LangChain's own, for chains of other people's making."""
    chat_server.script = ["hello"]
    model = open_langchain(ChatSettings("openai:any-model", chat_server.url, KEY))
    assert model.invoke("hi").text == "hello"


def test_a_model_nobody_knows_is_told() -> None:
    """A provider that LangChain cannot place is told with the setting, and without the key."""
    with pytest.raises(MingzhangError, match="CHAT_MODEL") as fault:
        open_langchain(ChatSettings("nowhere:model", None, KEY))
    assert KEY not in str(fault.value)


def test_a_fault_does_not_show_the_key(chat_server: ChatServer) -> None:
    """A server that repeats the key in its refusal does not get it into the message."""
    chat_server.script = [401]
    with pytest.raises(ChatFault) as fault:
        LangChainChat(ChatSettings("openai:any-model", chat_server.url, KEY)).reply([("human", "hi")])
    assert KEY not in str(fault.value)
    assert fault.value.kind == "failed"
