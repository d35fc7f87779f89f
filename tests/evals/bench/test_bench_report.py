"""Telling a benchmark: the table, the closing line and the plot, from figures made by hand."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from evals.bench.measures import Bench, Cost, Reading, Step, ratio
from evals.bench.plot import PANELS, draw_bench
from evals.bench.report import bench_card, closing_line, terminal_report

PRODUCT = Cost(added=1, index_seconds=2.0, cold=1.0, median=0.01, seconds_95=0.05, right=90.0, questions=60, memory=120.0, disk=4.0)
PLAIN = Cost(added=1, index_seconds=4.0, cold=2.0, median=0.02, seconds_95=0.04, right=10.0, questions=60, memory=160.0, disk=1.0)


@pytest.fixture
def bench() -> Bench:
    """Two sizes; at the second the product's answers take four times as long."""
    later = replace(PRODUCT, added=99, index_seconds=50.0, median=0.04)
    steps = [Step(1, PRODUCT, PLAIN), Step(100, later, replace(PLAIN, added=99, index_seconds=100.0))]
    return Bench({}, {}, {"product": Reading(60, 1.5, 3000), "plain": Reading(60, 0.1)}, steps)


def test_the_closing_line_is_of_the_largest_size(bench: Bench) -> None:
    """Every figure stands beside its multiple of the plain one; indexing is of the whole library."""
    assert closing_line(bench) == (
        "bench: 100 reports: median 40 ms (2.00 × plain), 95th 50 ms (1.25 × plain), right 90 % (plain 10 %), cold start 1.0 s "
        "(0.50 × plain), memory 120 MB (0.75 × plain), disk 4 MB (4.00 × plain), indexing 52 s (0.50 × plain)"
    )


def test_the_table_has_both_pipelines_and_their_ratio(bench: Bench) -> None:
    """Reading first, then three rows a size."""
    lines = terminal_report(bench).splitlines()
    assert lines[:2] == ["reading alone, product: 40.0 reports/s, 2000 facts/s", "reading alone, plain: 600.0 reports/s"]
    assert [line.split()[:3] for line in lines[3:6]] == [["1", "product", "2.0"], ["plain", "4.0", "0.2"], ["times", "0.50", "2.00"]]
    assert len(lines) == 3 + 3 * len(bench.steps)


def test_the_plot_draws_every_figure(bench: Bench) -> None:
    """The SVG is well-formed: a panel a figure, a line a pipeline, a dot a size with its figure in words."""
    root = ElementTree.fromstring(draw_bench(bench))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f".//{space}polyline")) == 2 * len(PANELS)
    dots = root.findall(f".//{space}circle")
    assert len(dots) == 2 * 2 * len(PANELS)
    assert "product, 100 reports: 40" in {dot.findtext(f"{space}title") for dot in dots}
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(0 <= float(dot.get("cx", -1)) <= width and 0 <= float(dot.get("cy", -1)) <= height for dot in dots)


def test_growing_figures_stand_higher_and_further_right(bench: Bench) -> None:
    """Of the product's median, the dot of 100 reports is right of and above that of 1."""
    root = ElementTree.fromstring(draw_bench(bench))
    line = root.find(".//{http://www.w3.org/2000/svg}polyline")
    assert line is not None
    first, second = (tuple(map(float, point.split(","))) for point in line.get("points", "").split())
    assert second[0] > first[0]
    assert second[1] < first[1]


def test_nothing_measured_is_told() -> None:
    """Without a size there is a line and an empty plot; a ratio to nought is none."""
    empty = Bench({}, {})
    assert closing_line(empty) == "bench: nothing was measured"
    assert ElementTree.fromstring(draw_bench(empty)).tag.endswith("svg")
    assert ratio(1.0, 0.0) is None


def test_card_tells_each_size_beside_the_plain_pipeline(bench: Bench) -> None:
    """The table for the README has a row a size, the product's figure and its multiple of the plain one's, and a cell a column."""
    card = bench_card(bench)
    assert [row[0] for row in card.rows] == [f"{step.size:,}" for step in bench.steps]
    assert all(len(row) == len(card.columns) for row in card.rows)
    assert all("×" in row[1] for row in card.rows)
