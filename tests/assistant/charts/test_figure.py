"""Drawn figures: valid for plotly, text shown as text, exact figures in what is read, nothing that leads elsewhere."""

from __future__ import annotations

import json
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from assistant.charts.figure import PALETTES, script_path, to_figure
from assistant.charts.figure_text import escaped, excerpt, wrapped
from assistant.charts.types import CHANGE, COMPOSITION, Chart, Ground, Mark, Series

NASTY = '<a href="javascript:alert(1)">经费</a><b>&amp;<img src=x onerror=alert(1)>'


def mark(label: str, value: str, period: str = "2022", text: str = "", working: str | None = None) -> Mark:
    return Mark(label, Decimal(value), "万元", value, period, (Ground("甲.txt", 7, None, text or f"{label}{value}万元"),), working)


def composition(values: dict[str, str], whole: str | None) -> Chart:
    parts = tuple(mark(label, value) for label, value in values.items())
    return Chart(COMPOSITION, "构成", "万元", (Series("支出", parts),), "zh", (), mark("支出", whole) if whole else None)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_of_the_bundled_report_is_valid(charts, theme: str):
    """Plotly accepts each figure, in both languages and themes, and it is plain JSON."""
    for language in ("zh", "en"):
        for offer in charts.offers(language):
            figure = to_figure(charts.draw(offer.id, language), theme)
            go.Figure(data=figure["data"], layout=figure["layout"])
            assert json.loads(json.dumps(figure)) == figure


def test_text_of_a_report_is_never_markup():
    """Tags and entities in labels, files and lines reach the drawing as entities; the only tag is the line break."""
    chart = Chart(COMPOSITION, NASTY, "万元", (Series(NASTY, (mark(NASTY, "3", text=NASTY), mark("乙", "1"))),), "zh", (), mark(NASTY, "4"))
    figure = to_figure(chart)
    drawn = json.dumps([figure["data"], figure["layout"]], ensure_ascii=False).replace("<br>", "")
    assert "<" not in drawn
    assert ">" not in drawn
    assert "&lt;a href" in drawn


def test_the_hover_tells_figure_working_file_line_and_source():
    """Each mark's hover shows its label, the figure with unit, the working, and the line it stands on."""
    before = mark("公车费", "161.03", "2021", "支出111.99万元，比2021年减少49.04万元", "111.99 + 49.04")
    chart = Chart(CHANGE, "变动", "万元", (Series("公车费", (before, mark("公车费", "111.99"))),), "zh")
    hover = to_figure(chart)["data"][0]["hovertext"][0].replace("<br>", "")
    for told in ("公车费", "2021年", "161.03万元", "推算：111.99 + 49.04", "甲.txt 第7行", "支出111.99万元，比2021年减少49.04万元"):
        assert told in hover


def test_worked_out_figures_are_hatched():
    """A figure that is worked out differs from a printed one without colour."""
    chart = Chart(CHANGE, "变动", "万元", (Series("甲", (mark("甲", "3", "2021", working="1 + 2"), mark("甲", "1"))),), "zh")
    assert to_figure(chart)["data"][0]["marker"]["pattern"]["shape"] == ["/", ""]


def test_no_pie_of_a_wrong_or_negative_whole():
    """Parts without a whole, or with one below zero, are bars without shares; parts of a whole are a ring with shares."""
    assert to_figure(composition({"甲": "1", "乙": "3"}, "4"))["data"][0]["text"] == ["25%", "75%"]
    for chart in (composition({"甲": "1", "乙": "3"}, None), composition({"甲": "-1", "乙": "5"}, "4")):
        trace = to_figure(chart)["data"][0]
        assert trace["type"] == "bar"
        assert not any("%" in text for text in trace["text"])


def test_nothing_leads_to_another_site():
    """No logo, no tool bar, no editing elsewhere."""
    config = to_figure(composition({"甲": "1", "乙": "3"}, "4"))["config"]
    assert not config["displaylogo"]
    assert not config["displayModeBar"]
    assert not config["showSendToCloud"]
    assert not config["plotlyServerURL"]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#1c2127")])
def test_colours_stand_out_and_neighbours_differ_in_lightness(theme: str, ground: str):
    """Each colour has 3 : 1 against its ground, and the first ones differ for who sees no hue."""
    lights = [luminance(colour) for colour in PALETTES[theme]]
    base = luminance(ground)
    assert all((max(one, base) + 0.05) / (min(one, base) + 0.05) >= 3 for one in lights)
    assert all((max(pair) + 0.05) / (min(pair) + 0.05) >= 1.25 for pair in zip(lights[:3], lights[1:3], strict=False))


def test_the_script_is_that_of_the_installed_package():
    """The drawing script comes from the package, not from another server."""
    assert script_path().stat().st_size > 1_000_000


def test_long_labels_are_broken_and_lines_cut_round_the_figure():
    """A label fits a phone's width, and an excerpt holds the figure it was cut for."""
    assert wrapped("公务用车购置及运行维护费", 20) == "公务用车购置及运行维<br>护费"
    cut = excerpt("前" * 200 + "49.04万元" + "后" * 200, "49.04", 60)
    assert "49.04" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert escaped("a\u202eb<i>") == "ab&lt;i&gt;"
