"""Markup stays text: a corpus of script-injection strings in file names, body names, cells, lines and questions.

Nothing of it may run or load: no dialog, no flag set by a script, no element made of it, no request to another server, no
breach of the content policy. And it is shown: a reader sees the characters that are printed.
"""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from index.build import build_library
from index.errors import MingzhangError
from tests.app.conftest import serving

CORPUS: dict[str, list[str]] = json.loads(Path(__file__).with_name("injections.json").read_text(encoding="utf-8"))
STRINGS = [text for texts in CORPUS.values() for text in texts]
BODY = "临水县<img src=x onerror=window.harmed=1>水利局"
OTHER = "清河县<svg onload=window.harmed=1>教育局"
NAMES = [text for text in STRINGS if "/" not in text and "\0" not in text and len(text.encode()) < 180][::7]
SHOWN_AT_ONCE = 12
WATCH = """
  window.breaches = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    const own = event.violatedDirective === "style-src-elem" && event.sourceFile.endsWith("/plotly.min.js");  // the sheet of maps, refused
    if (!own) window.breaches.push(event.violatedDirective + " " + event.blockedURI);
  });
"""
# What the page itself is made of holds none of these, so one that is there was made of somebody's text.
FOREIGN = """() => [...document.querySelectorAll("*")].filter((element) => {
  const name = element.localName;
  if (name === "style") return Boolean(element.textContent) && !element.textContent.startsWith(".maplibregl-map");
  if (["iframe", "object", "embed", "base", "marquee", "video", "audio", "math", "foreignobject", "animate"].includes(name)) return true;
  if (name === "script") return element.id !== "data" && !element.src.startsWith(location.origin + "/");
  if (name === "a" && element.ownerSVGElement) return true;
  if (name === "meta") return Boolean(element.httpEquiv);
  if (name === "link") return !element.href.startsWith(location.origin);
  if (name === "img") return !/^(data:|blob:)/.test(element.src) && !element.src.startsWith(location.origin + "/");
  const leads = ["href", "src", "action", "formaction", "xlink:href"];
  const runs = (one) => leads.includes(one.name) && /^\\s*(javascript|vbscript|data:text)/i.test(one.value);
  return [...element.attributes].some((one) => one.name.startsWith("on") || runs(one));
}).map((element) => element.outerHTML.slice(0, 200))"""


def accounts(body: str, lines: list[str]) -> str:
    """A report of final accounts whose prose holds `lines`, each beside a figure and on a line of its own."""
    told = "".join(f"{number}.{clean(text)}支出{number}.5万元，主要用于{clean(text)}。\n" for number, text in enumerate(lines, 1))
    return (
        f"{body}2023年度部门决算\n\n第一部分 部门概况\n\n{body}负责本县相关工作。\n\n第二部分 2023年度部门决算情况说明\n\n"
        "一、“三公”经费财政拨款支出决算情况说明\n\n2023年度“三公”经费财政拨款支出决算为11.10万元。其中：\n"
        "1.公务用车购置及运行维护费支出8.88万元，比上年减少1.50万元，主要原因是严格控制用车<img src=x onerror=window.harmed=1>。\n"
        f"2.公务接待费支出2.22万元，比上年增加0.20万元，主要原因是{clean(lines[0])}。\n\n二、项目支出情况<svg onload=window.harmed=1>\n\n{told}"
    )


