"""A visitor's own reports in the chat: brought, asked, cited, removed, limited, and nobody else's."""

from __future__ import annotations

import io
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar

import pytest

from tests.pdf_writer import Page, make_pdf

WITHIN = 60  # seconds that reading may take on a busy machine
TITLE = "2023年度临川市{organ}部门决算"


def lines_of(organ: str, reception: str) -> list[str]:
    return [
        TITLE.format(organ=organ),
        "第二部分 2023年度部门决算情况说明",
        "一、收入支出决算总体情况说明",
        "2023年度收入总计800.00万元，支出总计790.00万元。",
        "二、“三公”经费支出决算情况说明",
        f"公务接待费支出决算{reception}万元，比上年减少1.50万元，主要原因是厉行节约。",
    ]


def pdf_of(organ: str, reception: str) -> bytes:
    page = Page()
    for number, line in enumerate(lines_of(organ, reception)):
        page.text(60, 80 + 30 * number, line)
    return make_pdf(page)


def docx_of(organ: str, reception: str) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    for line in lines_of(organ, reception):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


class Visitor:
    """A program that keeps cookies as a browser does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.get("")

    def _send(self, path: str, method: str = "GET", body: bytes | Iterator[bytes] | None = None, **headers: str) -> tuple[int, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, named, method=method)
        try:
            with self._opener.open(request, timeout=WITHIN) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read()

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send(path)

    def bring(self, name: str, content: bytes, **headers: str) -> tuple[int, dict]:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        status, reply = self._send("uploads", "POST", body, Content_Type=f"multipart/form-data; boundary={mark}", **headers)
        return status, json.loads(reply)

    def files(self) -> list[dict]:
        return json.loads(self.get("uploads")[1])["files"]

    def wait(self, *states: str) -> list[dict]:
        end = time.monotonic() + WITHIN
        while True:
            files = self.files()
            if all(file["state"] in states for file in files):
                return files
            if time.monotonic() > end:
                pytest.fail(str(files))
            time.sleep(0.1)

    def remove(self, path: str = "uploads", **headers: str) -> int:
        return self._send(path, "DELETE", **headers)[0]

    def call(self, name: str, **values: object) -> dict:
        return json.loads(self._send(f"api/{name}", "POST", json.dumps(values).encode(), Content_Type="application/json")[1])


@pytest.fixture
def visitor(chat_url: str) -> Iterator[Visitor]:
    one = Visitor(chat_url)
    yield one
    one.remove()


@pytest.mark.parametrize(("width", "locale", "scheme"), [(1440, "zh-CN", "light"), (380, "en-GB", "dark")])
def test_bring_ask_and_remove(open_chat, chat_url, ask, picture, width, locale, scheme):
    """A PDF and a Word document are dropped in, their progress is told, each is asked and cited with its page or line,
    the questions keep to them, and after their removal they cannot be asked any more."""
    page = open_chat(width, locale, scheme, url=f"{chat_url}#library")
    page.locator(".drop").wait_for()
    page.set_input_files("#own-file", [
        {"name": "水利局.pdf", "mimeType": "application/pdf", "buffer": pdf_of("水利局", "6.25")},
        {"name": "林业局.docx", "mimeType": "application/octet-stream", "buffer": docx_of("林业局", "4.75")},
        {"name": "空.txt", "mimeType": "text/plain", "buffer": b""},
    ])  # fmt: skip
    page.locator('.own-file[data-state="done"] >> nth=1').wait_for(timeout=WITHIN * 1000)
    refused = page.locator('.own-file[data-state="refused"] .own-reason')
    assert refused.inner_text().startswith("空.txt：文件是空的" if locale == "zh-CN" else "空.txt: the file is empty")
    page.locator(".own-examples button").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"uploads-{width}")
    page.locator(".own-foot .button").click()
    assert page.locator(".chip").count() == 1
    for body, figure, file in (("水利局", "6.25", "水利局.pdf"), ("林业局", "4.75", "林业局.docx")):
        card = ask(page, f"临川市{body}2023年公务接待费是多少？")
        assert f"{figure}万元" in card.inner_text()
        assert file in card.inner_text()
    page.locator("#go-library").click()
    page.locator(".own-remove").first.click()
    page.locator(".own-file", has_text="水利局.pdf").wait_for(state="detached")
    page.locator('.own-foot [data-upload="all"]').click()
    page.locator(".own-file").first.wait_for(state="detached")
    assert page.locator(".own-files li").count() == 0
    page.locator("#go-ask").click()
    assert page.locator(".chip").count() == 0
    card = ask(page, "临川市林业局2023年公务接待费是多少？")
    assert "4.75" not in card.inner_text()


def test_by_keyboard(open_chat, chat_url):
    """The chooser and the buttons of a file are reached by Tab, and the focus does not fall away when a file goes."""
    page = open_chat(url=f"{chat_url}#library")
    page.locator("#own-file").focus()
    page.set_input_files("#own-file", [{"name": "水利局.txt", "mimeType": "text/plain", "buffer": "\n".join(lines_of("水利局", "6.25")).encode()}])
    page.locator('.own-file[data-state="done"]').wait_for(timeout=WITHIN * 1000)
    page.locator("#own-file").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("plain own-remove")
    page.keyboard.press("Enter")
    page.locator(".own-file").wait_for(state="detached")
    page.wait_for_function("document.activeElement.id === 'own-file'")


def test_what_expired_is_told(open_chat, chat_url, ask, visitor):
    """Where the reports were removed while the page stayed open, the next question says so and nothing narrows any more."""
    page = open_chat(url=f"{chat_url}#library")
    page.locator(".drop").wait_for()
    page.set_input_files("#own-file", [{"name": "水利局.txt", "mimeType": "text/plain", "buffer": "\n".join(lines_of("水利局", "6.25")).encode()}])
    page.locator('.own-file[data-state="done"]').wait_for(timeout=WITHIN * 1000)
    page.locator("#go-ask").click()
    page.locator(".chip").wait_for()
    page.evaluate("fetch('uploads', { method: 'DELETE' })")
    page.wait_for_function("fetch('uploads').then((reply) => reply.json()).then((reply) => reply.files.length === 0)")
    ask(page, "2023年公务接待费是多少？")
    assert "已到期删除" in page.locator("#complaint").inner_text()
    assert page.locator(".chip").count() == 0


def test_a_file_name_is_shown_as_text(open_chat, chat_url):
    """Markup in a file's name and in its text is shown, never followed."""
    name = "<img src=x onerror=alert(1)>.txt"
    page = open_chat(url=f"{chat_url}#library")
    page.locator(".drop").wait_for()
    page.set_input_files("#own-file", [{"name": name, "mimeType": "text/plain", "buffer": b"<script>alert(1)</script> \xe6\x94\xaf\xe5\x87\xba" * 3}])
    page.locator(".own-name", has_text="onerror").wait_for()
    page.locator('.own-file[data-state="done"], .own-file[data-state="refused"]').wait_for(timeout=WITHIN * 1000)
    assert page.locator("img[src=x]").count() == 0
    page.locator(".own-remove").click()


