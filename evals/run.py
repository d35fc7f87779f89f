"""Ask every case and score every answer. Gold answers stay here: the solver is given the question and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from evals.contract import contract_fault
from evals.grounding import find_beside, find_ungrounded
from evals.scorers import find_altered, score_answer, score_citations
from evals.types import (
    ANSWERED,
    DECLINED,
    RIGHT,
    RIGHTLY_DECLINED,
    UNSCORED,
    WRONG,
    AnswerJson,
    Case,
    Row,
    Score,
    Solver,
)


def run_cases(
    cases: Sequence[Case],
    solver: Solver,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Row, ...]:
    """One row a case, in order. A solver that fails, or breaks the contract, leaves its case unscored."""
    rows = []
    for number, case in enumerate(cases, start=1):
        rows.append(_run_case(case, solver, clock))
        if progress:
            progress(number, len(cases))
    return tuple(rows)


def _run_case(case: Case, solver: Solver, clock: Callable[[], float]) -> Row:
    start = clock()
    try:
        answer = solver.answer(case.question, *([case.conversation] if case.conversation else []), **_kept_to(case))
    except Exception as fault:  # a harness outlives what it measures; the fault is shown and counted, not hidden
        return _unscored(case, f"{type(fault).__name__}: {fault}", clock() - start)
    seconds = clock() - start
    fault_found = contract_fault(answer)
    if fault_found:
        return _unscored(case, f"breaks the contract: {fault_found}", seconds)
    return score_row(case, answer, solver, seconds)


def _kept_to(case: Case) -> dict[str, tuple[str, ...]]:
    return {} if case.files is None else {"files": case.files}


def score_row(case: Case, answer: AnswerJson, solver: Solver, seconds: float) -> Row:
    """The row of an answer that keeps the contract."""
    outcome, score = _outcome(case, answer)
    citations = score_citations(case, answer)
    asked = "\n".join((*case.conversation, case.question))
    ungrounded = find_ungrounded(answer, asked, solver.identities)
    warnings = find_beside(answer, asked, solver.identities)
    if solver.read_line:
        warnings += find_altered(answer, solver.read_line)
    # what is declined needs no citation, and what is wrong is not mended by one
    cited = citations.value if outcome == RIGHT else None
    miss = score.miss or ("citation" if cited is False else None) or ("ungrounded" if ungrounded else None)
    return Row(
        case, answer, outcome, miss, score.explanation, cited, citations.explanation, ungrounded, warnings, seconds
    )


def _outcome(case: Case, answer: AnswerJson) -> tuple[str, Score]:
    if case.kind == "unknown":
        return UNSCORED, score_answer(case, answer)
    if case.kind != "refuse" and answer["status"] != ANSWERED:
        reasons = "; ".join(str(note) for note in answer["notes"])
        return DECLINED, Score(False, f"{answer['status']}: {reasons}".rstrip(": "), "declined")
    score = score_answer(case, answer)
    if not score.value:
        return WRONG, score
    return (RIGHTLY_DECLINED if case.kind == "refuse" else RIGHT), score


def _unscored(case: Case, explanation: str, seconds: float) -> Row:
    return Row(case, None, UNSCORED, "fault", explanation, None, "", (), (), seconds)
