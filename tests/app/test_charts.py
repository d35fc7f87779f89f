"""Charts in a browser: choose one, read the hover and the table, open a source line, save the picture and the table."""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
from decimal import Decimal

import pytest

from assistant.charts.figure import to_figure
from assistant.charts.types import Chart, Ground, Mark, Series
from assistant.web.desk import Desk
from assistant.web.page import static_path
from assistant.web.parts import charts as part

WIDTHS = (380, 1440)


def open_charts(page, hash_text: str = "") -> None:
    page.evaluate("text => { location.hash = text }", f"#charts{hash_text}")
    page.locator("#offers .offer").first.wait_for()


def draw(page, title: str) -> None:
    page.locator(".offer", has_text=title).first.click()
    page.locator("#chart-figure .main-svg").first.wait_for()


def hover_over(page, begins: str) -> str:
    """The hover's text over the middle of the first bar, which begins so; the page may still move when the pointer comes."""
    page.locator("#chart-figure").scroll_into_view_if_needed()
    told = ""
    for _ in range(20):
        box = page.locator("#chart-figure .bars .point path").first.bounding_box()
        page.mouse.move(1, 1)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=2)
        page.wait_for_timeout(200)
        told = "".join(page.locator("#chart-figure .hoverlayer .hovertext").all_text_contents())
        if told.startswith(begins):
            break
    return told


