"""The administration of the library: not there unless a password is set, behind a login, while questions go on."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.admin.passwords import hash_password, read_hash
from assistant.ask import Assistant
from assistant.web.desk import Desk
from assistant.web.server import build_server
from index.build import build_library

PASSWORD = "correct horse battery"
WITHIN = 120  # seconds that a change may take on a busy machine
REPORT = """{year}年度临川市{organ}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计800.00万元，支出总计790.00万元。
二、“三公”经费支出决算情况说明
公务接待费支出决算{reception}万元，比上年减少1.50万元，主要原因是厉行节约。
"""


def report(organ: str, reception: str, year: int = 2023) -> bytes:
    return REPORT.format(organ=organ, reception=reception, year=year).encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a password, on a library of one small report."""
    folder = tmp_path_factory.mktemp("admin")
    (folder / "水利局.txt").write_bytes(report("水利局", "6.25"))
    assert not build_library([folder / "水利局.txt"], folder / "library").failed
    opened = Desk(Assistant.open(folder / "library"), folder / "library", password=read_hash({"MINGZHANG_ADMIN_PASSWORD_HASH": hash_password(PASSWORD)}))
    yield opened
    opened.close()


@pytest.fixture
def client(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A browser at the page, logged out; wrong passwords of other tests are forgotten."""
    monkeypatch.setattr("assistant.web.parts.admin.SECONDS_AFTER_WRONG", 0.0)
    desk.sessions._tries.clear()
    return TestClient(build_server(desk))


def log_in(client: TestClient) -> str:
    """Log in; gives the guard."""
    assert client.post("/admin/login", json={"password": PASSWORD}).json() == {"signed_in": True}
    return client.get("/admin/state").json()["guard"]


def wait(client: TestClient) -> dict:
    """The state once no change is under way."""
    end = time.monotonic() + WITHIN
    while (state := client.get("/admin/state").json())["change"]["state"] == "running":
        assert time.monotonic() < end, state
        time.sleep(0.1)
    return state


def answer(desk: Desk, organ: str) -> str:
    made = desk.remembered((uuid.uuid4(),), lambda: {"text": desk.assistant().ask(f"临川市{organ}2023年公务接待费是多少？").text})
    return made["text"]


def test_there_is_no_such_page_without_a_password(library: Path) -> None:
    """Where no password is set, nothing under /admin is there, whatever is sent to it."""
    desk = Desk(Assistant.open(library), library)
    off = TestClient(build_server(desk))
    for method, path in (("GET", ""), ("GET", "/state"), ("POST", "/login"), ("POST", "/reports"), ("DELETE", "/reports"), ("POST", "/rebuild")):
        assert off.request(method, f"/admin{path}").status_code == 404
    desk.close()


def test_nothing_without_a_login(client: TestClient, desk: Desk) -> None:
    """Who is not logged in sees the login and no report's name, and can change nothing."""
    assert client.get("/admin").status_code == 200
    assert client.get("/admin/state").json() == {"signed_in": False}
    for method, path in (("POST", "/reports"), ("DELETE", "/reports?file=水利局.txt"), ("POST", "/rebuild"), ("POST", "/logout")):
        assert client.request(method, f"/admin{path}", headers={"X-Guard": "x"}).status_code == 403
    assert len(desk.reports()) == 1


def test_the_cookie_and_the_page_are_kept_from_others(client: TestClient) -> None:
    """The session's cookie is read by no script and sent by no other site; the page stands in no frame and no cache."""
    reply = client.post("/admin/login", json={"password": PASSWORD})
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/admin" in cookie
    assert "secure" not in cookie  # plain http on this machine
    secure = TestClient(client.app, base_url="https://testserver")
    assert "secure" in secure.post("/admin/login", json={"password": PASSWORD}).headers["set-cookie"].lower()
    page = client.get("/admin")
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_wrong_passwords_lock(client: TestClient) -> None:
    """Wrong passwords are refused, and after five the right one as well, for a time that is told."""
    for password in ("wrong", "", None, 7, "x" * 9000):
        assert client.post("/admin/login", json={"password": password}).json()["kind"] == "admin_wrong"
    locked = client.post("/admin/login", json={"password": PASSWORD})
    assert (locked.status_code, locked.json()["kind"]) == (429, "admin_locked")
    assert 0 < locked.json()["values"]["seconds"] <= 31


def test_other_sites_can_do_nothing(client: TestClient, desk: Desk) -> None:
    """A session's cookie alone changes nothing: not without the guard of its page, not from another site."""
    guard = log_in(client)
    for headers in ({}, {"X-Guard": "guessed"}, {"X-Guard": guard, "Sec-Fetch-Site": "cross-site"}, {"X-Guard": guard, "Origin": "http://evil.example"}):
        assert client.post("/admin/rebuild", headers=headers).status_code == 403
    assert client.post("/admin/login", content="password=x", headers={"Content-Type": "text/plain"}).status_code == 403
    assert client.post("/admin/login", json={"password": PASSWORD}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert desk.upkeep.change() is None or desk.upkeep.change().state != "running"


def test_logging_out_ends_it(client: TestClient) -> None:
    """After logging out the old guard and cookie are worth nothing."""
    guard = log_in(client)
    cookie = client.cookies.get("mingzhang_admin")
    assert client.post("/admin/logout", headers={"X-Guard": guard}).status_code == 200
    client.cookies.set("mingzhang_admin", cookie, path="/admin")
    assert client.get("/admin/state").json() == {"signed_in": False}


def test_add_rebuild_and_remove_while_questions_go_on(client: TestClient, desk: Desk) -> None:
    """Reports are added, all are read anew, and one is removed, while questions are asked without a fault and without a
    wrong figure; a bad file is told and stops no other; nothing is left over."""
    guard, stop, wrong = {"X-Guard": log_in(client)}, threading.Event(), []

    def ask_on() -> None:
        while not stop.is_set():
            try:
                text = answer(desk, "水利局")
                line = client.post("/api/lines", json={"file": "水利局.txt", "first": 6, "last": 6}).json()
                if "6.25万元" not in text or "6.25万元" not in line["lines"][0]["text"]:
                    wrong.append((text, line))
            except Exception as fault:  # a thread's fault is the test's
                wrong.append(fault)
            time.sleep(0.02)

    asking = threading.Thread(target=ask_on)
    asking.start()
    try:
        files = [("file", ("林业局.txt", report("林业局", "4.75"))), ("file", ("空.txt", b""))]
        assert client.post("/admin/reports", files=files, headers=guard).json() == {"status": "done"}
        state = wait(client)
        assert (state["change"]["state"], state["change"]["added"]) == ("done", 1)
        assert state["change"]["failed"][0]["zh"].startswith("空.txt：文件是空的")
        assert state["change"]["failed"][0]["en"].startswith("空.txt: the file is empty")
        assert "4.75万元" in answer(desk, "林业局")
        assert (desk.folder / "originals" / "林业局.txt").is_file()
        assert client.post("/admin/reports", files=[("file", ("林业局.txt", report("林业局", "9.50")))], headers=guard).status_code == 200
        wait(client)
        assert "9.50万元" in answer(desk, "林业局")
        assert client.post("/admin/rebuild", headers=guard).status_code == 200
        assert client.post("/admin/rebuild", headers=guard).json()["kind"] == "admin_busy"
        state = wait(client)
        assert (state["change"]["state"], state["change"]["added"]) == ("done", 2)
        assert "9.50万元" in answer(desk, "林业局")
        assert client.delete("/admin/reports", params={"file": "林业局.txt"}, headers=guard).status_code == 200
        state = wait(client)
        assert [one["file"] for one in state["reports"]] == ["水利局.txt"]
        assert "9.50" not in answer(desk, "林业局")
    finally:
        stop.set()
        asking.join()
    assert wrong == []
    assert {path.name for path in desk.folder.iterdir()} - {".lock"} == {"library.sqlite", "originals", "vectors"}
    assert client.delete("/admin/reports", params={"file": "水利局.txt"}, headers=guard).json()["kind"] == "admin_only_one"
    assert client.delete("/admin/reports", params={"file": "../x"}, headers=guard).json()["kind"] == "admin_not_held"


def test_what_is_not_kept_is_not_rebuilt(client: TestClient, desk: Desk) -> None:
    """Where a report's file is not kept, reading all anew would lose it: it is refused, and nothing is changed."""
    guard = {"X-Guard": log_in(client)}
    kept = desk.folder / "originals" / "水利局.txt"
    content = kept.read_bytes()
    kept.unlink()
    try:
        refused = client.post("/admin/rebuild", headers=guard).json()
        assert (refused["kind"], refused["values"]) == ("admin_not_kept", {"count": 1, "file": "水利局.txt"})
        kept.write_bytes(b"")
        assert client.post("/admin/rebuild", headers=guard).status_code == 200
        state = wait(client)
        assert (state["change"]["state"], state["change"]["reason"]) == ("failed", "admin_not_all")
        assert "6.25万元" in answer(desk, "水利局")
    finally:
        kept.write_bytes(content)


def test_the_page_in_a_browser(browser, tmp_path_factory: pytest.TempPathFactory, library: Path, picture) -> None:
    """On the real page: a wrong password is told, the right one opens the office, a report is added with its progress,
    and removed after a second press."""
    import os
    import shutil

    from tests.app.conftest import serving

    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(library, folder / "library")
    os.environ["MINGZHANG_ADMIN_PASSWORD_HASH"] = hash_password(PASSWORD)
    try:
        with serving(folder / "app.log", "--library", folder / "library") as url:
            page = browser.new_page(viewport={"width": 380, "height": 780}, locale="zh-CN", reduced_motion="reduce")
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{url}admin")
            page.locator("#admin-password").fill("a wrong password")
            page.keyboard.press("Enter")
            page.locator("#admin-complaint", has_text="密码不对").wait_for()
            page.locator("#admin-password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.locator("#admin-reports li").first.wait_for()
            page.set_input_files("#admin-file", [{"name": "林业局.txt", "mimeType": "text/plain", "buffer": report("林业局", "4.75")}])
            page.locator("#admin-change", has_text="读入 1 份").wait_for(timeout=WITHIN * 1000)
            added = page.locator("#admin-reports li", has_text="林业局.txt")
            added.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            picture(page, "admin-380")
            added.locator("button").click()
            assert added.locator("button").inner_text() == "确认移除？"
            added.locator("button").click()
            added.wait_for(state="detached", timeout=WITHIN * 1000)
            page.locator("#language").click()
            assert page.locator("h1").inner_text() == "Library administration"
            page.locator("#admin-logout").click()
            page.locator("#admin-password").wait_for()
            page.close()
            assert errors == []
    finally:
        del os.environ["MINGZHANG_ADMIN_PASSWORD_HASH"]
