"""Ask every case and score every answer. Gold answers stay here: the solver is given the question and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from evals.bearings import score_bearings
from evals.contract import contract_fault
from evals.directions import find_turned
from evals.grounding import find_beside, find_ungrounded
from evals.misses import GoldLines, classify_miss
from evals.scorers import find_altered, same_file, score_answer, score_citations
from evals.types import (
    ANSWERED,
    DECLINED,
    RIGHT,
    RIGHTLY_DECLINED,
    UNSCORED,
    WRONG,
    AnswerJson,
    Case,
    Holdings,
    Row,
    Score,
    Solver,
)
from evals.years_said import find_misdated


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
    outcome, score = _outcome(case, answer, solver.holdings)
    citations = score_citations(case, answer)
    asked = "\n".join((*case.conversation, case.question))
    ungrounded = find_ungrounded(answer, asked, solver.identities) + find_turned(answer) + find_misdated(answer)
    warnings = find_beside(answer, asked, solver.identities)
    if solver.read_line:
        warnings += find_altered(answer, solver.read_line)
    # what is declined needs no citation, and what is wrong is not mended by one
    cited = citations.value if outcome == RIGHT else None
    amiss = outcome in (WRONG, DECLINED) or cited is False or bool(ungrounded)
    held = gold_lines(case, solver, amiss)
    miss = score.miss if outcome == UNSCORED else None
    if amiss and outcome != UNSCORED:
        known = [lines for lines, _ in held] if solver.holdings.reports else []
        miss = classify_miss(case, answer, outcome, score.miss, known, solver.holdings)
    return Row(
        case, answer, outcome, miss, score.explanation, cited, citations.explanation, ungrounded, warnings, seconds,
        tuple(line for _, shown in held for line in shown),
    )  # fmt: skip


def gold_lines(case: Case, solver: Solver, with_facts: bool) -> tuple[tuple[GoldLines, tuple[str, ...]], ...]:
    """Each evidence group as the library holds it, with its lines to be shown ("file line 79: text"). A page shows no lines.

    Figures are looked up `with_facts` only: it takes time that only a miss is worth.
    """
    found = []
    for group in case.evidence:
        file = next((held for held in solver.holdings.reports if same_file(held, group.file)), group.file)
        numbers = sorted(group.numbers)
        if group.place == "page":
            numbers = [line for page in numbers for line in solver.holdings.page_lines(file, page)]
        read = solver.read_line or (lambda file, number: None)
        texts = {number: text for number in numbers if (text := read(file, number)) is not None}
        facts = tuple(fact for number in numbers if with_facts for fact in solver.holdings.facts_at(file, number))
        shown = tuple(f"{file} line {number}: {text}" for number, text in texts.items()) if group.place == "line" else ()
        found.append((GoldLines(tuple(texts.values()), facts), shown))
    return tuple(found)


def _outcome(case: Case, answer: AnswerJson, holdings: Holdings) -> tuple[str, Score]:
    if case.kind == "unknown":
        return UNSCORED, score_answer(case, answer)
    status = answer["status"]
    if (case.kind != "refuse" and status == "declined") or (case.kind not in ("refuse", "unclear") and status != ANSWERED):
        reasons = "; ".join(str(note) for note in answer["notes"])
        return DECLINED, Score(False, f"{status}: {reasons}".rstrip(": "), "declined")
    score = score_answer(case, answer)
    if not score.value:
        return WRONG, score
    bearings = score_bearings(case, answer, holdings)
    if status == ANSWERED and bearings.value is False:  # an equal amount of another year, body or scope is not right
        return WRONG, Score(False, f"{score.explanation}, but {bearings.explanation}", bearings.miss)
    return (RIGHTLY_DECLINED if case.kind == "refuse" else RIGHT), score


def _unscored(case: Case, explanation: str, seconds: float) -> Row:
    return Row(case, None, UNSCORED, "fault", explanation, None, "", (), (), seconds)