def test_nobody_sees_the_report_of_another(chat_url, visitor):
    """Reports, answers, lines, pages, the file itself and the list of files are the visitor's alone."""
    assert visitor.bring("水利局.pdf", pdf_of("水利局", "6.25"))[0] == 200
    file = visitor.wait("ready", "done")[0]
    other = Visitor(chat_url)
    question = "临川市水利局2023年公务接待费是多少？"
    assert "6.25" in visitor.call("ask", question=question)["text"]
    assert "6.25" in visitor.call("ask", question=question)["text"]  # kept by now
    assert other.call("ask", question=question)["status"] == "declined"
    assert other.call("ask", question=question, files=["水利局.pdf"])["status"] == "declined"
    assert len(visitor.call("lines", file="水利局.pdf", first=1, last=9)["lines"]) == 6
    assert other.call("lines", file="水利局.pdf", first=1, last=9)["lines"] == []
    assert len(visitor.call("page", file="水利局.pdf", page=1)["lines"]) == 6
    assert other.call("page", file="水利局.pdf", page=1)["lines"] == []
    for path in ("original?file=", "page-image?page=1&file="):
        assert visitor.get(path + "%E6%B0%B4%E5%88%A9%E5%B1%80.pdf")[0] == 200
        assert other.get(path + "%E6%B0%B4%E5%88%A9%E5%B1%80.pdf")[0] == 404
    assert [one["own"] for one in visitor.call("reports")["reports"]].count(True) == 1
    assert not any(one["own"] for one in other.call("reports")["reports"])
    assert visitor.call("brief", report="水利局.pdf")["title"]
    assert other.call("brief", report="水利局.pdf")["status"] == "error"
    assert "水利局" in json.dumps(visitor.call("charts"), ensure_ascii=False)
    assert "水利局" not in json.dumps(other.call("charts"), ensure_ascii=False)
    for path in ("facts-file?format=csv&report=", "brief-file?format=md&report="):
        assert visitor.get(path + "%E6%B0%B4%E5%88%A9%E5%B1%80.pdf")[0] == 200
        status, reply = other.get(path + "%E6%B0%B4%E5%88%A9%E5%B1%80.pdf")
        assert "6.25" not in reply.decode()
        assert status == 404
    assert other.files() == []
    assert other.remove(f"uploads/{file['id']}") == 200
    assert len(visitor.files()) == 1


