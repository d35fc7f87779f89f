"""No name leads out of a folder: names of reports, of uploads, of downloads and of files to write, and links in folders."""

from __future__ import annotations

import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.admin.passwords import hash_password, read_hash
from assistant.ask import Assistant
from assistant.visits.names import clean_name
from assistant.web.desk import Desk
from assistant.web.parts.brief import file_name
from assistant.web.server import build_server
from assistant.web.service.service import Service
from assistant.web.service.settings import ServiceSettings
from index.build import build_library
from index.errors import LibraryError, MingzhangError
from index.originals import FOLDER, drop_original, find_original
from index.remove import remove_report
from tests.conftest import BAZHONG

SECRET = "秘密内容 secret-7351"
NAMES = (
    "../secret.txt",
    "..",
    ".",
    "",
    "/",
    "../../etc/passwd",
    "/etc/passwd",
    "..\\secret.txt",
    "C:\\secret.txt",
    "\\\\server\\share\\x",
    "a/../../secret.txt",
    "originals/../library.sqlite",
    "../library.sqlite",
    "../vectors/chroma.sqlite3",
    "secret.txt\x00.txt",
    "\x00",
    "%2e%2e%2fsecret.txt",
    "..%2fsecret.txt",
    "....//secret.txt",
    "file:///etc/passwd",
    "~/.ssh/id_rsa",
    "$HOME",
    "`id`",
    "CON",
    "nul.txt",
    "aux.pdf",
    "com1",
    "a" * 5000,
    "\ud800.txt",
    "．．／secret.txt",
    "link.txt",
    "folder",
    ".hidden",
    "-rf",
    "--help",
    "a\nb",
    "\u202etxt.exe",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, bazhong_library: Path) -> Iterator[Desk]:
    """A desk on a copy of the library, with a secret beside it, links to it within, and a password."""
    import shutil

    folder = tmp_path_factory.mktemp("names")
    library = folder / "library"
    shutil.copytree(bazhong_library, library)
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (library / "secret.txt").write_text(SECRET, encoding="utf-8")
    (library / FOLDER / "link.txt").symlink_to(folder / "secret.txt")
    (library / FOLDER / "folder").mkdir()
    desk = Desk(
        Assistant.open(library),
        library,
        password=read_hash({"MINGZHANG_ADMIN_PASSWORD_HASH": hash_password("correct horse battery")}),
    )
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def client(opened: Desk) -> TestClient:
    """A browser that may ask as often as it likes: how often is no matter here."""
    service = Service(opened, ServiceSettings(visitor_requests=0, address_requests=0))
    return TestClient(build_server(opened, service), raise_server_exceptions=False)


@pytest.mark.parametrize("name", NAMES)
def test_no_address_gives_another_file(client: TestClient, name: str) -> None:
    """Every endpoint and download that takes a report's name gives nothing for a name that is no report's."""
    sent = name.encode("utf-8", "surrogatepass")
    quoted = urllib.parse.quote_from_bytes(sent, safe="")
    for path in (
        "original?file=",
        "page-image?page=1&file=",
        "brief-file?format=md&report=",
        "facts-file?format=csv&report=",
    ):
        reply = client.get(f"/{path}{quoted}")
        assert reply.status_code in (400, 404), (path, reply.status_code)
        assert SECRET not in reply.text
    said = name.encode("utf-8", "replace").decode()
    for endpoint, values in (
        ("lines", {"file": said, "first": 1, "last": 9}),
        ("page", {"file": said, "page": 1}),
        ("brief", {"report": said}),
        ("ask", {"question": "公务接待费是多少？", "files": [said]}),
        ("chart", {"id": said}),
    ):
        reply = client.post(f"/api/{endpoint}", json=values)
        assert reply.status_code in (200, 400), endpoint
        told = reply.json()
        assert SECRET not in reply.text
        assert told.get("status") in ("error", "declined") or told.get("lines") == [], endpoint


@pytest.mark.parametrize(
    "path", ["..%2fsecret.txt", "..\\secret.txt", "//etc/passwd", "..%2f..%2fdesk.py", "....//desk.py", "%00"]
)
def test_the_page_files_are_the_page_files(client: TestClient, path: str) -> None:
    """What serves the page's scripts and styles serves nothing beside them."""
    from assistant.web.page import static_path

    reply = client.get(f"/{static_path()}/{path}")
    assert reply.status_code in (400, 404, 405)
    assert SECRET not in reply.text
    assert "class Desk" not in reply.text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_removed(opened: Desk, client: TestClient, name: str) -> None:
    """Removing by the administrator's page, by the command and in the library's own code takes reports by their names only."""
    guard = _log_in(client)
    before = sorted(path.relative_to(opened.folder.parent) for path in opened.folder.parent.rglob("*"))
    quoted = urllib.parse.quote_from_bytes(name.encode("utf-8", "surrogatepass"), safe="")
    reply = client.delete(f"/admin/reports?file={quoted}", headers={"X-Guard": guard})
    assert reply.json()["kind"] in ("admin_not_held", "admin_only_one")
    assert sorted(path.relative_to(opened.folder.parent) for path in opened.folder.parent.rglob("*")) == before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("link.txt", ".hidden")])
