from __future__ import annotations

import copy

import pytest

from assistant.types import Answer, Calculation, Citation, Figure
from evals.contract import contract_fault


def test_the_assistants_own_answer_keeps_the_contract():
    """`Answer.to_json` of every status is scored."""
    full = Answer(
        "q",
        "zh",
        "answered",
        "t",
        (Figure("1", "元", "", None, (1,)),),
        (Citation(1, "f", 1, None, "", "1元"),),
        (Calculation("1", "1", "元"),),
        ("n",),
    )
    assert contract_fault(full.to_json()) is None
    assert contract_fault(Answer("q", "en", "declined", "").to_json()) is None


@pytest.mark.parametrize(
    "path",
    [
        ("status",),
        ("text",),
        ("figures",),
        ("citations",),
        ("calculations",),
        ("notes",),
        ("figures", 0, "value"),
        ("citations", 0, "line"),
        ("calculations", 0, "result"),
    ],
)
def test_what_is_missing_is_named(make_answer, path):
    """A missing key is told by its name; no scorer meets half an answer."""
    answer = copy.deepcopy(make_answer())
    holder = answer
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    assert path[-1] in (contract_fault(answer) or "")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "maybe"},
        {"text": None},
        {"figures": [{"value": 1.5, "unit": "元", "citations": []}]},
        {"citations": ["line 5"]},
    ],
)
def test_wrong_kinds_are_faults(make_answer, change):
    """An unknown status, a float for a value and a bare string for a citation break the contract."""
    assert contract_fault(make_answer(**change))
    assert contract_fault("text")
    assert contract_fault(None)
