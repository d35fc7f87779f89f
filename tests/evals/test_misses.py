"""Each class of miss, told from an answer and from what the library holds at the gold lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evals.misses import GoldLines, classify_miss
from evals.types import DECLINED, MISSES, RIGHT, WRONG, EvidenceGroup, Gold, HeldFact, HeldReport, Holdings

FILE = "office-2022.txt"
LINE = "公务用车购置及运行维护费支出111.99万元,完成预算100%。比2021年减少49.04万元，下降30.45%。"
FACTS = tuple(
    HeldFact(Decimal(value), unit, "2022", "公务用车购置及运行维护费", measure)
    for value, unit, measure in [("111.99", "万元", "amount"), ("-49.04", "万元", "change"), ("-30.45", "%", "percent_change")]
)
HELD = [GoldLines((LINE,), FACTS)]
NOT_READ = [GoldLines((LINE,), ())]
HOLDINGS = Holdings({FILE: HeldReport("甲局", 2022, "部门"), "office-2021.txt": HeldReport("甲局", 2021, "部门"),
                     "other-2022.txt": HeldReport("乙局", 2022, "部门"), "own-2022.txt": HeldReport("甲局", 2022, "单位")})  # fmt: skip
WORDS = {"kind": "text", "type": "reason", "golds": (), "keywords": (("少购",),)}
NUMBERS = {"kind": "text", "type": "two in one", "golds": (), "keywords": (("减少",), ("49.04", "490400"))}


@pytest.fixture
def classify(make_case, make_answer):
    """The class of a miss; answer and case by default right, to be spoiled."""

    def run(outcome, case=None, answer=None, gold=HELD, found=None):
        return classify_miss(make_case(**case or {}), make_answer(**answer or {}), outcome, found, gold, HOLDINGS)

    return run


@pytest.mark.parametrize(
    ("case", "gold", "expected"),
    [
        ({}, HELD, "planning"),
        ({}, NOT_READ, "extraction"),
        ({}, [GoldLines((), ())], "extraction"),
        ({"golds": (Gold(Decimal("161.03"), "万元"),), "type": "derived"}, HELD, "planning"),
        ({"golds": (Gold(Decimal("161.03"), "万元"),), "type": "derived"}, NOT_READ, "extraction"),
        ({"golds": (Gold(Decimal("490400"), "元"),)}, HELD, "planning"),
        ({"evidence": ()}, [], "planning"),
        (WORDS, HELD, "retrieval"),
        ({**WORDS, "type": "yesno"}, HELD, "planning"),
        (WORDS, [GoldLines((), ())], "extraction"),
        (NUMBERS, HELD, "planning"),
        (NUMBERS, NOT_READ, "extraction"),
    ],
)
def test_why_something_held_was_declined(classify, case, gold, expected):
    """Declined though held: extraction where the line's figure was not read, retrieval where words are asked, else planning."""
    assert classify(DECLINED, case, {"status": "declined"}, gold) == expected


def test_a_question_back_is_a_miss_of_planning(classify):
    """What is asked back was not understood, whatever the library holds."""
    assert classify(DECLINED, WORDS, {"status": "unclear"}, NOT_READ) == "planning"


@pytest.mark.parametrize(
    ("case", "first", "expected"),
    [
        ({}, {"value": "111.99"}, "planning"),
        ({"periods": ("2022",)}, {"period": "2021"}, "period"),
        ({"periods": ("2022",), "entities": ("甲局",)}, {"period": "2021", "entities": ["乙局"]}, "entity"),
        ({"scopes": ("部门",)}, {"scopes": ["本级"]}, "scope"),
        ({"periods": ("2021", "2022")}, {"value": "111.99", "period": "2021"}, "planning"),
        ({"golds": (Gold(Decimal("161.04"), "万元"),), "type": "derived"}, {"value": "161.03"}, "arithmetic"),
        ({"golds": (Gold(Decimal("161.04"), "万元"),), "type": "derived"}, {"value": "111.99"}, "planning"),
    ],
)
def test_why_a_figure_is_wrong(classify, figure, case, first, expected):
    """Another item is planning, another body, year or scope its own class, a wrong result of the right lines arithmetic."""
    answer = {"figures": [{**figure("49.04"), "entities": ["甲局"], "scopes": ["部门"], **first}]}
    assert classify(WRONG, case, answer, found="wrong figure") == expected


