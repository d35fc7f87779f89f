"""The page of a run in a browser: it needs nothing from elsewhere, its filters work from a file, it fits a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.difference import Change, Difference
from evals.page import Beside, render_page
from evals.run import run_cases
from evals.summary import summarize
from evals.types import Row, Solver


@pytest.fixture
def rows(make_case, make_answer, figure, read_line):
    """A wrong case with its gold line held, a declined one of another kind, a right one."""
    cases = [
        make_case(id="a1", source="change.jsonl:1"), make_case(id="b1", source="lookup.jsonl:1", language="en"),
        make_case(id="b2", source="lookup.jsonl:2"),
    ]  # fmt: skip
    answers = iter([make_answer(figures=[figure("111.99")]), make_answer(status="declined"), make_answer()])
    return run_cases(cases, Solver(lambda question: next(answers), read_line))


def test_the_difference_leads_and_its_cases_come_first(rows):
    """What is worse, better, changed and new is told with the question; the case that is worse stands before all misses."""
    difference = Difference(
        regressions=(Change("lookup/b2", "its citation is lost", "公车<?>"),), better=(Change("change/a1", "declined → right"),)
    )
    page = render_page(rows, summarize(rows), difference)
    assert "1 worse" in page
    assert "公车&lt;?&gt;" in page
    assert page.index("b2 · right") < page.index("a1 · wrong") < page.index("b1 · declined")
    assert "regression: its citation is lost" in page


def test_gold_lines_stand_beside_cited_lines(rows):
    """The gold line is printed with the gold figure marked, the cited line with the figure that was answered."""
    page = render_page(rows, summarize(rows))
    gold, cited = re.search(r"<h4>Gold lines</h4>(.*?)</section>.*?<h4>Cited lines</h4>(.*?)</section>", page, re.S).groups()
    assert "减少<mark>49.04</mark>万元" in gold
    assert "支出<mark>111.99</mark>万元" in cited


def test_another_solver_stands_beside(rows, make_answer):
    """Its share of each kind, the points between, and its answer to every miss."""
    other: tuple[Row, ...] = tuple(replace(row, outcome="wrong", answer=make_answer(text="OTHER")) for row in rows)
    page = render_page(rows, summarize(rows), beside=[Beside("plain", summarize(other), other)])
    assert ">plain</th>" in page
    assert "+50.0" in page
    assert "wrong: OTHER" in page


@pytest.fixture
def opened(rows, tmp_path: Path, browser) -> Iterator:
    """The page opened from its file on a phone's screen; fails where the page complained."""
    path = tmp_path / "run.html"
    path.write_text(render_page(rows, summarize(rows)), encoding="utf-8")
    said: list[str] = []
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    yield page
    page.close()
    assert said == []


def test_filters_work_without_a_server(opened):
    """Choosing an outcome or typing a word leaves the cases that fit, and the address keeps the choice."""
    assert opened.inner_text("#shown") == "2 of 2 shown"
    opened.select_option("#outcome", "declined")
    assert opened.locator("article:visible h3").all_inner_texts() == ["b1 · declined · planning"]
    assert opened.url.endswith("#outcome=declined")
    opened.select_option("#outcome", "")
    opened.fill("#words", "A1")
    assert opened.inner_text("#shown") == "1 of 2 shown"


def test_the_page_fits_a_phone(opened):
    """Nothing makes the page wider than a small screen."""
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
