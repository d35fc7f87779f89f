"""Many visitors at once: what is counted, what is timed, and how a visitor speaks to the chat."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.app_process import OpenChat, open_chat
from evals.errors import BadInput
from evals.load import Habits, Load, ask_alone, closing_line, run_load, terminal_report
from evals.visitor import NoAnswer, Visitor

ANSWER = {"status": "answered", "text": "49.04"}


class Chat(BaseHTTPRequestHandler):
    """A chat that answers as ours does: a page that hands out a cookie, a plain route, and Gradio's two steps."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str | None, dict]]
    reply: Callable[[dict], tuple[int, dict]]

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path == "/":
            return self._send(200, b"<html>", Set_Cookie=f"visitor={threading.get_ident()}; HttpOnly; SameSite=strict")
        if self.path == "/gradio_api/info":
            return self._send(200, b"{}")
        data = json.dumps([ANSWER])
        return self._send(200, f"event: heartbeat\ndata: null\n\nevent: complete\ndata: {data}\n\n".encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append((self.path, self.headers.get("Cookie"), body))
        if self.path.startswith("/gradio_api"):
            return self._send(200, b'{"event_id": "e1"}')
        status, payload = type(self).reply(body)
        return self._send(status, json.dumps(payload).encode())


@pytest.fixture
def chat() -> Iterator[tuple[str, type[Chat]]]:
    """(address, handler) of such a chat; `handler.reply` may be set, `handler.seen` holds what was asked."""
    handler = type("OneChat", (Chat,), {"seen": [], "reply": staticmethod(lambda body: (200, ANSWER))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()


def test_a_visitor_asks_as_the_page_does_with_a_cookie_of_its_own(chat) -> None:
    """A question goes to the page's own route, with the cookie that the page handed out and the talk before it."""
    url, handler = chat
    visitor = Visitor(url)
    visitor.open_page()
    assert visitor.ask("那去年呢？", ["三公经费？"]) == ANSWER
    path, cookie, body = handler.seen[0]
    assert path == "/api/ask"
    assert cookie.startswith("visitor=")
    assert body == {"question": "那去年呢？", "conversation": ["三公经费？"], "files": None}


def test_a_visitor_asks_through_gradio(chat) -> None:
    """Through the API a question is handed in, and its answer read from the end of the event stream."""
    url, handler = chat
    assert Visitor(url).ask_api("q") == ANSWER
    assert handler.seen[0][0] == "/gradio_api/call/ask"
    assert handler.seen[0][2] == {"data": ["q", [], None]}


@pytest.mark.parametrize("reply", [(500, ANSWER), (429, {}), (200, {"status": "error", "kind": "broken"})])
def test_what_is_no_answer_is_a_failure(chat, reply) -> None:
    """A refusal, a fault of the server and a payload of status "error" are all no answer."""
    url, handler = chat
    handler.reply = staticmethod(lambda body: reply)
    with pytest.raises(NoAnswer):
        Visitor(url).ask("q")


def test_every_answer_is_timed_and_every_failure_counted(chat, make_case) -> None:
    """Answers and failures add up to what was asked; each visitor has another cookie and begins at another question."""
    url, handler = chat
    handler.reply = staticmethod(lambda body: (200, ANSWER) if "1" not in body["question"] else (500, {}))
    cases = [make_case(question=f"question {number}") for number in range(10)]
    load = run_load(url, cases, visitors=4, seconds=0.6)
    assert not load.is_sound
    assert load.errors == load.faults["POST /api/ask: 500"] > 0
    assert len(load.seconds) + load.errors == len(handler.seen)
    assert list(load.seconds) == sorted(load.seconds)
    assert len({cookie for _, cookie, _ in handler.seen}) == 4
    assert "500" in terminal_report(load)


def test_fresh_questions_are_never_the_same_and_ask_the_same(chat, make_case) -> None:
    """With `fresh` no wording comes twice, and only blanks tell them apart."""
    url, handler = chat
    run_load(url, [make_case(question="q")], visitors=3, seconds=0.3, habits=Habits(fresh=True))
    asked = [body["question"] for _, _, body in handler.seen]
    assert len(asked) == len(set(asked)) > 3
    assert {text.strip() for text in asked} == {"q"}


def test_a_server_that_is_gone_is_counted_and_not_raised(make_case) -> None:
    """Where nobody listens, every question counts as an error and the run ends."""
    load = run_load("http://127.0.0.1:9", [make_case()], visitors=2, seconds=0.2)
    assert (load.seconds, load.errors > 0) == ((), True)
    assert "p95 none" in closing_line(load)


def test_the_closing_line_holds_the_figures() -> None:
    """Answers, errors, refusals, mixed-up answers, median, 95th percentile, throughput, what an answer cost the processor, memory."""
    seconds = tuple(number / 100 for number in range(1, 101))
    load = Load(50, seconds, {"POST: 500": 2}, 10.0, {"POST: 503": 3}, ("q",), (400 << 20, 410 << 20, 411 << 20))
    assert closing_line(load, processor=2.0) == (
        "load: 50 visitors, 100 answers, 2 errors, 3 refused, 1 mixed up; median 505 ms, p95 950 ms, longest 1000 ms; "
        "10.0 answers a second; 20 ms of processor an answer; memory 400 → 410 → 411 MB"
    )


def test_an_answer_to_another_question_is_counted(chat, make_case) -> None:
    """An answer whose text, figures or citations are not those the question gets alone is mixed up; a reworded question is not."""
    url, handler = chat
    handler.reply = staticmethod(lambda body: (200, {"status": "answered", "text": body["question"].strip()}))
    cases = [make_case(id=f"c{number}", question=f"question {number}") for number in range(3)]
    told = ask_alone(url, cases)
    assert run_load(url, cases, visitors=2, seconds=0.3, habits=Habits(fresh=True), told=told).is_sound
    handler.reply = staticmethod(lambda body: (200, {"status": "answered", "text": "question 1"}))
    load = run_load(url, cases, visitors=2, seconds=0.3, told=told)
    assert set(load.mixed) == {"question 0", "question 2"}
    assert not load.is_sound
    assert "question 2" in terminal_report(load)


def test_a_refusal_in_words_is_no_error(chat, make_case) -> None:
    """Refused and failed are counted apart."""
    url, handler = chat
    handler.reply = staticmethod(lambda body: (503, {"status": "error", "kind": "crowded"}))
    load = run_load(url, [make_case()], visitors=1, seconds=0.2)
    assert (load.errors, load.refusals > 0) == (0, True)


def test_a_visitor_with_a_page_asks_what_the_page_asks(chat, make_case) -> None:
    """After an answer the page asks what can be asked next and what can be drawn; memory is read before, amid and after."""
    url, handler = chat
    sizes = iter(range(1, 9))
    load = run_load(url, [make_case()], 1, 0.2, Habits(think=0.05, as_page=True), memory=lambda: next(sizes))
    assert {path for path, _, _ in handler.seen} == {"/api/ask", "/api/follow_ups", "/api/chart_of"}
    assert load.memory == (1, 2, 3)
    assert load.is_sound


def test_what_is_left_out_beside_answers_is_counted_apart(chat, make_case) -> None:
    """Suggestions that are refused in words when many ask are neither errors nor questions refused, and are told."""
    url, handler = chat
    handler.reply = staticmethod(lambda body: (503, {}) if "language" in body else (200, ANSWER))
    load = run_load(url, [make_case()], 1, 0.2, Habits(think=0.05, as_page=True))
    assert load.is_sound
    assert sum(load.left_out.values()) > 0
    assert "left out beside answers" in closing_line(load)


def test_the_command_ends_with_one_line_and_tells_errors_by_its_exit_code(chat, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals load --url` ends with 0 where all was answered, with 1 where something was not."""
    url, handler = chat
    arguments = ["load", "--url", url, "--visitors", "3", "--seconds", "1"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("load: 3 visitors, ")
    handler.reply = staticmethod(lambda body: (500, {}) if body["question"] != body["question"].strip() else (200, ANSWER))
    assert main([*arguments, "--fresh"]) == 1  # only the questions of the load have blanks
    assert " 0 errors" not in capsys.readouterr().out.splitlines()[-1]
    handler.reply = staticmethod(lambda body: (500, {}))
    assert main(arguments) == 2
    assert "asked alone" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--url", "http://127.0.0.1:9"], ["--library", "none"], ["--visitors", "0"]])
def test_what_cannot_be_measured_is_told(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No chat, no library, no visitor: exit code 2 and a message, no trace."""
    shown = [str(tmp_path / one) if one == "none" else one for one in arguments]
    assert main(["load", "--seconds", "1", *shown]) == 2
    assert "evals:" in capsys.readouterr().err


def test_the_chat_is_started_and_ended(bazhong_library: Path) -> None:
    """The real command is started on a library, serves its page, tells its processor time, and is gone afterwards."""
    with open_chat(bazhong_library) as opened:
        assert "<title>" in Visitor(opened.url).open_page()
        assert opened.seconds > 0
        assert opened.process
    with pytest.raises(NoAnswer):
        Visitor(opened.url).open_page()


def test_a_chat_of_somebody_else_tells_no_processor_time() -> None:
    """What is not known is not told."""
    assert OpenChat("http://127.0.0.1:9").processor_seconds() is None


def test_a_chat_that_does_not_open_is_told(tmp_path: Path) -> None:
    """A folder that is no library ends in a fault that quotes what the chat said."""
    with pytest.raises(BadInput, match="did not open"), open_chat(tmp_path):
        pass