@pytest.mark.parametrize("width", WIDTHS)
def test_a_chart_with_its_hover_and_its_table(open_chat, picture, width):
    """图1 is drawn; its hover tells the figure, the working and the source line; the table beside holds the same figures."""
    page = open_chat(width)
    open_charts(page)
    draw(page, "图1：收、支决算总计变动情况图")
    told = hover_over(page, "收入总计")
    for words in ("收入总计", "2021年", "2,591.72万元", "2659.55 - 67.83", "bazhong-gov-office-2022.txt 第32行", "收入总计增加67.83万元"):
        assert words in told
    shown = page.locator(".chart-table tbody tr").all_inner_texts()
    assert len(shown) == 4
    assert "2,591.72万元" in shown[0]
    assert "2659.55 − 67.83" in shown[0]
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    picture(page, f"chart-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mark_of_the_table_opens_the_source_line(open_chat, picture, width):
    """The mark beside a figure opens the report at its line, as an answer's mark does; closing gives the focus back."""
    page = open_chat(width)
    open_charts(page)
    draw(page, "图7：“三公”经费财政拨款支出结构")
    mark = page.locator(".chart-table tbody tr", has_text="公务接待费").locator(".mark")
    mark.click()
    now = page.locator("#viewer .cited-now")
    now.wait_for()
    assert now.get_attribute("data-line") == "81"
    assert now.locator(".hit", has_text="4.33万元").count() == 1
    picture(page, f"chart-source-{width}")
    page.keyboard.press("Escape")
    assert mark.evaluate("element => element === document.activeElement")


def test_the_picture_and_the_table_are_saved(open_chat, tmp_path):
    """The picture is a PNG of a size to print; the table is CSV with the exact figures and their lines."""
    page = open_chat()
    open_charts(page)
    draw(page, "图7：“三公”经费财政拨款支出结构")
    with page.expect_download() as download:
        page.locator("#save-picture").click()
    saved = download.value.path().read_bytes()
    assert download.value.suggested_filename.endswith(".png")
    assert saved.startswith(b"\x89PNG")
    assert int.from_bytes(saved[16:20], "big") == 2000
    assert len(saved) > 20_000
    with page.expect_download() as download:
        page.locator("#save-table").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["0", "111.99", "4.33", "116.32"]
    assert rows[2][10] == "81"
    assert "111.99万元" in rows[2][11]


def test_markup_in_a_chart_is_shown_as_text(open_chat):
    """Tags in a label, a file name and a source line are drawn and hovered as text; nothing of them runs."""
    nasty = '<img src=x onerror=alert(1)><a href="javascript:alert(2)">费</a>'
    parts = tuple(Mark(nasty, Decimal(n), "万元", n, "2022", (Ground(nasty, 1, None, nasty + n),)) for n in ("1", "3"))
    chart = Chart("composition", nasty, "万元", (Series(nasty, parts),), "zh")
    page = open_chat()
    open_charts(page)
    page.locator("#view-charts").evaluate("element => element.replaceChildren()")
    page.evaluate(
        """async ([drawing, base]) => {
            const box = Object.assign(document.createElement("div"), { id: "chart-figure" });
            const card = Object.assign(document.createElement("div"), { id: "chart-card" });
            card.append(box);
            document.getElementById("view-charts").append(card);
            await (await import(`./${base}/drawing.js`)).draw(box, drawing);
        }""",
        [to_figure(chart), static_path()],
    )
    told = hover_over(page, "<img")
    assert nasty.replace(" ", "") in told.replace(" ", "")  # a line is broken at a blank
    assert page.locator("#chart-figure img, #chart-figure a, #chart-figure image").count() == 0


def test_the_script_is_loaded_only_for_a_chart(open_chat):
    """Who only asks does not load the drawing script; it comes from this server when a chart is opened."""
    page = open_chat()
    assert page.evaluate("typeof window.Plotly") == "undefined"
    open_charts(page)
    assert page.evaluate("typeof window.Plotly") == "undefined"
    draw(page, "公务接待费变动")
    assert page.evaluate("typeof window.Plotly") == "object"


def test_a_link_opens_the_chart_in_either_language_and_theme(open_chat, picture):
    """The address of a chart opens it; the language switches its words and the theme its colours, not its figures."""
    page = open_chat(locale="en-US", scheme="dark")
    open_charts(page)
    draw(page, "图3")
    chart = page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('chart')")
    other = open_chat(380)
    open_charts(other, f"?chart={chart}")
    other.locator("#chart-figure .main-svg").first.wait_for()
    assert other.locator("#chart-title").inner_text() == "图3：支出决算结构图（巴中市人民政府办公室2022年）"
    assert other.locator('.offer[aria-current="true"]').count() == 1
    other.locator("#language").click()
    other.locator(".chart-table", has_text="Basic expenditure").wait_for()
    assert "1,804.14万元" in other.locator(".chart-table").inner_text()
    picture(page, "chart-dark")


def test_charts_are_chosen_by_keyboard(open_chat):
    """Kind, list and chart can be reached and opened without a mouse, and the focus stays on what was chosen."""
    page = open_chat()
    open_charts(page)
    page.locator(".chart-kind", has_text="构成").focus()
    page.keyboard.press("Space")
    page.locator('.chart-kind[aria-pressed="true"]').wait_for()
    assert page.evaluate("document.activeElement.textContent").startswith("构成")
    page.locator(".offer").first.focus()
    page.keyboard.press("Enter")
    page.locator("#chart-figure .main-svg").first.wait_for()
    assert page.evaluate("document.activeElement.className") == "offer"


def test_a_chart_that_is_not_held_is_declined_in_words(open_chat):
    """A link to a chart of another library says that it cannot be drawn; the list stays."""
    page = open_chat()
    open_charts(page, "?chart=change-000000000000")
    page.locator("#chart-card .complaint").wait_for()
    assert page.locator("#chart-card .complaint").inner_text() == "这张图画不出来：资料库里没有它的数字。"
    assert page.locator(".offer").count() > 20


def test_the_table_and_the_script_over_http(chat_url):
    """The CSV begins with a byte order mark and is sent to be saved; an unknown chart is not found; the script is there."""
    request = urllib.request.Request(f"{chat_url}api/charts", b'{"language": "en"}', {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        offers = json.loads(answer.read())["offers"]
    assert {"announced", "bodies", "id", "kind", "title", "years"} == set(offers[0])
    with urllib.request.urlopen(f"{chat_url}chart.csv?id={offers[0]['id']}&language=en") as answer:
        assert answer.read().startswith(b"\xef\xbb\xbf")
        assert "attachment" in answer.headers["Content-Disposition"]
    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(f"{chat_url}chart.csv?id=nothing")
    assert fault.value.code == 404
    with urllib.request.urlopen(f"{chat_url}plotly.min.js") as answer:
        assert "javascript" in answer.headers["Content-Type"]


def test_the_chart_that_goes_with_an_answer(assistant):
    """A question of change is given the chart that shows it, one that asks for a plain figure none."""
    chart_of = part.endpoints(Desk(assistant))["chart_of"]
    offer = chart_of(None, "2022年公务接待费比上年减少多少？")["offer"]
    assert offer["kind"] == "change"
    assert offer["title"].startswith("公务接待费变动")
    assert chart_of(None, "2022年公务接待费是多少？") == {"offer": None}
    shown = part.endpoints(Desk(assistant))["chart"](None, offer["id"])
    assert shown["rows"][0]["working"] == "4.33 + 0.2"
    assert shown["citations"][0]["line"] == 88
