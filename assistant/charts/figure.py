"""A chart as plotly JSON. The one place that knows plotly: its JSON, and where its script lies in the installed package.

Values become floats only here, where a bar needs a length; every figure that is read stands as exact text. Series differ in
lightness as well as hue, and figures that are worked out are hatched, so that nothing is told by colour alone.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

from assistant.charts.figure_text import BREAK, escaped, excerpt, wrapped
from assistant.charts.table import Row, has_negative, rows_by_series, rows_of
from assistant.charts.types import BUDGET, CHANGE, COMPOSITION, Chart
from assistant.charts.words import told
from assistant.draft import shown
from index.errors import LibraryError

FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
# Each is at least 3 : 1 against its ground; neighbours differ by 12 points of lightness or more.
PALETTES = {
    "light": ("#12385f", "#a84e00", "#4a918a", "#6b3fa0", "#8a8a2a", "#a33a55"),
    "dark": ("#b5d5f5", "#e0923f", "#3f8d82", "#c9a8f0", "#8f9440", "#e58aa0"),
}
INKS = {"light": ("#1b2026", "#454d57", "#d5d2c9", "#ffffff"), "dark": ("#ebe9e3", "#bfc4ca", "#3a424b", "#1c2127")}
HOVER_COLUMNS, LABEL_COLUMNS, SOURCE_LENGTH = 40, 20, 120
MOST_SLICES = 6
MOST_TEXTS = 10
# Of the length of the longest bar: a digit is 7 pixels wide, the bars of a phone have some 150.
ROOM_A_CHARACTER = 0.055


def to_figure(chart: Chart, theme: str = "light") -> dict[str, Any]:
    """A chart as {"data", "layout", "config", "export"}: JSON for `Plotly.newPlot`, and what a saved image adds (title, sources)."""
    look = "dark" if theme == "dark" else "light"
    if _is_pie(chart):
        data = [_pie(chart, look)]
        layout = _layout(chart, look, 400)
    elif chart.kind == CHANGE:
        data = _columns(chart, look)
        layout = _layout(chart, look, 400)
        layout |= {"xaxis": _names_axis(look), "yaxis": _value_axis(chart, look, 1.12), "barmode": "group", "bargap": 0.3}
    else:
        data = _bars(chart, look)
        rows = max(len(series.marks) for series in chart.series)
        layout = _layout(chart, look, 90 + rows * (26 + 18 * len(chart.series)))
        layout |= {"xaxis": _value_axis(chart, look, _room(data)), "yaxis": _names_axis(look) | {"autorange": "reversed"}, "barmode": "group"}
        layout["xaxis"] |= {"showticklabels": not data[0]["text"], "showgrid": not data[0]["text"]}
        if chart.unit == "%":
            layout["shapes"] = [_hundred(look)]
    return {"data": data, "layout": layout, "config": _config(chart), "export": _export(chart, look)}


def script_path() -> Path:
    """plotly.min.js of the installed package. Raises LibraryError when plotly is not installed."""
    found = importlib.util.find_spec("plotly")
    path = Path(found.origin).parent / "package_data" / "plotly.min.js" if found and found.origin else None
    if path is None or not path.is_file():
        raise LibraryError("the drawing library is not installed", "plotly", "Install it: pip install plotly.")
    return path


def _is_pie(chart: Chart) -> bool:
    if chart.kind != COMPOSITION or chart.whole is None or has_negative(chart):
        return False
    return sum(mark.value > 0 for mark in chart.series[0].marks) <= MOST_SLICES


def _pie(chart: Chart, look: str) -> dict[str, Any]:
    rows = [row for row in rows_of(chart) if not row.is_whole and row.value > 0]
    colours = [PALETTES[look][index % len(PALETTES[look])] for index in range(len(rows))]
    return {
        "type": "pie", "hole": 0.45, "sort": False, "direction": "clockwise",
        "labels": [wrapped(row.label, 2 * LABEL_COLUMNS) for row in rows],
        "values": [float(row.value) for row in rows],
        "text": [f"{row.share}%" for row in rows],
        "textinfo": "text", "textposition": "auto", "insidetextorientation": "horizontal", "automargin": True,
        "hovertext": [_hover(chart, row) for row in rows], "hoverinfo": "text",
        "marker": {"colors": colours, "line": {"color": INKS[look][3], "width": 2}},
        "outsidetextfont": {"color": INKS[look][0]},
    }  # fmt: skip


def _columns(chart: Chart, look: str) -> list[dict[str, Any]]:
    """Upright bars by year, a colour for each item."""
    few = sum(len(series.marks) for series in chart.series) <= MOST_TEXTS
    return _with_names(chart, look, [_trace(chart, rows, n, look, few, upright=True) for n, rows in enumerate(rows_by_series(chart))])


def _bars(chart: Chart, look: str) -> list[dict[str, Any]]:
    """Lying bars by item, a colour for each basis."""
    few = len(chart.series) <= 2 or len(chart.series[0].marks) <= MOST_TEXTS
    return _with_names(chart, look, [_trace(chart, rows, n, look, few, upright=False) for n, rows in enumerate(rows_by_series(chart))])


def _with_names(chart: Chart, look: str, traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The traces, and for each an empty one that names its colour: a hatched bar must not hatch the name, nor a name take a bar's room."""
    if len(traces) < 2:
        return traces
    names = [
        {
            "type": "scatter", "mode": "markers", "name": trace["name"], "x": [None], "y": [None], "hoverinfo": "skip", "showlegend": True,
            "marker": {"symbol": "square", "size": 12, "color": trace["marker"]["color"]},
        }
        for trace in traces
    ]
    return [*({**trace, "showlegend": False} for trace in traces), *names]


