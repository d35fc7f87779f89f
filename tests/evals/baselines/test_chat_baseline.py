"""The baseline with a chat model, against a real local server that speaks the OpenAI protocol."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evals.baselines.chat import ChatFault, ChatSettings, chat_settings, chat_solver
from evals.baselines.plain_library import PlainLibrary
from evals.contract import contract_fault
from evals.run import run_cases
from evals.types import UNSCORED, AnswerJson
from index.errors import MingzhangError
from tests.chat_server import KEY, ChatServer, Wait

QUESTION = "公务接待费支出决算多少万元？"
FILES = ("jia-2022.txt",)
RIGHT = {"status": "answered", "value": "4.33", "unit": "万元", "line": 3, "text": "公务接待费4.33万元。"}


@pytest.fixture
def settings(chat_server: ChatServer) -> ChatSettings:
    return ChatSettings("openai:any-model", chat_server.url, KEY, 5.0)


@pytest.fixture
def ask(chat_server: ChatServer, settings: ChatSettings, plain_library: PlainLibrary) -> Callable[..., AnswerJson]:
    """Asks with one scripted reply."""
    solver = chat_solver(plain_library, settings)

    def asked(reply: str | int | dict, question: str = QUESTION, conversation: tuple[str, ...] = ()) -> AnswerJson:
        chat_server.script = [json.dumps(reply, ensure_ascii=False) if isinstance(reply, dict) else reply]
        return solver.answer(question, conversation, files=FILES)

    return asked


def test_the_reply_becomes_an_answer_with_its_line(ask: Callable[..., AnswerJson], chat_server: ChatServer) -> None:
    """The model is given the lines with their numbers, and its figure stands on the line it names, verbatim."""
    answer = ask(RIGHT)
    assert contract_fault(answer) is None
    assert (answer["figures"][0]["value"], answer["figures"][0]["unit"]) == ("4.33", "万元")
    assert (answer["citations"][0]["file"], answer["citations"][0]["line"]) == ("jia-2022.txt", 3)
    assert answer["text"] == RIGHT["text"]
    system, human = chat_server.asked[0]["messages"]
    assert "JSON" in system["content"]
    assert "[3] (jia-2022.txt) 公务接待费支出决算4.33万元" in human["content"]
    assert QUESTION in human["content"]
    assert chat_server.keys == [f"Bearer {KEY}"]


def test_the_language_of_the_question_decides_the_prompt(ask: Callable[..., AnswerJson], chat_server: ChatServer) -> None:
    """English questions are put in English, and earlier questions stand before a follow-up."""
    ask(RIGHT, "And for reception 公?".replace("公", ""), ("How much for cars?",))
    system, human = chat_server.asked[0]["messages"]
    assert "plain decimal" in system["content"]
    assert "Question: How much for cars?\nAnd for reception ?" in human["content"]


def test_a_line_that_does_not_hold_the_figure_is_put_right(ask: Callable[..., AnswerJson]) -> None:
    """Cited is a retrieved line that prints the figure; a figure printed nowhere keeps the model's line, or none."""
    assert ask({**RIGHT, "line": 1})["citations"][0]["line"] == 3
    assert ask({**RIGHT, "line": None})["citations"][0]["line"] == 3
    assert ask({**RIGHT, "value": "5.5", "line": "[2]"})["citations"][0]["line"] == 2
    invented = ask({**RIGHT, "value": "5.5", "line": 99})
    assert (invented["citations"], invented["figures"][0]["citations"]) == ([], [])


def test_replies_in_a_fence_declines_and_texts(ask: Callable[..., AnswerJson]) -> None:
    """A fenced object counts; a decline is declined; a reply without a number is a text; thousands marks are taken out."""
    assert ask(f"```json\n{json.dumps(RIGHT)}\n```")["figures"][0]["value"] == "4.33"
    assert ask({"status": "declined", "value": None})["status"] == "declined"
    reason = ask({"status": "answered", "value": None, "unit": None, "line": 4, "text": "少购置车辆"})
    assert (reason["text"], reason["figures"], reason["citations"][0]["line"]) == ("少购置车辆", [], 4)
    assert ask({**RIGHT, "value": "1,111.99"})["figures"][0]["value"] == "1111.99"


@pytest.mark.parametrize("reply", ["no JSON at all", "[1, 2]", 401, 500])
def test_a_fault_of_the_model_is_told_without_the_key(ask: Callable[..., AnswerJson], reply: str | int) -> None:
    """No JSON object, a refusal or a server's fault: one kind of fault, and its text never holds the key."""
    with pytest.raises(ChatFault) as fault:
        ask(reply)
    assert KEY not in str(fault.value)
    assert fault.value.__cause__ is None


def test_a_late_reply_leaves_the_case_unscored(
    chat_server: ChatServer, settings: ChatSettings, plain_library: PlainLibrary, make_case: Callable
) -> None:
    """Beyond the time limit the case is unscored with a note, and the next one is asked."""
    hasty = ChatSettings(settings.model, settings.base_url, KEY, 0.3)
    chat_server.script = [Wait(1.0), json.dumps(RIGHT)]
    cases = [make_case(question=QUESTION, files=FILES), make_case(id="q2", question=QUESTION, files=FILES)]
    late, told = run_cases(cases, chat_solver(plain_library, hasty))
    assert late.outcome == UNSCORED
    assert "ChatFault" in late.explanation
    assert KEY not in late.explanation
    assert told.answer is not None


def test_nothing_near_is_not_sent(ask: Callable[..., AnswerJson], chat_server: ChatServer) -> None:
    """Where no passage is near enough, no model is asked."""
    assert ask(RIGHT, "far away")["status"] == "declined"
    assert chat_server.asked == []


def test_settings_come_from_the_environment() -> None:
    """Without CHAT_MODEL there is no chat; the key is not in what the settings print; a bad time limit is told."""
    assert chat_settings({}) is None
    given = chat_settings({"CHAT_MODEL": "openai:m", "CHAT_BASE_URL": "http://x/v1", "CHAT_API_KEY": KEY, "CHAT_SECONDS": "7.5"})
    assert given == ChatSettings("openai:m", "http://x/v1", KEY, 7.5)
    assert KEY not in repr(given)
    with pytest.raises(MingzhangError):
        chat_settings({"CHAT_MODEL": "openai:m", "CHAT_SECONDS": "soon"})


def test_an_unknown_provider_is_bad_input(plain_library: PlainLibrary) -> None:
    """A model that LangChain cannot place is told before anything is asked."""
    with pytest.raises(MingzhangError, match="CHAT_MODEL"):
        chat_solver(plain_library, ChatSettings("nowhere:model", None, KEY))