def clean(text: str) -> str:
    """As it can stand on one line of a text file."""
    return re.sub(r"[\r\n\u2028\0]+", " ", text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of reports that hold the corpus: in prose and headings (text), in labels and cells (CSV, HTML, Excel), in
    names of bodies and of files."""
    folder = tmp_path_factory.mktemp("hostile")
    reports = folder / "reports"
    reports.mkdir()
    half = len(STRINGS) // 2
    (reports / "<img src=x onerror=window.harmed=1>.txt").write_text(accounts(BODY, STRINGS[:half]), encoding="utf-8")
    (reports / "a\" onmouseover=\"window.harmed=1.txt").write_text(accounts(OTHER, STRINGS[half:]), encoding="utf-8")
    for number, name in enumerate(NAMES):
        (reports / f"{name}.txt").write_text(accounts(f"临水县{number}号局", [name, name[::-1]]), encoding="utf-8")
    rows = [["项目", "2023年决算数"], *([text.replace("\0", ""), f"{number}.25"] for number, text in enumerate(STRINGS, 1))]
    with (reports / "表'-alert(1)-'.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["清河县财政局2023年度部门决算", ""], ["单位：万元", ""], rows[0], *rows[3::3]])
    cells = "".join(f"<tr><td>{escape(label)}</td><td>{escape(value)}</td></tr>" for label, value in rows[::3])
    html = f"<html><head><title>x</title></head><body><h1>清河县审计局2023年度部门决算</h1><p>单位：万元</p><table>{cells}</table></body></html>"
    (reports / "x.html").write_text(html, encoding="utf-8")
    _write_workbook(reports / "book.xlsx", rows[1::3])
    summary = build_library([reports], folder / "library")
    assert summary.failed == []
    return folder / "library"


def _write_workbook(path: Path, rows: list[list[str]]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "<b>表1"
    sheet.append(["清河县水务局2023年度部门决算"])
    sheet.append(["单位：万元"])
    for label, value in rows:
        sheet.append([None, value])
        cell = sheet.cell(sheet.max_row, 1)
        cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", label)
        cell.data_type = "s"  # a text that begins with = is a text here
    book.save(path)


@pytest.fixture(scope="module")
def hostile_url(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat on that library."""
    with serving(tmp_path_factory.mktemp("chat") / "hostile.log", "--library", hostile) as url:
        yield url


@pytest.fixture
def safe_page(open_chat, hostile_url: str):
    """`with safe_page(width, hash) as page`: afterwards nothing of the corpus has run, loaded or become an element."""

    @contextmanager
    def opened(width: int = 1440, address: str = "", url: str = hostile_url):
        page = open_chat(width, url=url)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" and "plotly" not in message.location["url"] else None)
        page.add_init_script(WATCH)
        page.goto("about:blank")
        page.goto(url + address)
        page.locator("body[data-view]").wait_for()
        yield page
        page.wait_for_timeout(150)  # for what would run when a load fails
        assert page.evaluate("window.harmed") is None
        assert page.evaluate("window.breaches") == []
        assert page.evaluate(FOREIGN) == []
        assert [text for text in said if "Content Security Policy" in text or "Refused" in text] == []

    return opened


def call(url: str, name: str, **values) -> dict:
    """What an endpoint gives."""
    body = json.dumps(values).encode()
    request = urllib.request.Request(f"{url}api/{name}", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        assert reply.headers["Content-Type"].startswith("application/json")
        return json.load(reply)


def test_the_corpus_is_large_and_of_many_kinds() -> None:
    """At least sixty different strings, of ten kinds."""
    assert len(set(STRINGS)) == len(STRINGS) >= 60
    assert len(CORPUS) >= 10


def test_the_watch_would_see_harm(safe_page) -> None:
    """The test can fail: an element with a handler, put on the page on purpose, is seen."""
    with pytest.raises(AssertionError), safe_page() as page:
        page.evaluate("document.getElementById('turns').insertAdjacentHTML('beforeend', '<img src=\"x\" onerror=\"1\">')")


@pytest.mark.parametrize("kind", CORPUS)
def test_questions_are_text(safe_page, ask, kind: str) -> None:
    """Each string asked as a question is shown as it was typed, and answered or declined like any other."""
    with safe_page() as page:
        for text in CORPUS[kind]:
            question = text.replace("\0", "").strip().strip("\ufeff")  # what a browser takes for blanks at the ends
            before = page.locator(".turn").count()
            page.locator("#question").fill(question)
            page.keyboard.press("Enter")
            turn = page.locator(".turn").nth(before)
            turn.locator(".card").wait_for()
            shown = turn.locator(".asked-text").evaluate("(element) => element.textContent")
            assert shown.split() == question.split()
            page.locator("#question").fill("")


def test_links_are_text(safe_page, hostile_url: str) -> None:
    """A shared link with a string as its question, body or year asks and filters by it as text."""
    for text in (texts[0] for texts in CORPUS.values()):
        values = urlencode({"q": text.replace("\0", ""), "body": text, "year": text, "after": text}, quote_via=quote)
        with safe_page(address=f"#ask?{values}") as page:
            page.locator(".card").first.wait_for()


@pytest.mark.parametrize("width", [380, 1440])
def test_every_view_shows_names_as_text(safe_page, hostile_url: str, picture, width: int) -> None:
    """Names of bodies and files stand in the library and in every other view as they are printed."""
    with safe_page(width) as page:
        for link in page.locator(".view-link").all():
            link.click()
            page.wait_for_load_state("networkidle")
        page.locator("#go-library").click()
        page.locator(".held").wait_for()
        shown = page.locator("#view-library").inner_text()
        assert BODY in shown
        assert OTHER in shown
        picture(page, f"injection-library-{width}")
        page.locator(".choice", has_text=BODY).first.click()
        page.locator("#go-ask").click()
        assert BODY in page.locator(".chip").first.inner_text()
        page.locator("#language").click()
        assert BODY in page.locator(".chip").first.inner_text()
    for name in page_names(hostile_url):
        values = urlencode({"body": BODY, "entity": BODY, "year": "<svg onload=window.harmed=1>", "file": NAMES[0]}, quote_via=quote)
        with safe_page(width, f"#{name}?{values}") as page:
            page.wait_for_load_state("networkidle")


def page_names(url: str) -> list[str]:
    """The views that the page's navigation leads to."""
    with urllib.request.urlopen(url) as reply:
        return re.findall(r'id="go-([a-z]+)"', reply.read().decode())


@pytest.mark.parametrize("body", [BODY, OTHER])
def test_lines_are_text(safe_page, hostile_url: str, picture, body: str) -> None:
    """An answer quotes, and the source shows, every hostile line character for character."""
    values = urlencode({"q": "2023年公务用车购置及运行维护费降了多少？", "body": f"{body}2023年度部门决算"}, quote_via=quote)
    with safe_page(address=f"#ask?{values}") as page:
        card = page.locator(".card")
        card.wait_for()
        assert "1.50" in card.locator(".sentence").inner_text()
        card.locator(".mark").first.click()
        while page.locator(".more:visible").last.is_visible() and page.locator(".line").count() < 400:
            before = page.locator(".line").count()
            page.locator(".more:visible").last.click()
            try:
                page.wait_for_function(f"document.querySelectorAll('.line').length > {before}", timeout=3000)
            except Exception:  # the last lines are there
                break
        shown = page.locator(".line").evaluate_all("(lines) => lines.map((line) => [Number(line.dataset.line), line.querySelector('.line-text').textContent])")
        file = card.locator(".place-file").first.inner_text()
        stored = {}
        for first in range(1, max(number for number, _ in shown) + 1, 60):
            stored |= {line["number"]: line["text"] for line in call(hostile_url, "lines", file=file, first=first, last=first + 59)["lines"]}
        assert len(shown) > 50
        assert [number for number, text in shown if stored[number] not in text] == []
        picture(page, f"injection-lines-{len(body)}")


@pytest.mark.parametrize("entity", ["清河县财政局", "清河县审计局", "清河县水务局"])
def test_cells_are_text(safe_page, ask, entity: str) -> None:
    """Labels and cells of CSV, HTML and Excel tables are quoted as text when they are asked for by name."""
    with safe_page() as page:
        for text in STRINGS[:: len(STRINGS) // SHOWN_AT_ONCE]:
            ask(page, f"{entity}2023年“{clean(text)}”决算数是多少？")
        assert page.locator(".card").count() >= SHOWN_AT_ONCE


def test_charts_show_names_as_text(safe_page, hostile_url: str) -> None:
    """Charts of hostile bodies, projects and labels are drawn with the names as text: no link, no picture, no handler."""
    offers = call(hostile_url, "charts")["offers"]
    assert offers
    for offer in offers[:: len(offers) // 4 + 1]:
        with safe_page(address=f"#charts?{urlencode({'chart': offer['id']})}") as page:
            page.locator("#chart-figure .main-svg").first.wait_for()
            page.locator(".chart-table tbody tr").first.wait_for()


@pytest.mark.parametrize("body", [BODY, OTHER])
def test_a_briefing_shows_names_as_text(safe_page, picture, body: str) -> None:
    """A briefing on a hostile body quotes its names, reasons and projects as they are printed."""
    with safe_page(address="#brief") as page:
        page.locator("#brief-body").wait_for()
        option = page.locator("#brief-body option", has_text=body).first
        page.locator("#brief-body").select_option(option.get_attribute("value"))
        page.locator("#brief-choose .button").click()
        page.locator("#brief-sheet h2").wait_for()
        shown = page.locator("#brief-sheet").inner_text()
        assert body in shown
        picture(page, f"injection-brief-{len(body)}")


def test_a_file_brought_along_is_text(safe_page) -> None:
    """The name and the lines of a report that a visitor brings are text to that visitor too."""
    name = "<img src=x onerror=window.harmed=1>.txt"
    content = accounts("临水县<img src=y onerror=window.harmed=1>林业局", STRINGS[:20]).encode()
    with safe_page(address="#library") as page:
        page.locator("#own-file").wait_for(state="attached")
        page.locator("#own-file").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
        page.locator(".own-report").wait_for(timeout=120_000)
        assert "<img src=" in page.locator("#own-reports").inner_text()


def test_no_cell_of_a_download_is_a_formula(hostile_url: str) -> None:
    """Facts and charts as CSV and Excel hold no cell that a spreadsheet would work out or fetch."""
    openpyxl = pytest.importorskip("openpyxl")
    for report in call(hostile_url, "reports")["reports"][:20]:
        address = f"{hostile_url}facts-file?{urlencode({'report': report['file']}, quote_via=quote)}"
        with urllib.request.urlopen(f"{address}&format=csv", timeout=60) as reply:
            cells = [cell for row in csv.reader(io.StringIO(reply.read().decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?![\d.,]*%?$)", cell)] == []
        with urllib.request.urlopen(f"{address}&format=xlsx", timeout=60) as reply:
            book = openpyxl.load_workbook(io.BytesIO(reply.read()))
        kinds = [cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert "f" not in kinds
        assert kinds
    for offer in call(hostile_url, "charts")["offers"][:20]:
        with urllib.request.urlopen(f"{hostile_url}chart.csv?{urlencode({'id': offer['id']})}", timeout=60) as reply:
            cells = [cell for row in csv.reader(io.StringIO(reply.read().decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?![\d.,]*%?$)", cell)] == []


@pytest.mark.parametrize(("name", "held"), [*((name, True) for name in NAMES), ("a\r\nSet-Cookie: harmed=1", False), ("../../etc/passwd", False)])
def test_file_names_split_no_header(hostile_url: str, name: str, held: bool) -> None:
    """A file of any name is sent as a download that a browser runs nothing of; no name adds a header or leads elsewhere."""
    address = urlsplit(f"{hostile_url}original?{urlencode({'file': name + '.txt'}, quote_via=quote)}")
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    connection.request("GET", f"{address.path}?{address.query}")
    reply = connection.getresponse()
    assert reply.status == (200 if held else 404)
    assert reply.headers.get("Set-Cookie") is None
    assert reply.headers.get("Location") is None
    if held:
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in reply.headers["Content-Security-Policy"]
    connection.close()


def test_notes_of_feedback_are_text(safe_page, ask, hostile: Path) -> None:
    """A note is kept as text and is shown to nobody as anything else."""
    with safe_page() as page:
        card = ask(page, "<b>公务接待费是多少？")
        card.locator(".feedback-vote").nth(1).click()
        card.locator(".feedback-note").fill("<img src=x onerror=window.harmed=1>")
        card.locator(".feedback-send").click()
        card.locator(".feedback-told:not(:empty)").wait_for()
    assert "<img src=x onerror" in (hostile / "feedback.jsonl").read_text(encoding="utf-8")


def test_the_page_of_a_run_is_text(hostile: Path, tmp_path: Path, browser) -> None:
    """The harness's page on hostile feedback shows it as text as well."""
    from assistant.ask import Assistant
    from assistant.feedback import FILE_NAME, store_feedback
    from evals.__main__ import main

    assistant = Assistant.open(hostile)
    try:
        for text in STRINGS[:: len(STRINGS) // SHOWN_AT_ONCE]:
            try:
                store_feedback(tmp_path, assistant.ask(text), "wrong", text)
            except MingzhangError:
                continue  # no question
    finally:
        assistant.close()
    assert main(["run", "--questions", str(tmp_path / FILE_NAME), "--library", str(hostile), "--out", str(tmp_path)]) == 0
    page = browser.new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto((tmp_path / "run.html").as_uri())
    assert page.evaluate("window.harmed") is None
    assert page.locator("img, svg, iframe").count() == 0
    assert page.locator("script").count() == 1, "the page's own, which filters"
    page.close()