def _trace(chart: Chart, rows: list[Row], number: int, look: str, texts: bool, upright: bool) -> dict[str, Any]:
    names = [row.period or "" for row in rows] if upright else [wrapped(row.label, LABEL_COLUMNS, 3) for row in rows]
    names = names if len(set(names)) == len(names) else [f"{name}{BREAK}({place + 1})" for place, name in enumerate(names)]
    values = [float(row.value) for row in rows]
    colour = PALETTES[look][number % len(PALETTES[look])]
    return {
        "type": "bar", "name": wrapped(rows[0].series, 2 * LABEL_COLUMNS), "orientation": "v" if upright else "h",
        "x": names if upright else values, "y": values if upright else names,
        "text": [_bar_text(row) for row in rows] if texts else None,
        "textposition": "outside", "cliponaxis": False, "textangle": 0,
        "textfont": {"size": 12}, "outsidetextfont": {"color": INKS[look][0]},
        "hovertext": [_hover(chart, row) for row in rows], "hoverinfo": "text",
        "marker": {
            "color": colour, "line": {"color": colour, "width": 1},
            "pattern": {"shape": ["/" if row.working else "" for row in rows], "solidity": 0.45, "size": 7, "bgcolor": INKS[look][3]},
        },
    }  # fmt: skip


def _bar_text(row: Row) -> str:
    return f"{row.share}%" if row.share is not None else shown(row.value, "%" if row.unit == "%" else "")


def _room(traces: list[dict[str, Any]]) -> float:
    """How far the axis goes beyond the longest bar, so that the figure behind it fits on a phone."""
    longest = max((len(text) for trace in traces for text in trace.get("text") or ()), default=0)
    return 1.04 + longest * ROOM_A_CHARACTER


def _hover(chart: Chart, row: Row) -> str:
    """Label, figure with unit, share, working, and each source line with its file and place.

    No tag but the line break: the page's policy lets no text bring a style of its own.
    """
    language = chart.language
    head = [wrapped(row.label, HOVER_COLUMNS)]
    if row.period and chart.kind != COMPOSITION:
        head[0] += f" {escaped(told(language, 'year', year=row.period))}"
    if len(chart.series) > 1 and chart.kind == BUDGET:
        head[0] += f" {escaped(row.series)}"
    figure = row.shown if row.share is None else f"{row.shown}　{told(language, 'share', share=str(row.share))}"
    head.append(escaped(figure))
    for working in (row.working, row.share_working):
        if working:
            head.append(wrapped(told(language, "worked_out", working=working), HOVER_COLUMNS))
    for ground in row.grounds[:2]:
        key = "place_page" if ground.page else "place"
        place = told(language, key, file=ground.file, line=str(ground.line), **({"page": str(ground.page)} if ground.page else {}))
        head.append(wrapped(place, HOVER_COLUMNS))
        head.append(wrapped(f"“{excerpt(ground.text, _sought(row), SOURCE_LENGTH)}”", HOVER_COLUMNS, 8))
    return BREAK.join(head)