@pytest.mark.parametrize(("found", "expected"), [("wrong unit", "unit"), ("wrong sign", "sign")])
def test_what_the_scorer_tells_is_kept(classify, found, expected):
    """A figure that is right but for its unit or sign is classed so."""
    assert classify(WRONG, found=found) == expected


def test_a_wrong_figure_that_was_not_read_is_a_miss_of_extraction(classify, figure):
    """Where the gold line's figure is not held, no plan could have answered it."""
    assert classify(WRONG, answer={"figures": [figure("111.99")]}, gold=NOT_READ, found="wrong figure") == "extraction"


@pytest.mark.parametrize(
    ("file", "expected"), [("other-2022.txt", "entity"), ("office-2021.txt", "period"), ("own-2022.txt", "scope"), (FILE, "planning")]
)
def test_a_wrong_figure_from_another_report_is_of_another_body_year_or_scope(classify, cite, figure, file, expected):
    """Where the case names none, the reports cited and those of the gold tell."""
    answer = {"figures": [figure("7")], "citations": [cite(file=file)]}
    assert classify(WRONG, answer=answer, found="wrong figure") == expected


@pytest.mark.parametrize(
    ("case", "answer", "gold", "expected"),
    [
        (WORDS, {}, HELD, "wording"),
        (WORDS, {"elsewhere": True, "figures": []}, HELD, "retrieval"),
        (WORDS, {"elsewhere": True}, HELD, "planning"),
        (NUMBERS, {"text": "减少。[1]"}, HELD, "planning"),
        (NUMBERS, {"text": "减少。[1]"}, NOT_READ, "extraction"),
        (NUMBERS, {"text": "49.04[1]"}, HELD, "wording"),
    ],
)
def test_why_words_are_wrong(classify, cite, case, answer, gold, expected):
    """Other lines are retrieval, a figure instead of words or left out is planning, the right lines without the words wording."""
    answer = dict(answer)
    if answer.pop("elsewhere", False):
        answer["citations"] = [cite(line=6)]
    assert classify(WRONG, case, answer, gold) == expected


@pytest.mark.parametrize("kind", ["refuse", "unclear"])
def test_an_answer_where_none_should_be_is_a_miss_of_planning(classify, kind):
    """Something else was taken for what was asked."""
    assert classify(WRONG, {"kind": kind, "golds": (), "evidence": ()}) == "planning"


def test_a_right_answer_misses_by_its_citations_alone(classify):
    """What is right and yet amiss does not show where it is from."""
    assert classify(RIGHT) == "citation"


def test_no_answer_is_a_fault(make_case):
    """A solver that fails, or breaks the contract."""
    assert classify_miss(make_case(), None, "unscored", None, HELD, HOLDINGS) == "fault"


def test_the_classes_are_those_that_are_told(classify):
    """Every class in the module's table is one of MISSES, and the reverse."""
    import evals.misses

    rows = [line.split("|")[1] for line in evals.misses.__doc__.splitlines() if line.startswith("| ") and "class |" not in line]
    assert sorted(name.strip() for row in rows for name in row.split(",")) == sorted(MISSES)


def test_pages_are_evidence_as_lines_are(make_case, make_answer):
    """Where the gold is a page, all its lines are looked at."""
    from evals.run import score_row
    from evals.types import Solver

    holdings = Holdings(HOLDINGS.reports, lambda file, line: FACTS if line == 6 else (), lambda file, page: (5, 6))
    case = make_case(evidence=(EvidenceGroup(FILE, "page", frozenset({2})),))
    solver = Solver(lambda question: {}, lambda file, line: LINE, holdings=holdings)
    assert score_row(case, make_answer(status="declined"), solver, 0).miss == "planning"
    blind = Solver(solver.answer, solver.read_line, holdings=Holdings(HOLDINGS.reports, page_lines=lambda file, page: (5, 6)))
    assert score_row(case, make_answer(status="declined"), blind, 0).miss == "extraction"
