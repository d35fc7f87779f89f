"""The accepted run as a file: compact, readable, the same for the same run."""

from __future__ import annotations

import pytest

from evals.accepted import AcceptedRun, accept, read_accepted, write_accepted
from evals.errors import BadInput
from evals.run import run_cases
from evals.types import Solver


@pytest.fixture
def rows(make_case, make_answer, cite):
    """Three cases: right, right but cited elsewhere, declined."""
    answers = iter([make_answer(), make_answer(citations=[cite(), cite(2, 6)][1:]), make_answer(status="declined", figures=[])])
    cases = [make_case(id=f"q{number}", source=f"lookup.jsonl:{number}") for number in (1, 2, 3)]
    return run_cases(cases, Solver(lambda question: next(answers)))


def test_a_run_is_kept_one_line_a_case(tmp_path, rows):
    """Each case is one line with its key, outcome, miss, citation and a digest of its figures; nothing tells the time."""
    path = tmp_path / "accepted.json"
    write_accepted(path, accept(rows))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + len(rows)
    assert lines[1].startswith('"lookup/q1": {"lang": "zh", "type": "lookup", "outcome": "right", "cited": true, "figures": "')
    assert '"outcome": "right", "miss": "citation", "cited": false' in lines[2]
    assert lines[3].startswith('"lookup/q3": {"lang": "zh", "type": "lookup", "outcome": "declined", "miss": "planning", "figures": "-"')


def test_what_is_kept_is_read_again(tmp_path, rows):
    """Reading gives the run that was written, and writing that gives the same file; flips of cases that are gone go too."""
    path = tmp_path / "accepted.json"
    run = accept(rows, {"lookup/q2": "why", "lookup/q9": "gone"})
    assert run.flips == {"lookup/q2": "why"}
    write_accepted(path, run)
    again = read_accepted(path)
    assert again == AcceptedRun(dict(run.cases), dict(run.flips))
    before = path.read_bytes()
    write_accepted(path, again)
    assert path.read_bytes() == before


def test_no_run_was_accepted_yet(tmp_path):
    """Without a file there is no accepted run, which is no fault."""
    assert read_accepted(tmp_path / "none.json") is None


@pytest.mark.parametrize("text", ["", "[]", '{"cases": {}}', '{"flips": {}, "cases": {"a": {"outcome": "so so"}}}'])
def test_a_spoiled_file_is_told(tmp_path, text):
    """A file that cannot be read is bad input with its path, never an empty run that anything would pass against."""
    path = tmp_path / "accepted.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="accepted.json"):
        read_accepted(path)


def test_two_cases_of_one_name_are_told(rows):
    """A key names one case, else a regression could hide behind another."""
    with pytest.raises(BadInput, match="lookup/q1"):
        accept([rows[0], rows[0]])


def test_the_project_keeps_an_accepted_run_of_its_own_cases():
    """evals/accepted.json names exactly the cases that come with the project, each once, and nothing flips."""
    from evals.accepted import ACCEPTED
    from evals.dataset import read_cases
    from evals.shipped import shipped_cases

    run = read_accepted(ACCEPTED)
    assert run is not None
    assert run.flips == {}
    assert set(run.cases) == {f"{path.stem}/{case.id}" for path in shipped_cases() for case in read_cases(path)}
