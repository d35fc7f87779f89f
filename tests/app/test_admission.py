"""Who is let in: names, allowances and what the log says of an answer, without a server."""

from __future__ import annotations

import logging
import sys

import pytest

from assistant.phrases import load_phrases
from assistant.web.service.admission import Admission, Allowance, Client, Refused
from assistant.web.service.gate import endpoint_of
from assistant.web.service.logs import LineFormatter
from assistant.web.service.settings import SETTINGS, ServiceSettings, read_service_settings
from assistant.web.service.told import DECLINES, told_of, why_declined


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_given_back_with_time():
    """Who has used up a minute's requests may send one more after the seconds that were told, and not before."""
    clock = Clock()
    allowance = Allowance(6, clock)
    assert [allowance.take("a") for _ in range(6)] == [0] * 6
    assert allowance.take("a") == 10
    clock.now = 9.9
    assert allowance.take("a") == 1
    clock.now = 10.0
    assert allowance.take("a") == 0
    assert allowance.take("b") == 0


def test_names_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch):
    """However many names are made up, no more than so many are kept."""
    monkeypatch.setattr("assistant.web.service.admission.NAMES_KEPT", 10)
    allowance = Allowance(1, Clock())
    for number in range(100):
        allowance.take(str(number))
    assert len(allowance._left) == 10


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8::1:2", "2001:db8::/64"), ("::ffff:203.0.113.7", "203.0.113.7"), ("unix", "unix")],
)
def test_a_home_with_many_addresses_counts_as_one(address: str, network: str):
    """Of IPv6 the network counts, so that nobody has a new allowance with each of its addresses."""
    assert Client(None, address).network == network


@pytest.mark.parametrize(("address", "local"), [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("x", False)])
def test_this_machine_is_told_from_others(address: str, local: bool):
    """Only the addresses of this machine itself are without limits."""
    assert Client(None, address).is_local == local


def test_places_are_given_back_after_a_fault():
    """A request that fails leaves no place taken, of its visitor or of the queue."""
    admission = Admission(ServiceSettings(at_once=1, queue=0, visitor_at_once=1))
    client = Client("v", "203.0.113.7")
    for _ in range(3):
        with pytest.raises(ValueError), admission.sent_by(client), admission.piece():  # noqa: PT011 - raised here
            raise ValueError
    with admission.piece():
        assert (admission.working, admission.waiting) == (1, 0)
        with pytest.raises(Refused) as refused, admission.piece():
            pytest.fail("there was no room")
        assert (refused.value.kind, refused.value.status) == ("crowded", 503)
    assert admission.idle


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_a_question_was_declined_is_told_in_a_word(language: str):
    """Each kind of decline of `prompts/answers.toml` is told apart, whatever it names."""
    for key in DECLINES:
        text = load_phrases()[language][key].format_map(dict.fromkeys(("body", "year", "month", "scope"), "某局（2022）"))
        assert why_declined(language, text) == (key.partition("_")[2] or "not disclosed")


def test_what_is_told_of_an_answer_holds_no_text():
    """Of an answer the log has its end, kind and language."""
    answer = {"status": "answered", "language": "en", "text": "secret", "figures": [{"value": "1"}], "calculations": [], "citations": []}
    assert told_of(answer) == {"outcome": "answered", "language": "en", "kind": "quoted"}
    assert told_of({"status": "error", "kind": "broken", "text": "secret"}) == {"outcome": "error", "fault": "broken"}
    assert told_of({"questions": ["secret"]}) == {}


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/", "page"), ("/api/ask", "api:ask"), ("/api/other", "api"), ("/admin/login", "admin:login"), ("/admin/secret", "admin"),
        ("/uploads/1234", "uploads"), ("/gradio_api/call/ask/secret", "gradio"), ("/web/abc/chat.js", "static"), ("/secret", "other"),
        ("/healthy", "other"), ("//health", "health"),
    ],
)  # fmt: skip
def test_a_path_goes_by_a_name_of_ours(path: str, endpoint: str):
    """Paths are logged and counted by names out of a small set."""
    assert endpoint_of(path, ["ask"]) == endpoint


@pytest.mark.parametrize("words", [True, False])
def test_a_trace_in_the_log_quotes_no_question(words: bool):
    """The words of an exception may hold a question: they are logged only where questions are."""
    asked = " ".join(["the", "question", "asked"])
    try:
        raise ValueError(asked)
    except ValueError:
        record = logging.LogRecord("mingzhang.web", logging.ERROR, "file", 1, "a request could not be answered", None, sys.exc_info())
    line = LineFormatter(words).format(record)
    assert "\n" not in line
    assert "ValueError" in line
    assert (asked in line) is words


def test_every_setting_is_read():
    """Each setting of the service has a name in the environment, and what is set there is taken."""
    given = {name: "7" for field, name in SETTINGS.items() if isinstance(getattr(ServiceSettings(), field), int) and "log" not in field}
    read = read_service_settings({**given, "MINGZHANG_LOG": "faults", "MINGZHANG_TRUSTED_PROXIES": "10.0.0.0/8, ::1"})
    assert (read.queue, read.seconds, read.address_at_once, read.log, read.proxies) == (7, 7, 7, "faults", ("10.0.0.0/8", "::1"))
    assert read_service_settings({}) == ServiceSettings()
