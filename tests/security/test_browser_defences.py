"""What the web chat tells browsers: strict policies on every reply, cookies for its own page only, no other site let in.

That nothing of a hostile library runs in a real browser: tests/app/test_injection.py. Login and its lock: tests/app/test_admin.py.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from assistant.ask import Assistant
from assistant.web.desk import Desk
from assistant.web.page import CONTENT_POLICY, static_path
from assistant.web.server import build_server
from assistant.web.service.service import Service


@pytest.fixture
def client(bazhong_library, assistant: Assistant) -> TestClient:  # noqa: ANN001
    return TestClient(build_server(Desk(assistant, bazhong_library)), raise_server_exceptions=False)


def _replies(client: TestClient) -> dict:
    name = "bazhong-gov-office-2022.txt"
    return {
        "page": client.get("/"),
        "script": client.get(f"/{static_path()}/chat.js"),
        "nothing": client.get(f"/{static_path()}/no.js"),
        "ask": client.post("/api/ask", json={"question": "公务接待费是多少？"}),
        "unfit": client.post("/api/ask", content=b"{"),
        "original": client.get(f"/original?file={name}"),
        "not held": client.get("/original?file=x"),
        "facts": client.get(f"/facts-file?format=csv&report={name}"),
        "brief": client.get(f"/brief-file?format=md&report={name}"),
        "uploads": client.get("/uploads"),
        "admin": client.get("/admin"),
        "no upload": client.post("/gradio_api/upload"),
        "too large": client.post("/api/ask", content=b"x" * 300_000),
    }


def _refusals(library, assistant: Assistant) -> dict:  # noqa: ANN001
    """What the queue refuses before any part sees it: pages, files and answers alike."""
    service = Service(desk := Desk(assistant, library))
    service.admission.stop()
    client = TestClient(build_server(desk, service), raise_server_exceptions=False)
    return {"page": client.get("/"), "file": client.get("/original?file=x"), "ask": client.post("/api/ask", json={"question": "?"})}


def test_every_reply_is_what_it_says(client: TestClient, bazhong_library, assistant: Assistant) -> None:  # noqa: ANN001
    """Pages, scripts, answers, files and refusals alike: no sniffing, no referrer for others, a policy that runs nothing more."""
    refusals = _refusals(bazhong_library, assistant)
    assert {reply.status_code for reply in refusals.values()} == {503}
    for name, reply in (*_replies(client).items(), *refusals.items()):
        assert reply.headers["X-Content-Type-Options"] == "nosniff", name
        assert reply.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        policy = reply.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors" in policy or "sandbox" in policy, name
        assert reply.headers.get("Access-Control-Allow-Origin") is None, name
        assert "server" not in reply.headers, name


def test_the_page_runs_its_own_scripts_only() -> None:
    """The page's policy names its own server alone, allows no inline script, no plug-in, no form, no frame of another site."""
    parts = {part.split()[0]: part.split()[1:] for part in CONTENT_POLICY.split("; ")}
    assert parts["default-src"] == ["'none'"]
    assert set(parts["script-src"]) <= {"'self'", "'unsafe-eval'"}
    assert not any(
        "unsafe-inline" in one or one in ("*", "http:", "https:", "data:")
        for one in parts["script-src"] + parts["style-src"]
    )
    assert parts["connect-src"] == ["'self'"]
    assert (parts["base-uri"], parts["form-action"], parts["frame-ancestors"]) == (["'none'"], ["'none'"], ["'self'"])


def test_the_visitor_cookie_is_for_this_page(client: TestClient) -> None:
    """The visitor's name is read by no script and sent with no request of another site; over TLS it is sent over TLS only."""
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    secure = TestClient(client.app, base_url="https://testserver")
    assert "secure" in secure.get("/").headers["set-cookie"].lower()


def test_a_form_of_another_site_asks_nothing(client: TestClient) -> None:
    """A request as a form of another site can send it, without JSON's type, is refused."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        reply = client.post("/api/ask", content=b'{"question": "x"}', headers={"Content-Type": kind})
        assert reply.status_code == 400, kind


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"question": ' + b"[" * 50_000,
        b'{"question": "\\ud800"}',
        b'{"question": 1e999999}',
        b"9" * 100_000,
        b"\xff\xfe",
        b'{"a' * 9,
        b"x" * 300_000,
    ],
)
def test_hostile_arguments_are_refused_in_words(client: TestClient, body: bytes) -> None:
    """Deep, huge, broken and half-character JSON is a refusal, never a fault of the server."""
    reply = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == (413 if len(body) > 200_000 else 400)
    assert reply.json()["status"] == "error"
