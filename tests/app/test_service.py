"""The chat in service, as its own process over real HTTP: queue, limits, time, health, metrics, logs and stopping."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.chat_server import KEY, ChatServer

ROOT = Path(__file__).resolve().parents[2]
HELD = "2022年市政府办公室的差旅费花了多少钱？"
"""A question that a chat model is asked about, so that it is under way for as long as the model thinks."""
EASY = "2022年公务接待费是多少？"
NO_LIMITS = {"MINGZHANG_VISITOR_REQUESTS": "0", "MINGZHANG_VISITOR_AT_ONCE": "0"}


@dataclass
class Reply:
    """A reply: its status, its headers and its body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Chat:
    """A chat that runs: its process, its address, and all that it has logged."""

    process: subprocess.Popen
    port: int
    log: Path
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(16))

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def ask(self, question: str, name: str = "ask", **headers: str) -> Reply:
        """A question as the page sends it."""
        return self.send("POST", f"/api/{name}", json.dumps({"question": question}).encode(), Content_Type="application/json", **headers)

    def asked(self, question: str, **headers: str) -> Future[Reply]:
        """A question that is under way."""
        return self.pool.submit(self.ask, question, **headers)

    def lines(self) -> list[dict]:
        """The log so far: every line of it is a JSON object."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def metric(self, name: str) -> float:
        """The value of one metric, 0 where it is not there."""
        text = self.send("GET", "/metrics").body.decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0


def until(holds: Callable[[], object]) -> None:
    """Wait for something that other threads bring about."""
    for _ in range(6000):
        if holds():
            return
        threading.Event().wait(0.01)
    pytest.fail("what was waited for did not come")


@contextmanager
def running(library: Path, folder: Path, **settings: str) -> Iterator[Chat]:
    """The chat with these settings, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log.jsonl"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port), "--library", str(library)], cwd=ROOT, text=True,
            env={**os.environ, "PYTHONUTF8": "1", **settings}, stdout=subprocess.PIPE, stderr=told,
        )  # fmt: skip
        chat = Chat(process, port, log)
        try:
            assert "http://" in process.stdout.readline(), log.read_text()
            until(lambda: chat.send("GET", "/ready").status == 200)
            yield chat
        finally:
            process.kill()
            process.communicate()
            chat.pool.shutdown()


@dataclass
class Model:
    """A chat model that thinks until it is let go on."""

    server: ChatServer
    may_go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.server.script = self.think

    def think(self, request: dict) -> str:
        self.may_go.wait(120)
        return '{"item": "none", "asks": "value"}'

    @property
    def settings(self) -> dict[str, str]:
        return {"CHAT_MODEL": "openai:any", "CHAT_BASE_URL": self.server.url, "CHAT_API_KEY": KEY, "CHAT_SECONDS": "100"}


@pytest.fixture
def model(chat_server: ChatServer) -> Iterator[Model]:
    slow = Model(chat_server)
    yield slow
    slow.may_go.set()


