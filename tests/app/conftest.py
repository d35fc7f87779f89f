"""The web chat as a person meets it: the real command on a library built from reports/, and a browser to open it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "reports"
OUTPUT = ROOT / "tests" / "output" / "app"
READY_WITHIN = 180  # seconds, with the report indexed first on a busy machine
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library built from the reports that come with the project."""
    from index.build import build_library

    folder = tmp_path_factory.mktemp("chat") / "library"
    summary = build_library([REPORTS], folder)
    assert not summary.failed
    return folder


@pytest.fixture(scope="session")
def assistant(library: Path):
    from assistant.ask import Assistant

    opened = Assistant.open(library)
    yield opened
    opened.close()


# Loaded by Python before anything else (as sitecustomize): refuses and notes every address but this machine's.
GUARD = """
import sys

def guard(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "127.0.0.1"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in ("127.0.0.1", "localhost", "::1"):
        with open({notes!r}, "a") as notes:
            print(event, host, file=notes)
        raise OSError("no network in this test")

sys.addaudithook(guard)
"""


@pytest.fixture(scope="session")
def foreign_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a line for every other machine that the chat's process tried to reach; made by its guard."""
    return tmp_path_factory.mktemp("guard") / "calls.txt"


@pytest.fixture(scope="session")
def chat_url(library: Path, foreign_calls: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python app.py`, started as its own process, without a network: `--reports` finds nothing new."""
    (foreign_calls.parent / "sitecustomize.py").write_text(GUARD.format(notes=str(foreign_calls)), encoding="utf-8")
    log = tmp_path_factory.mktemp("chat") / "app.log"
    with serving(log, "--library", library, "--reports", REPORTS, python_path=foreign_calls.parent) as url:
        yield url


@contextmanager
def serving(log: Path, *options: object, python_path: Path | None = None) -> Iterator[str]:
    """`python app.py` with these options as its own process on a free port, until the block ends: its address."""
    port = free_port()
    environment = {**os.environ, "PYTHONUTF8": "1", **({"PYTHONPATH": str(python_path)} if python_path else {})}
    command = [sys.executable, "app.py", "--port", str(port), *map(str, options)]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_open(f"http://127.0.0.1:{port}/", process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(timeout=20)


def accounts_of(body: str, year: int, vehicles: str, reception: str) -> str:
    """A short report of final accounts, as governments word it; amounts in 万元."""
    total = Decimal(vehicles) + Decimal(reception)
    return (
        f"{body}{year}年度部门决算\n\n第一部分 部门概况\n\n一、主要职能\n\n{body}负责本县相关工作。\n\n"
        f"第二部分 {year}年度部门决算情况说明\n\n一、“三公”经费财政拨款支出决算情况说明\n\n"
        f"{year}年度“三公”经费财政拨款支出决算为{total}万元。其中：\n\n"
        "1.因公出国（境）经费支出0万元。\n\n"
        f"2.公务用车购置及运行维护费支出{vehicles}万元，比上年减少1.50万元，主要原因是严格控制用车。\n\n"
        f"3.公务接待费支出{reception}万元，比上年增加0.20万元，主要原因是来访增加。\n"
    )


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of invented reports: two bodies, two years, text and PDF."""
    from index.build import build_library
    from tests.pdf_writer import Page, make_pdf

    folder = tmp_path_factory.mktemp("several")
    reports = folder / "reports"
    reports.mkdir()
    (reports / "qinghe-2022.txt").write_text(accounts_of("清河县教育局", 2022, "12.34", "3.10"), encoding="utf-8")
    (reports / "qinghe-2023.txt").write_text(accounts_of("清河县教育局", 2023, "10.84", "3.30"), encoding="utf-8")
    pages = [Page(), Page()]
    lines = accounts_of("临水县水利局", 2023, "8.88", "2.22").split("\n\n")
    for page, part in zip(pages, (lines[:4], lines[4:]), strict=True):
        for number, line in enumerate(part):
            page.text(60, 80 + 30 * number, line)
    (reports / "linshui-2023.pdf").write_bytes(make_pdf(*pages))
    summary = build_library([reports], folder / "library")
    assert not summary.failed
    return folder / "library"


@pytest.fixture(scope="session")
def several_url(several: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat on the library of several reports."""
    with serving(tmp_path_factory.mktemp("chat") / "several.log", "--library", several) as url:
        yield url


def _wait_until_open(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"app.py ended with {process.returncode}: {log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"app.py did not open within {READY_WITHIN} s: {log.read_text()}")


@pytest.fixture(scope="session")
def gradio_url(chat_url: str) -> str:
    """The same address, once Gradio's own API is loaded behind the page; clients of it wait some seconds only."""
    with urllib.request.urlopen(f"{chat_url}gradio_api/info", timeout=READY_WITHIN) as answer:
        assert answer.status == 200
    return chat_url


@pytest.fixture
def open_chat(browser, chat_url: str):
    """`open_chat(width, locale, scheme, url)` opens the chat. Whatever a test does with it, the page may ask nothing of
    any other server and may raise no error.
    """
    contexts, asked, errors, opened = [], [], [], [chat_url]

    def open_page(width: int = 1440, locale: str = "zh-CN", scheme: str = "light", url: str = chat_url):
        height = 900 if width > 600 else 780
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        opened.append(url.split("#")[0])
        page.goto(url)
        page.locator("body[data-view]").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    foreign = [url for url in asked if not url.startswith((*opened, *(f"blob:{one}" for one in opened), "data:image/"))]
    assert not foreign, f"the page asked other servers: {foreign}"
    assert not errors, f"the page raised: {errors}"


@pytest.fixture
def ask():
    """`ask(page, question)` types a question, presses Enter and returns the card of its answer."""

    def ask_question(page, question: str):
        turns = page.locator(".turn")
        before = turns.count()
        page.locator("#question").focus()
        page.keyboard.insert_text(question)
        page.keyboard.press("Enter")
        card = turns.nth(before).locator(".card")
        card.wait_for()
        return card

    return ask_question


@pytest.fixture
def picture():
    """`picture(page, name)` saves what the page shows under tests/output/app/, for a person to look at."""

    def save(page, name: str) -> None:
        OUTPUT.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=OUTPUT / f"{name}.png")

    return save
