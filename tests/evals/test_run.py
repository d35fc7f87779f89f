from __future__ import annotations

from decimal import Decimal

import pytest

from evals.run import run_cases
from evals.types import Gold, Solver


@pytest.fixture
def run_one(read_line):
    def run(case, answer):
        solver = Solver(lambda question: answer, read_line, "office 2022")
        return run_cases([case], solver, clock=iter([1.0, 1.031]).__next__)[0]

    return run


def test_a_right_answer(run_one, make_case, make_answer):
    """Right, cited right, grounded, timed, with no miss."""
    row = run_one(make_case(), make_answer())
    assert (row.outcome, row.miss, row.cited, row.ungrounded, row.warnings) == ("right", None, True, (), ())
    assert row.seconds == pytest.approx(0.031)


def test_a_follow_up_is_asked_with_its_talk(make_case, make_answer, read_line):
    """The solver is given the earlier questions of a follow-up, and nothing more where there are none."""
    given = []

    def answer(*asked):
        given.append(asked)
        return make_answer()

    cases = [make_case(conversation=("公车费用是多少？",)), make_case(id="b")]
    run_cases(cases, Solver(answer, read_line, "office 2022"))
    assert given == [(cases[0].question, ("公车费用是多少？",)), (cases[1].question,)]


def test_mutations_are_told_apart(run_one, make_case, make_answer, figure, cite):
    """Each way to spoil the right answer shows in its own place."""
    spoiled = {
        "unit": make_answer(figures=[figure("49.04", "元")]),
        "sign": make_answer(figures=[figure("-49.04")]),
        "planning": make_answer(figures=[figure("111.99")]),
        "citation": make_answer(citations=[cite(), cite(2, 6)][1:]),
        "ungrounded": make_answer(text="减少49.04万元，为3年最低[1]"),
        "declined": make_answer(status="declined"),
    }
    rows = {name: run_one(make_case(), answer) for name, answer in spoiled.items()}
    classes = {**{name: name for name in spoiled}, "ungrounded": "citation", "declined": "planning"}
    assert {name: row.miss for name, row in rows.items()} == classes
    assert [rows[miss].outcome for miss in spoiled] == ["wrong", "wrong", "wrong", "right", "right", "declined"]
    assert rows["citation"].cited is False
    assert rows["ungrounded"].cited is True
    assert rows["declined"].cited is None


def test_declining_what_is_held_is_not_wrong(run_one, make_case, make_answer):
    """Declined and unclear are counted apart from stated wrong, with the answer's own reason."""
    row = run_one(make_case(), make_answer(status="unclear", notes=["哪一年？"], figures=[]))
    assert (row.outcome, row.miss) == ("declined", "planning")
    assert "哪一年" in row.explanation


def test_refuse_rows(run_one, make_case, make_answer):
    """Declining what is not held is rightly declined; answering it is stated wrong."""
    case = make_case(kind="refuse", golds=(), evidence=())
    right, wrong = run_one(case, make_answer(status="declined")), run_one(case, make_answer())
    assert (right.outcome, right.miss, right.cited) == ("rightly declined", None, None)
    assert (wrong.outcome, wrong.miss) == ("wrong", "planning")


def test_a_fault_is_unscored_not_wrong(make_case, make_answer):
    """A solver that raises or breaks the contract leaves its case unscored, says why, and the run goes on."""
    answers = iter([ZeroDivisionError("boom"), {"status": "answered"}, make_answer()])

    def answer(question):
        given = next(answers)
        if isinstance(given, Exception):
            raise given
        return given

    rows = run_cases([make_case(id=str(n)) for n in range(3)], Solver(answer))
    assert [row.outcome for row in rows] == ["unscored", "unscored", "right"]
    assert "ZeroDivisionError: boom" in rows[0].explanation
    assert "contract" in rows[1].explanation
    assert rows[0].answer is None
    assert rows[0].miss == "fault"


def test_the_solver_sees_the_question_alone(make_case, make_answer):
    """No gold, no type, no id reaches what is measured."""
    seen = []
    solver = Solver(lambda *given: seen.append(given) or make_answer())
    run_cases([make_case(golds=(Gold(Decimal(1), "元"),))], solver)
    assert seen == [("公车费用降了多少？",)]


def test_an_altered_line_does_not_ground_itself_unseen(run_one, make_case, make_answer, cite):
    """A citation whose text was bent to fit the figure is warned of."""
    bent = cite(text=cite()["text"].replace("49.04", "50.04"))
    row = run_one(make_case(), make_answer(citations=[bent], text="50.04万元", calculations=[]))
    assert [f.where for f in row.warnings] == ["citation"]
    noted = run_one(make_case(), make_answer(citations=[bent], text="50.04万元", calculations=[], notes=["共7项"]))
    assert [f.where for f in noted.warnings] == ["note", "citation"]


@pytest.mark.parametrize(
    ("status", "outcome", "miss"), [("unclear", "right", None), ("declined", "declined", "planning"), ("answered", "wrong", "planning")]
)
def test_what_can_mean_several_things_must_be_asked_back(run_one, make_case, make_answer, status, outcome, miss):
    """For an unclear row only a question back is right; a decline counts as declined, an answer as wrong."""
    row = run_one(make_case(kind="unclear", type="unclear", golds=(), evidence=()), make_answer(status=status))
    assert (row.outcome, row.miss) == (outcome, miss)