@pytest.fixture(scope="module")
def chat(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat as it is by default."""
    with running(library, tmp_path_factory.mktemp("service")) as opened:
        yield opened


def test_health_and_readiness_are_told(chat: Chat):
    """`/health` says that the process is alive, `/ready` that visitors may be sent to it."""
    assert chat.send("GET", "/health").json == {"status": "alive"}
    assert chat.send("GET", "/ready").json == {"status": "ready"}
    until(lambda: chat.metric("mingzhang_self_test") == 1)  # made once it is quiet


def test_metrics_count_what_was_answered(chat: Chat):
    """Answers by how they ended, kind and language, declines by reason, seconds, library, memory and version are counted."""
    before = chat.metric('mingzhang_answers_total{endpoint="api:ask",kind="quoted",language="zh",outcome="answered"}')
    assert chat.ask(EASY).json["status"] == "answered"
    assert chat.ask("2031年公务接待费是多少？").json["status"] == "declined"
    assert chat.metric('mingzhang_answers_total{endpoint="api:ask",kind="quoted",language="zh",outcome="answered"}') == before + 1
    assert chat.metric('mingzhang_declines_total{why="year"}') == 1
    assert chat.metric('mingzhang_answer_seconds_count{kind="quoted",language="zh"}') >= 1
    assert chat.metric("mingzhang_library_reports") >= 1
    assert chat.metric("mingzhang_library_facts") > 100
    assert chat.metric("mingzhang_queue_waiting") == 0
    prompts = chat.ask(EASY).json["prompts"]
    assert f'prompts="{prompts}"' in chat.send("GET", "/metrics").body.decode()
    if sys.platform.startswith("linux"):
        assert chat.metric("process_resident_memory_bytes") > 1 << 20


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_metrics_are_not_for_who_comes_through_a_proxy(chat: Chat, header: str):
    """Without a token the metrics are for programs of this machine, not for what a proxy on it passes on."""
    assert chat.send("GET", "/metrics", **{header: "203.0.113.7"}).status == 404


def test_log_lines_are_json_without_question_cookie_or_address(chat: Chat):
    """Each request is one JSON object with its number, end and seconds; nothing of what was asked or who asked is in it."""
    cookie = "mingzhang_visitor=" + "c" * 43
    reply = chat.ask("“三公”经费一共花了多少？", Cookie=cookie)
    number = reply.headers["X-Request-ID"]
    until(lambda: any(line.get("request") == number for line in chat.lines()))
    line = next(line for line in chat.lines() if line.get("request") == number)
    assert line["endpoint"] == "api:ask"
    assert (line["status"], line["outcome"], line["language"]) == (200, "answered", "zh")
    assert line["seconds"] >= 0
    text = chat.log.read_text(encoding="utf-8")
    assert "三公" not in text
    assert "c" * 43 not in text
    assert "127.0.0.1" not in text


def test_a_path_is_never_logged_as_sent(chat: Chat):
    """What anybody may write into an address, a question even, is in no log."""
    chat.send("GET", "/api/secret-words?q=secret-words")
    chat.send("POST", "/secret-words", b"")
    chat.send("GET", "/original?file=secret-words")
    number = chat.ask("").headers["X-Request-ID"]
    until(lambda: any(line.get("request") == number for line in chat.lines()))
    assert "secret-words" not in chat.log.read_text(encoding="utf-8")


def test_a_fault_shows_the_number_that_is_logged(chat: Chat):
    """The number of a request is in its headers and in the fault that is shown, so that a visitor can quote it."""
    reply = chat.ask("")
    assert reply.json["status"] == "error"
    assert reply.json["request"] == reply.headers["X-Request-ID"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/lines", "/gradio_api/call/ask", "/brief-file", "/admin/login", "/nothing", "/"])
def test_what_is_too_large_is_refused_at_once(chat: Chat, path: str):
    """Every endpoint has a size that a request may have; a larger one is told so before it is read."""
    connection = http.client.HTTPConnection("127.0.0.1", chat.port, timeout=60)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    reply = connection.getresponse()
    assert reply.status == 413
    body = reply.read().decode()
    assert "too_large" in body or ("字节" in body and "bytes" in body)
    connection.close()


def test_what_grows_too_large_is_refused(chat: Chat):
    """A body whose size is not announced is refused when it has grown too large."""
    connection = http.client.HTTPConnection("127.0.0.1", chat.port, timeout=60)
    connection.request("POST", "/api/ask", (b"x" * 4096 for _ in range(100)), {"Content-Type": "application/json"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_slow_senders_hold_nobody_up(chat: Chat):
    """Many connections that send half a request, or half a body, keep no other visitor from an answer."""
    half = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
    slow = [socket.create_connection(("127.0.0.1", chat.port)) for _ in range(120)]
    try:
        for number, one in enumerate(slow):
            one.sendall(half if number % 2 else half + b"\r\n{")
        assert chat.ask(EASY).json["status"] == "answered"
        assert chat.metric("mingzhang_queue_waiting") == 0
    finally:
        for one in slow:
            one.close()


def test_a_full_queue_is_told_at_once(library: Path, tmp_path: Path, model: Model):
    """Where as many wait as may, the next is refused in words of both languages and told when to come again; nobody is lost."""
    with running(library, tmp_path, MINGZHANG_AT_ONCE="1", MINGZHANG_QUEUE="1", **model.settings) as chat:
        under_way = chat.asked(HELD)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        waits = chat.asked(EASY)
        until(lambda: chat.metric("mingzhang_queue_waiting") == 1)
        refused = chat.ask(EASY)
        assert (refused.status, refused.json["kind"]) == (503, "crowded")
        assert int(refused.headers["Retry-After"]) > 0
        page = chat.send("GET", "/")
        assert page.status == 503
        assert "请稍等" in page.body.decode()
        assert "Many people are asking" in page.body.decode()
        assert chat.send("GET", "/health").status == 200
        model.may_go.set()
        assert (under_way.result().status, waits.result().json["status"]) == (200, "answered")
        assert chat.metric('mingzhang_refused_total{reason="crowded"}') == 2
        assert chat.metric('mingzhang_model_uses_total{did="nothing"}') == 1
        assert chat.ask(EASY).status == 200


def test_what_stands_beside_answers_gives_way(library: Path, tmp_path: Path, model: Model):
    """When many ask, what can be asked next is the first that is not taken; questions still are."""
    with running(library, tmp_path, MINGZHANG_AT_ONCE="1", MINGZHANG_QUEUE="4", **model.settings) as chat:
        under_way = chat.asked(HELD)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        beside = [chat.pool.submit(chat.ask, EASY, "follow_ups") for _ in range(2)]
        until(lambda: chat.metric("mingzhang_queue_waiting") == 2)
        refused = chat.ask(EASY, "follow_ups")
        assert (refused.status, refused.json["kind"]) == (503, "crowded")
        question = chat.asked(EASY)
        until(lambda: chat.metric("mingzhang_queue_waiting") == 3)
        model.may_go.set()
        assert under_way.result().status == 200
        assert question.result().json["status"] == "answered"
        assert all(one.result().status in (200, 503) for one in beside)
        until(lambda: chat.metric("mingzhang_queue_working") == 0)
        assert chat.ask(EASY, "follow_ups").json["questions"]


def test_a_question_that_takes_too_long_is_told_so(library: Path, tmp_path: Path, model: Model):
    """After its seconds a question is told that it took too long; those that wait behind it are told as well, and not begun."""
    settings = {"MINGZHANG_AT_ONCE": "1", "MINGZHANG_SECONDS": "2", **model.settings}
    with running(library, tmp_path, **settings) as chat:
        under_way = chat.asked(HELD)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        behind = [chat.asked(f"2022年公务接待费{' ' * number}是多少？") for number in range(3)]
        for reply in (one.result() for one in (under_way, *behind)):
            assert (reply.status, reply.json["kind"]) == (503, "late")
            assert reply.headers["Retry-After"]
        assert chat.metric("mingzhang_queue_working") == 1  # what was given up keeps its place until it has ended
        model.may_go.set()
        until(lambda: chat.metric("mingzhang_queue_working") == 0)
        assert chat.ask(EASY).json["status"] == "answered"
        assert chat.metric('mingzhang_results_total{kept="no"}') <= 3


def test_a_visitor_who_leaves_gives_up_the_place(library: Path, tmp_path: Path, model: Model):
    """A question whose visitor is gone is not worked out when its turn comes."""
    with running(library, tmp_path, MINGZHANG_AT_ONCE="1", **model.settings) as chat:
        under_way = chat.asked(HELD)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        body = json.dumps({"question": EASY}).encode()
        with socket.create_connection(("127.0.0.1", chat.port)) as leaver:
            head = f"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            leaver.sendall(head.encode() + body)
            until(lambda: chat.metric("mingzhang_queue_waiting") == 1)
        until(lambda: chat.metric('mingzhang_refused_total{reason="gone"}') == 1)
        model.may_go.set()
        assert under_way.result().status == 200
        until(lambda: chat.metric("mingzhang_queue_working") == 0)
        assert chat.metric('mingzhang_results_total{kept="no"}') == 1  # the question held


def test_a_visitor_who_asks_too_often_is_told(library: Path, tmp_path: Path):
    """So many requests a minute for each visitor; others are not touched by one who asks more."""
    with running(library, tmp_path, MINGZHANG_VISITOR_REQUESTS="4") as chat:
        one, other = ({"Cookie": f"mingzhang_visitor={letter * 43}"} for letter in "ab")
        assert [chat.ask(EASY, **one).status for _ in range(5)] == [200, 200, 200, 200, 429]
        refused = chat.ask(EASY, **one)
        assert refused.json["kind"] == "often"
        assert int(refused.headers["Retry-After"]) == refused.json["values"]["seconds"] > 0
        assert chat.ask(EASY, **other).status == 200
        assert chat.send("GET", "/health", **one).status == 200


def test_a_visitor_with_too_much_under_way_is_told(library: Path, tmp_path: Path, model: Model):
    """So many requests at a time for each visitor."""
    with running(library, tmp_path, MINGZHANG_VISITOR_AT_ONCE="1", **model.settings) as chat:
        cookie = "mingzhang_visitor=" + "a" * 43
        under_way = chat.asked(HELD, Cookie=cookie)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        assert chat.ask(EASY, Cookie=cookie).json["kind"] == "at_once"
        assert chat.ask(EASY).status == 200
        model.may_go.set()
        assert under_way.result().status == 200


def test_a_forwarded_address_is_not_believed_by_default(library: Path, tmp_path: Path):
    """Nobody gets round the limits by naming another address; that a proxy seems to be there is logged once."""
    with running(library, tmp_path, MINGZHANG_VISITOR_REQUESTS="2", MINGZHANG_LOG_ADDRESSES="1") as chat:
        replies = [chat.ask(EASY, X_Forwarded_For=f"203.0.113.{number}") for number in range(4)]
        assert {reply.status for reply in replies} == {200}  # all of this machine, none of another
        assert {line["address"] for line in chat.lines() if "address" in line} == {"127.0.0.1"}
        assert sum("MINGZHANG_TRUSTED_PROXIES" in line["message"] for line in chat.lines()) == 1


def test_behind_a_trusted_proxy_each_address_has_its_own_limits(library: Path, tmp_path: Path):
    """With the proxy named, visitors without a cookie are told apart by the address it forwards; cookies do not add up to more."""
    settings = {"MINGZHANG_TRUSTED_PROXIES": "127.0.0.0/8", "MINGZHANG_VISITOR_REQUESTS": "3", "MINGZHANG_ADDRESS_REQUESTS": "5"}
    with running(library, tmp_path, **settings) as chat:
        assert [chat.ask(EASY, X_Forwarded_For="203.0.113.1").status for _ in range(4)] == [200, 200, 200, 429]
        assert chat.ask(EASY, X_Forwarded_For="203.0.113.2").status == 200
        cookies = [f"mingzhang_visitor={number:043d}" for number in range(6)]
        statuses = [chat.ask(EASY, X_Forwarded_For="203.0.113.3", Cookie=cookie).status for cookie in cookies]
        assert statuses == [200] * 5 + [429]
        assert chat.ask(EASY, X_Forwarded_For="203.0.113.1, 203.0.113.9").status == 200  # what the visitor wrote itself stands first
        assert chat.send("GET", "/metrics", X_Forwarded_For="203.0.113.1").status == 404


def test_metrics_with_a_token_are_for_who_has_it(library: Path, tmp_path: Path):
    """Where a token is set, the metrics are for nobody without it; questions are logged where that is asked for."""
    token = "t0ken-of-the-scraper"
    with running(library, tmp_path, MINGZHANG_METRICS_TOKEN=token, MINGZHANG_LOG_QUESTIONS="1") as chat:
        assert chat.send("GET", "/metrics").status == 404
        assert chat.send("GET", "/metrics", Authorization="Bearer wrong").status == 404
        assert b"mingzhang_info" in chat.send("GET", "/metrics", Authorization=f"Bearer {token}", X_Forwarded_For="203.0.113.7").body
        chat.ask(EASY)
        until(lambda: any(line.get("question") == EASY for line in chat.lines()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINGZHANG_QUEUE", "many"), ("MINGZHANG_SECONDS", "0"), ("MINGZHANG_TRUSTED_PROXIES", "everybody"),
        ("MINGZHANG_METRICS_TOKEN", "short"), ("MINGZHANG_LOG", "loud"), ("MINGZHANG_LOG_QUESTIONS", "yes"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_told(library: Path, name: str, value: str):
    """A wrong setting ends the start with its name, before anything slow is done."""
    done = subprocess.run(
        [sys.executable, "app.py", "--library", str(library)], cwd=ROOT, env={**os.environ, name: value, "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_finishes_what_is_under_way(library: Path, tmp_path: Path, model: Model, number: signal.Signals):
    """Stopped, the chat takes no more questions and says so, finishes the answer under way, and ends with exit code 0."""
    with running(library, tmp_path, MINGZHANG_CLOSE_SECONDS="100", **model.settings) as chat:
        under_way = chat.asked(HELD)
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        chat.process.send_signal(number)
        until(lambda: chat.send("GET", "/ready").status == 503)
        assert chat.send("GET", "/health").status == 200
        refused = chat.ask(EASY)
        assert (refused.status, refused.json["kind"]) == (503, "closing")
        assert not under_way.done()
        model.may_go.set()
        assert under_way.result().json["status"] == "declined"
        assert chat.process.wait(60) == 0
        assert "Traceback" not in chat.log.read_text(encoding="utf-8")


def test_stopping_waits_no_longer_than_set(library: Path, tmp_path: Path, model: Model):
    """An answer that is not ready in time does not keep the chat from closing, with exit code 0 and a word about it."""
    with running(library, tmp_path, MINGZHANG_CLOSE_SECONDS="1", **model.settings) as chat:
        chat.asked(HELD).add_done_callback(lambda done: done.exception())
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        chat.process.terminate()
        assert chat.process.wait(60) == 0
        assert "before all answers were ready" in chat.log.read_text(encoding="utf-8")


def test_a_second_signal_ends_at_once(library: Path, tmp_path: Path, model: Model):
    """Who asks twice is not made to wait for an answer under way."""
    with running(library, tmp_path, MINGZHANG_CLOSE_SECONDS="1000", **model.settings) as chat:
        chat.asked(HELD).add_done_callback(lambda done: done.exception())
        until(lambda: chat.metric("mingzhang_queue_working") == 1)
        chat.process.terminate()
        until(lambda: chat.send("GET", "/ready").status == 503)
        chat.process.terminate()
        assert chat.process.wait(60) == -signal.SIGTERM