def test_visitors_at_once_stay_apart(chat_url):
    """Eight visitors who bring a file of one name together each get their own figure, again and again."""
    wrong: list[object] = []

    def visit(number: int) -> None:
        one = Visitor(chat_url)
        try:
            status, _ = one.bring("决算.txt", "\n".join(lines_of("水利局", f"{number}.75")).encode())
            one.wait("ready", "done")
            for _ in range(4):
                answer = one.call("ask", question="临川市水利局2023年公务接待费是多少？")
                seen = {report["file"] for report in one.call("reports")["reports"]}
                if status != 200 or f"{number}.75万元" not in answer["text"] or "决算.txt" not in seen or len(seen) != 2:
                    wrong.append((number, status, answer["text"], seen))
        except Exception as fault:  # a thread's fault is the test's
            wrong.append((number, fault))
        finally:
            one.remove()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_removed_is_not_remembered(visitor):
    """An answer that was given before is not given after the report is removed, nor are its lines or its file."""
    visitor.bring("水利局.txt", "\n".join(lines_of("水利局", "6.25")).encode())
    file = visitor.wait("done")[0]
    question = "临川市水利局2023年公务接待费是多少？"
    assert "6.25" in visitor.call("ask", question=question)["text"]
    assert visitor.remove(f"uploads/{file['id']}") == 200
    assert visitor.call("ask", question=question)["status"] == "declined"
    assert visitor.call("lines", file="水利局.txt", first=1, last=9)["lines"] == []
    assert visitor.get("original?file=%E6%B0%B4%E5%88%A9%E5%B1%80.txt")[0] == 404


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_other_sites_can_change_nothing(visitor, headers):
    """A request that another site makes the browser send neither brings nor removes a file."""
    status, reply = visitor.bring("a.txt", b"x", **headers)
    assert (status, reply["kind"]) == (403, "upload_foreign")
    visitor.bring("水利局.txt", "\n".join(lines_of("水利局", "6.25")).encode())
    assert visitor.remove(**headers) == 403
    assert len(visitor.files()) == 1


def test_without_a_cookie_nothing_is_taken(chat_url):
    """A program that opened no page is told so: without a name nobody could tell whose report it is."""
    request = urllib.request.Request(f"{chat_url}uploads", b"", {"Content-Type": "multipart/form-data; boundary=x"}, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=WITHIN)
    assert refused.value.code == 403
    assert json.loads(refused.value.read())["kind"] == "upload_no_cookie"


def test_too_large_is_refused_before_it_is_kept(visitor):
    """A file beyond the limit is refused in words, also where the request does not say how long it is."""
    status, reply = visitor.bring("large.txt", b"x" * (21 << 20))
    assert (status, reply["kind"], reply["values"]) == (413, "upload_too_large", {"limit": 20})
    pieces = iter([b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n', *[b"x" * (1 << 20)] * 22])
    status, reply = visitor._send("uploads", "POST", pieces, Content_Type="multipart/form-data; boundary=x")
    assert (status, json.loads(reply)["kind"]) == (413, "upload_too_large")
    assert visitor.files() == []


@pytest.mark.parametrize(
    ("sent", "kept"), [("../../../etc/passwd", "passwd"), ("..%2f..%2fx.txt", "..%2f..%2fx.txt"), ("a\u202etxt.exe", "atxt.exe")]
)
def test_a_name_leads_nowhere(visitor, sent, kept):
    """A file name that is a path or hides its ending is cut down to a plain name."""
    visitor.bring(sent, "\n".join(lines_of("水利局", "6.25")).encode())
    assert [file["name"] for file in visitor.wait("ready", "done")] == [kept.lstrip(".")]


def test_broken_requests_are_told(visitor):
    """A form without a file, or cut short, is refused in words and keeps nothing."""
    status, reply = visitor._send("uploads", "POST", b"--x\r\nnothing", Content_Type="multipart/form-data; boundary=x")
    assert (status, json.loads(reply)["kind"]) == (409, "upload_broken")
    status, reply = visitor._send("uploads", "POST", b"{}", Content_Type="application/json")
    assert (status, json.loads(reply)["kind"]) == (409, "upload_broken")
    assert visitor.files() == []
