"""Pairs: one question in two languages is answered alike, or shown as unequal."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest

from evals.__main__ import main
from evals.pairs import compare_pairs, paired, resolved
from evals.run import run_cases
from evals.types import Solver

FALL = {"value": "49.04", "unit": "万元", "label": "x", "period": "2022", "citations": [1]}
IN_YUAN = {**FALL, "value": "490400", "unit": "元"}
ROW = {"lang": "zh", "kind": "value", "value": "49.04", "unit": "万元", "file": "office-2022.txt", "lines": [[5]], "type": "change"}


@pytest.fixture
def ask(make_answer, make_case):
    """Rows of cases (id, pair) answered with the figures given by id; None declines."""

    def run(cases, figures):
        def answer(question):
            found = figures[question]
            if found is None:
                return make_answer(status="declined", text="", figures=[], citations=[], calculations=[])
            return make_answer(figures=found)

        return run_cases([make_case(id=id, question=id, pair=pair) for id, pair in cases], Solver(answer))

    return run


def test_the_same_sum_in_two_units_is_the_same_figure(ask):
    """49.04 万元 and 490400 元 are one figure, whatever order an answer gives its figures in."""
    percent = {**FALL, "value": "30.45", "unit": "%"}
    rows = ask([("zh", "p"), ("en", "p")], {"zh": [FALL, percent], "en": [percent, IN_YUAN]})
    assert compare_pairs(rows) == (1, ())


def test_other_figures_and_other_statuses_are_unequal(ask):
    """A member that declines, or gives one figure more, makes its pair unequal; both declining do not."""
    figures = {"a": [FALL], "b": None, "c": [FALL], "d": [FALL, {**FALL, "value": "1", "unit": "辆"}], "e": None, "f": None}
    rows = ask([("a", "p"), ("b", "p"), ("c", "q"), ("d", "q"), ("e", "r"), ("f", "r")], figures)
    count, unequal = compare_pairs(rows)
    assert count == 3
    assert [one.pair for one in unequal] == ["p", "q"]
    assert unequal[0].answers == (("a", "answered: 49.04万元"), ("b", "declined"))


def test_a_figure_of_a_declined_answer_is_none(make_answer):
    """Only an answered question has figures."""
    assert resolved(make_answer(status="unclear", figures=[FALL])) == ("unclear", frozenset())


def test_rows_that_stand_alone_are_no_pair(make_case):
    """A row without a pair, or alone in it, is not asked."""
    cases = [make_case(id="a"), make_case(id="b", pair="p"), make_case(id="c", pair="q"), make_case(id="d", pair="q")]
    assert [case.id for case in paired(cases)] == ["c", "d"]


def test_the_command_ends_with_the_pairs_answered_alike(tmp_path, make_answer, capsys):
    """`pairs` asks the rows that share a pair, prints each unequal pair and ends with one line of figures."""
    rows = [{**ROW, "id": f"{pair}{n}", "question": f"{pair}{n}", "pair": pair} for pair in "pq" for n in (1, 2)]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps({"keywords": [], **row}, ensure_ascii=False) for row in [*rows, {**ROW, "id": "x", "question": "x"}]), "utf-8")

    @contextmanager
    def open_solver(library):
        yield Solver(lambda question: make_answer(figures=[{**FALL, "value": "7"}] if question == "q2" else [FALL]))

    assert main(["pairs", "--questions", str(path), "--library", str(tmp_path)], open_solver) == 0
    printed = capsys.readouterr().out.strip().splitlines()
    assert printed == ["q", "  q1: answered: 49.04万元", "  q2: answered: 7万元", "pairs: 1 of 2"]


def test_files_without_pairs_are_refused(tmp_path, capsys):
    """A file in which no two rows share a pair cannot be compared: exit code 2, told on stderr."""
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**ROW, "id": "x", "question": "x", "keywords": []}), "utf-8")
    assert main(["pairs", "--questions", str(path), "--library", str(tmp_path)]) == 2
    assert "pair" in capsys.readouterr().err
