"""What a figure is of: period, body, scope."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evals.bearings import score_bearings, score_entity, score_period, score_scope
from evals.run import run_cases
from evals.types import EvidenceGroup, HeldFact, HeldReport, Holdings, Solver

FILE = "office-2022.txt"
REPORTS = {FILE: HeldReport("甲市乙局", 2022, "部门"), "other.txt": HeldReport("丙办公室", 2022, "本级")}


def facts_at(file, line):
    return (HeldFact(Decimal("-490400"), "元", "2021", "车", "change"),) if (file, line) == (FILE, 5) else ()


HOLDINGS = Holdings(REPORTS, facts_at)


@pytest.fixture
def told(make_answer, figure):
    """An answer whose first figure tells what it is of."""
    return lambda **changes: make_answer(figures=[{**figure("49.04"), **changes}])


@pytest.mark.parametrize(
    ("periods", "period", "expected"),
    [(("2022",), "2022", True), (("2022",), "2021", False), (("2021", "2022"), "2021", True), ((), "2021", None)],
)
def test_the_period_is_one_that_the_case_names(make_case, told, periods, period, expected):
    """An equal amount of another year is not right; a case that names no year judges none."""
    score = score_period(make_case(periods=periods), told(period=period), HOLDINGS)
    assert score.value is expected
    assert score.miss == ("period" if expected is False else None)


def test_a_period_that_is_not_told_is_that_of_the_figure_on_the_cited_line(make_case, told):
    """What the library holds at the cited line counts, in whatever unit; where it holds nothing, nothing is judged."""
    assert score_period(make_case(periods=("2022",)), told(), HOLDINGS).value is False
    assert score_period(make_case(periods=("2021",)), told(), HOLDINGS).value is True
    assert score_period(make_case(periods=("2022",)), told(value="7"), HOLDINGS).value is None


@pytest.mark.parametrize(
    ("entities", "bodies", "expected"),
    [
        (("乙局",), ["乙局"], True),
        (("甲市乙局",), ["甲市乙局"], True),
        (("其他局名",), ["甲市乙局"], True),  # the gold's own report is held under this name
        (("丁办公室",), ["丙办公室"], False),
        (("甲市乙局", "丙办公室"), ["甲市乙局", "丙办公室"], True),
        (("甲市乙局",), ["甲市乙局", "丙办公室"], False),
    ],
)
def test_the_body_is_one_that_the_case_names(make_case, told, entities, bodies, expected):
    """Every body that the figure rests on is named by the case, under any name of it."""
    assert score_entity(make_case(entities=entities), told(entities=bodies), HOLDINGS).value is expected


def test_a_place_before_a_name_makes_no_other_body(make_case, told):
    """重庆市某区某局 and 某区某局 are one body, where neither file nor name settles it."""
    case = make_case(entities=("某区教育局",), evidence=())
    assert score_entity(case, told(entities=["某市某区教育局"]), HOLDINGS).value is True
    assert score_entity(case, told(entities=["某区体育局"]), HOLDINGS).value is False


def test_without_a_body_told_the_cited_reports_tell(make_case, make_answer, cite):
    """A solver that names no body is judged by the reports its first figure is cited from."""
    case = make_case(entities=("甲市乙局",))
    assert score_entity(case, make_answer(), HOLDINGS).value is True
    assert score_entity(case, make_answer(citations=[cite(file="other.txt")]), HOLDINGS).value is False
    assert score_entity(case, make_answer(citations=[cite(file="unknown.txt")]), HOLDINGS).value is None


@pytest.mark.parametrize(
    ("scopes", "told_scopes", "expected"),
    [(("部门",), ["部门"], True), (("单位",), ["本级"], True), (("单位",), ["部门"], False), (("部门",), ["部门", "单位"], False)],
)
def test_the_scope_is_the_one_that_the_case_names(make_case, told, scopes, told_scopes, expected):
    """The body alone (本级, 单位) and the department with its units (部门, 汇总) are different scopes."""
    case = make_case(scopes=scopes, evidence=())
    assert score_scope(case, told(scopes=told_scopes), HOLDINGS).value is expected


def test_the_first_that_is_wrong_is_told(make_case, told):
    """Another body says more than another year; what is right beside it does not hide it."""
    case = make_case(periods=("2022",), entities=("丁办公室",), evidence=())
    assert score_bearings(case, told(period="2021", entities=["丙办公室"]), HOLDINGS).miss == "entity"
    assert score_bearings(case, told(period="2021", entities=["丁办公室"]), HOLDINGS).miss == "period"
    assert score_bearings(case, told(period="2022", entities=["丁办公室"]), HOLDINGS).value is True


def test_an_equal_amount_of_another_year_is_wrong(make_case, told):
    """A run counts it wrong and classes it, though amount, unit and citation are right."""
    case = make_case(periods=("2022",), evidence=(EvidenceGroup(FILE, "line", frozenset({5})),))
    (row,) = run_cases([case], Solver(lambda question: told(period="2021"), holdings=HOLDINGS))
    assert (row.outcome, row.miss) == ("wrong", "period")
    assert "gold 2022" in row.explanation
    (row,) = run_cases([case], Solver(lambda question: told(period="2022"), holdings=HOLDINGS))
    assert (row.outcome, row.miss) == ("right", None)


def test_what_is_declined_is_of_nothing(make_case, make_answer):
    """A decline has no year to be wrong, and stays what it is."""
    case = make_case(periods=("2022",), kind="refuse", golds=(), evidence=())
    (row,) = run_cases([case], Solver(lambda question: make_answer(status="declined"), holdings=HOLDINGS))
    assert row.outcome == "rightly declined"
