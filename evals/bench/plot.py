"""Draw the cost against the size of the library: one SVG of four panels, both axes in powers of ten. No script, no fonts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from evals.bench.measures import Bench, Cost

PANEL_WIDTH, PANEL_HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 36, 36
COLOURS = {"product": "#0b6e4f", "plain": "#b5651d"}
PANELS: tuple[tuple[str, Callable[[Cost], float]], ...] = (
    ("median answer, ms", lambda cost: cost.median * 1000),
    ("95th percentile of answers, ms", lambda cost: cost.seconds_95 * 1000),
    ("memory of the answering process, MB", lambda cost: cost.memory),
    ("disk, MB", lambda cost: cost.disk),
)
_STYLE = "font: 12px system-ui, sans-serif"


def draw_bench(bench: Bench) -> str:
    """The plot as an SVG document."""
    columns = 2
    rows = math.ceil(len(PANELS) / columns)
    panels = "\n".join(
        f'<g transform="translate({number % columns * PANEL_WIDTH} {24 + number // columns * PANEL_HEIGHT})">{_panel(bench, title, of)}</g>'
        for number, (title, of) in enumerate(PANELS)
    )
    width, height = columns * PANEL_WIDTH, 24 + rows * PANEL_HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" style="{_STYLE}">\n'
        f'<title>Cost against the number of reports</title>\n<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f"{_legend()}\n{panels}\n</svg>\n"
    )


def _legend() -> str:
    return "".join(
        f'<text x="{LEFT + number * 90}" y="18" fill="{colour}">● {name}</text>' for number, (name, colour) in enumerate(COLOURS.items())
    )


def _panel(bench: Bench, title: str, of: Callable[[Cost], float]) -> str:
    series = {name: [(step.size, of(getattr(step, name))) for step in bench.steps] for name in COLOURS}
    points = [point for line in series.values() for point in line if point[1] > 0]
    shown = f'<text x="{LEFT}" y="{TOP - 14}" font-weight="600">{escape(title)}</text>'
    if not points:
        return shown
    across = _scale([size for size, _ in points], LEFT, PANEL_WIDTH - RIGHT)
    up = _scale([value for _, value in points], PANEL_HEIGHT - BOTTOM, TOP)
    grid = _grid(sorted({size for size, _ in points}), [value for _, value in points], across, up)
    lines = "".join(_line(name, line, across, up) for name, line in series.items())
    return shown + grid + lines


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    """Maps a value to its place, in powers of ten; one that covers less than a power is given one."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    span = max(1, high - low)
    return lambda value: start + (math.log10(value) - low) / span * (end - start)


def _grid(sizes: Sequence[int], values: Sequence[float], across: Callable, up: Callable) -> str:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    drawn = []
    for power in range(low, max(high, low + 1) + 1):
        y = up(10.0**power)
        drawn.append(f'<line x1="{LEFT}" x2="{PANEL_WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{_number(10.0**power)}</text>')
    for size in sizes:
        x = across(size)
        drawn.append(f'<text x="{x:.1f}" y="{PANEL_HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#555">{size:,}</text>')
    return "".join(drawn)


def _line(name: str, points: Sequence[tuple[int, float]], across: Callable, up: Callable) -> str:
    places = [(across(size), up(value), size, value) for size, value in points if value > 0]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[name]}"><title>{name}, {size:,} reports: {_number(value)}</title></circle>'
        for x, y, size, value in places
    )
    return f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>{dots}'


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