def _sought(row: Row) -> str:
    """What to show of a long line: the printed figure, of a worked out one the last of its operands (the printed change)."""
    operands = re.findall(r"\d[\d.]*", row.working or "")
    return operands[-1] if operands and row.working and row.printed not in row.grounds[0].text else row.printed


def _layout(chart: Chart, look: str, height: int) -> dict[str, Any]:
    ink, soft, _, ground = INKS[look]
    many = _is_pie(chart) or len(chart.series) > 1
    return {
        "height": height, "autosize": True, "dragmode": False, "hovermode": "closest",
        "font": {"family": FONT, "size": 13, "color": ink}, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 24, "b": 8, "pad": 4}, "showlegend": many,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.08, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        "hoverlabel": {"align": "left", "bgcolor": ground, "bordercolor": soft, "font": {"family": FONT, "size": 12, "color": ink}},
        "uniformtext": {"minsize": 10, "mode": "show"},
        "annotations": [_unit_note(chart, soft)] if not _is_pie(chart) else [_middle(chart, ink)],
    }  # fmt: skip


def _unit_note(chart: Chart, colour: str) -> dict[str, Any]:
    text = told(chart.language, "unit", unit=chart.unit)
    return {
        "text": escaped(text), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
        "font": {"size": 12, "color": colour},
    }  # fmt: skip


def _middle(chart: Chart, colour: str) -> dict[str, Any]:
    """The whole, in the middle of the ring."""
    assert chart.whole is not None
    text = f"{shown(chart.whole.value, '')}{BREAK}{escaped(chart.unit)}"
    return {"text": text, "showarrow": False, "x": 0.5, "y": 0.5, "font": {"size": 15, "color": colour}}


def _value_axis(chart: Chart, look: str, room: float) -> dict[str, Any]:
    """From zero to the longest bar, with `room` for the figure behind it."""
    _, soft, rule, _ = INKS[look]
    values = [float(mark.value) for series in chart.series for mark in series.marks]
    low, high = min(0.0, *values), max(0.0, *values)
    return {
        "range": [low * room, high * room or 1], "fixedrange": True, "gridcolor": rule, "zerolinecolor": soft, "automargin": True,
        "tickfont": {"color": soft, "size": 11}, "separatethousands": True, "exponentformat": "none", "nticks": 4, "tickangle": 0,
    }  # fmt: skip


def _names_axis(look: str) -> dict[str, Any]:
    return {"type": "category", "fixedrange": True, "automargin": True, "tickfont": {"color": INKS[look][0], "size": 12}}


def _hundred(look: str) -> dict[str, Any]:
    """The line at the whole budget."""
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": 100, "x1": 100, "y0": 0, "y1": 1,
        "line": {"color": INKS[look][1], "width": 1, "dash": "dot"},
    }  # fmt: skip


def _config(chart: Chart) -> dict[str, Any]:
    """No tool bar, no logo, nothing that leads to another site."""
    return {
        "displayModeBar": False, "displaylogo": False, "showSendToCloud": False, "showEditInChartStudio": False, "showLink": False,
        "plotlyServerURL": "", "responsive": True, "scrollZoom": False, "doubleClick": False, "locale": "en",
    }  # fmt: skip


def _export(chart: Chart, look: str) -> dict[str, Any]:
    """What a saved image shows round the drawing, as plain text: the title above, sources and notes below."""
    ink, soft, _, ground = INKS[look]
    places: dict[str, list[str]] = {}
    for row in rows_of(chart):
        for one in row.grounds:
            places.setdefault(one.file, []).append(str(one.line))
    joined = "; ".join(told(chart.language, "place", file=file, line=", ".join(dict.fromkeys(lines))) for file, lines in places.items())
    foot = [told(chart.language, "sources", sources=joined), *chart.notes]
    if any(row.working for row in rows_of(chart)):
        foot.insert(0, told(chart.language, "hatched"))
    return {"title": chart.title, "foot": foot, "ink": ink, "soft": soft, "ground": ground}