def test_the_folder_of_originals_is_not_left(opened: Desk, name: str) -> None:
    """Looking for the kept file of a report, and dropping it, keeps to its folder, whatever the name."""
    assert find_original(opened.folder, name) is None
    drop_original(opened.folder, name)
    assert (opened.folder.parent / "secret.txt").read_text(encoding="utf-8") == SECRET


def test_a_link_among_the_originals_is_no_original(opened: Desk) -> None:
    """A symbolic link in the library's folder of files is neither sent nor followed: what is kept there is a copy."""
    assert find_original(opened.folder, "link.txt") is None


def test_the_command_removes_nothing_else(tmp_path: Path, bazhong_library: Path) -> None:
    """`python -m index remove` of a path is refused with what is held."""
    import shutil

    shutil.copytree(bazhong_library, tmp_path / "library")
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    for name in ("../secret.txt", "../../secret.txt", str(tmp_path / "secret.txt"), f"{FOLDER}/{BAZHONG.name}"):
        with pytest.raises(LibraryError, match="no report named"):
            remove_report(name, tmp_path / "library")
    assert (tmp_path / "secret.txt").is_file()
    assert find_original(tmp_path / "library", BAZHONG.name) is not None


@pytest.mark.parametrize("name", NAMES)
def test_an_uploaded_name_becomes_a_plain_one(name: str) -> None:
    """Whatever a browser sends as a name, the file is kept under one part of a path that every system can hold."""
    cleaned = clean_name(name)
    assert cleaned not in ("", ".", "..")
    assert cleaned == Path(cleaned).name
    assert not set(cleaned) & set('/\\\x00\n:<>"|?*')
    assert len(cleaned.encode()) < 200
    assert cleaned.partition(".")[0].lower() not in ("con", "nul", "aux", "com1")


@pytest.mark.parametrize("name", NAMES)
def test_a_download_is_named_plainly(name: str) -> None:
    """The name under which a briefing or table is saved holds no path."""
    saved = file_name(name, ".docx")
    assert saved == Path(saved).name
    assert saved.endswith(".docx")
    assert not set(saved) & set('/\\\x00\n:<>"|?*')


def test_links_out_of_a_report_folder_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link in a folder of reports that leads out of it is left out and told; one within it is a report like others.

    Who can put a link into the folder may not be allowed to read what it leads to; the program is.
    """
    folder = tmp_path / "reports"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(f"2023年度临川市水利局部门决算\n{SECRET}支出1.50万元。", encoding="utf-8")
    (folder / BAZHONG.name).write_bytes(BAZHONG.read_bytes())
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up.txt").symlink_to("../secret.txt")
    (folder / "nowhere.txt").symlink_to("nowhere")
    (folder / "within.txt").symlink_to(BAZHONG.name)
    summary = build_library([folder], tmp_path / "library")
    assert summary.added == [BAZHONG.name, "within.txt"]
    assert {Path(name).name for name, _ in summary.failed} == {"out.txt", "up.txt"}
    assert all("leads out of the folder" in message for _, message in summary.failed)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "library").rglob("*") if path.is_file())
    assert SECRET.encode() not in stored


def test_a_link_that_is_named_is_read(tmp_path: Path) -> None:
    """A link given by its own name on the command line is what the person means."""
    (tmp_path / "named.txt").symlink_to(BAZHONG)
    assert build_library([tmp_path / "named.txt"], tmp_path / "library").added == ["named.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_is_no_file_is_no_report(tmp_path: Path) -> None:
    """Pipes, devices and folders named like reports are left out of a folder."""
    folder = tmp_path / "reports"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / BAZHONG.name).write_bytes(BAZHONG.read_bytes())
    assert build_library([folder], tmp_path / "library").added == [BAZHONG.name]


def test_out_is_where_it_is_said(tmp_path: Path) -> None:
    """--out writes one file of a known kind in a folder that is there: no folder is made, none is replaced."""
    from assistant.brief.files import BRIEF_ENDINGS, check_out, write_whole

    for name in ("", ".", "..", "../x/y.docx", "missing/x.docx", "x.exe", "x.docx/", ".docx"):
        with pytest.raises(MingzhangError):
            check_out(tmp_path / "sub" / name, BRIEF_ENDINGS)
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "out.md").symlink_to(tmp_path / "secret.txt")
    write_whole(tmp_path / "out.md", b"new")
    assert (tmp_path / "secret.txt").read_text(encoding="utf-8") == SECRET


def _log_in(client: TestClient) -> str:
    if client.get("/admin/state").json()["signed_in"] is False:
        assert client.post("/admin/login", json={"password": "correct horse battery"}).status_code == 200
    return client.get("/admin/state").json()["guard"]
