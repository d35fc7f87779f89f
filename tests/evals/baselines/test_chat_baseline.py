"""The baseline with a chat model, against a real local server that speaks the OpenAI protocol."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evals.baselines.chat import ChatFault, ChatSettings, chat_settings, chat_solver
from evals.baselines.plain_library import PlainLibrary
from evals.contract import contract_fault
from evals.errors import BadInput
from evals.run import run_cases
from evals.types import UNSCORED, AnswerJson

KEY = "sk-secret-of-the-test"
QUESTION = "公务接待费支出决算多少万元？"
FILES = ("jia-2022.txt",)
RIGHT = {"status": "answered", "value": "4.33", "unit": "万元", "line": 3, "text": "公务接待费4.33万元。"}


class ChatServer(ThreadingHTTPServer):
    """Gives scripted replies in turn and remembers what it was asked. A number is a status code, a float a wait."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[str | int | float] = []
        self.asked: list[dict] = []
        self.keys: list[str | None] = []


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.keys.append(self.headers["Authorization"])
        reply = self.server.replies.pop(0)
        if isinstance(reply, float):
            time.sleep(reply)
            reply = "{}"
        if isinstance(reply, int):
            self._send(reply, {"error": {"message": f"bad key: {KEY}", "type": "invalid_request_error", "code": None}})
            return
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply}}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        self._send(200, {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage})

    def _send(self, status: int, content: dict) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[ChatServer]:
    pytest.importorskip("langchain_openai", reason="the extra [chat] is not installed")
    with ChatServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(server: ChatServer) -> ChatSettings:
    return ChatSettings("openai:any-model", f"http://127.0.0.1:{server.server_port}/v1", KEY, 5.0)


@pytest.fixture
def ask(server: ChatServer, settings: ChatSettings, plain_library: PlainLibrary) -> Callable[..., AnswerJson]:
    """Asks with one scripted reply."""
    solver = chat_solver(plain_library, settings)

    def asked(reply: str | int | float | dict, question: str = QUESTION, conversation: tuple[str, ...] = ()) -> AnswerJson:
        server.replies = [json.dumps(reply, ensure_ascii=False) if isinstance(reply, dict) else reply]
        return solver.answer(question, conversation, files=FILES)

    return asked


def test_the_reply_becomes_an_answer_with_its_line(ask: Callable[..., AnswerJson], server: ChatServer) -> None:
    """The model is given the lines with their numbers, and its figure stands on the line it names, verbatim."""
    answer = ask(RIGHT)
    assert contract_fault(answer) is None
    assert (answer["figures"][0]["value"], answer["figures"][0]["unit"]) == ("4.33", "万元")
    assert (answer["citations"][0]["file"], answer["citations"][0]["line"]) == ("jia-2022.txt", 3)
    assert answer["text"] == RIGHT["text"]
    system, human = server.asked[0]["messages"]
    assert "JSON" in system["content"]
    assert "[3] (jia-2022.txt) 公务接待费支出决算4.33万元" in human["content"]
    assert QUESTION in human["content"]
    assert server.keys == [f"Bearer {KEY}"]


def test_the_language_of_the_question_decides_the_prompt(ask: Callable[..., AnswerJson], server: ChatServer) -> None:
    """English questions are put in English, and earlier questions stand before a follow-up."""
    ask(RIGHT, "And for reception 公?".replace("公", ""), ("How much for cars?",))
    system, human = server.asked[0]["messages"]
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
    server: ChatServer, settings: ChatSettings, plain_library: PlainLibrary, make_case: Callable
) -> None:
    """Beyond the time limit the case is unscored with a note, and the next one is asked."""
    hasty = ChatSettings(settings.model, settings.base_url, KEY, 0.3)
    server.replies = [1.0, json.dumps(RIGHT)]
    cases = [make_case(question=QUESTION, files=FILES), make_case(id="q2", question=QUESTION, files=FILES)]
    late, told = run_cases(cases, chat_solver(plain_library, hasty))
    assert late.outcome == UNSCORED
    assert "ChatFault" in late.explanation
    assert KEY not in late.explanation
    assert told.answer is not None


def test_nothing_near_is_not_sent(ask: Callable[..., AnswerJson], server: ChatServer) -> None:
    """Where no passage is near enough, no model is asked."""
    assert ask(RIGHT, "far away")["status"] == "declined"
    assert server.asked == []


def test_settings_come_from_the_environment() -> None:
    """Without CHAT_MODEL there is no chat; the key is not in what the settings print; a bad time limit is bad input."""
    assert chat_settings({}) is None
    given = chat_settings({"CHAT_MODEL": "openai:m", "CHAT_BASE_URL": "http://x/v1", "CHAT_API_KEY": KEY, "CHAT_SECONDS": "7.5"})
    assert given == ChatSettings("openai:m", "http://x/v1", KEY, 7.5)
    assert KEY not in repr(given)
    with pytest.raises(BadInput):
        chat_settings({"CHAT_MODEL": "openai:m", "CHAT_SECONDS": "soon"})


def test_an_unknown_provider_is_bad_input(plain_library: PlainLibrary) -> None:
    """A model that LangChain cannot place is told before anything is asked."""
    with pytest.raises(BadInput, match="CHAT_MODEL"):
        chat_solver(plain_library, ChatSettings("nowhere:model", None, KEY))
