"""Tell a benchmark: a table for the terminal and its last line. Measures nothing."""

from __future__ import annotations

from evals.bench.measures import Bench, Cost, Step, ratio
from evals.scorecards import Card

HEADS = (
    "reports", "pipeline", "index s", "reports/s", "cold s", "median ms", "95th ms", "right %", "memory MB", "disk MB",
)  # fmt: skip


def terminal_report(bench: Bench) -> str:
    """Reading, then for each size both pipelines and the product as a multiple of the plain one."""
    lines = [HEADS, *(row for step in bench.steps for row in _rows(step))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    table = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*_reading(bench), *table])


def bench_card(bench: Bench) -> Card:
    """The table for the README: each size with the product's figures and, in brackets, what multiple of the plain pipeline's they are."""
    rows = []
    for step in bench.steps:
        product, plain = _figures(step.product), _figures(step.plain)
        told = [f"{value} ({_multiple(one, other)})" for value, one, other in zip(_cells(product), product, plain, strict=True)]
        rows.append((f"{step.size:,}", *told[:5], f"{product[5]:.0f} ({plain[5]:.0f})", *told[6:]))
    columns = (
        "reports", "indexing, s", "reports/s", "cold start, s", "median, ms", "95th, ms", "right, % (plain)", "memory, MB", "disk, MB",
    )  # fmt: skip
    note = "In brackets the multiple of plain retrieval over the same reports in the same run. " + "; ".join(_reading(bench)) + "."
    return Card("Cost as a library of short synthetic reports grows", "python -m evals bench --record", columns, tuple(rows), note)


def _multiple(one: float, other: float) -> str:
    value = ratio(one, other)
    return "–" if value is None else f"{value:.2f} ×"


def _reading(bench: Bench) -> list[str]:
    told = []
    for name, reading in bench.reading.items():
        facts = "" if reading.facts is None else f", {reading.facts / reading.seconds:.0f} facts/s"
        told.append(f"reading alone, {name}: {reading.reports_a_second:.1f} reports/s{facts}")
    return told


def _rows(step: Step) -> list[tuple[str, ...]]:
    product, plain = _figures(step.product), _figures(step.plain)
    times = [ratio(one, other) for one, other in zip(product, plain, strict=True)]
    return [
        (str(step.size), "product", *_cells(product)),
        ("", "plain", *_cells(plain)),
        ("", "times", *("" if value is None else f"{value:.2f}" for value in times)),
    ]


def _figures(cost: Cost) -> tuple[float, ...]:
    return (
        cost.index_seconds, cost.added / cost.index_seconds, cost.cold, cost.median * 1000, cost.seconds_95 * 1000, cost.right,
        cost.memory, cost.disk,
    )  # fmt: skip


def _cells(figures: tuple[float, ...]) -> list[str]:
    return [f"{value:.1f}" for value in figures]


def closing_line(bench: Bench) -> str:
    """The largest size in one line, each figure with its multiple of the plain pipeline's."""
    if not bench.steps:
        return "bench: nothing was measured"
    step = bench.steps[-1]
    product, plain = step.product, step.plain
    parts = [
        f"median {product.median * 1000:.0f} ms ({_times(product.median, plain.median)})",
        f"95th {product.seconds_95 * 1000:.0f} ms ({_times(product.seconds_95, plain.seconds_95)})",
        f"right {product.right:.0f} % (plain {plain.right:.0f} %)",
        f"cold start {product.cold:.1f} s ({_times(product.cold, plain.cold)})",
        f"memory {product.memory:.0f} MB ({_times(product.memory, plain.memory)})",
        f"disk {product.disk:.0f} MB ({_times(product.disk, plain.disk)})",
        f"indexing {_total(bench, 'product'):.0f} s ({_times(_total(bench, 'product'), _total(bench, 'plain'))})",
    ]
    return f"bench: {step.size} reports: " + ", ".join(parts)


def _total(bench: Bench, pipeline: str) -> float:
    return sum(getattr(step, pipeline).index_seconds for step in bench.steps)


def _times(one: float, other: float) -> str:
    value = ratio(one, other)
    return "plain 0" if value is None else f"{value:.2f} × plain"
