"""How many people a body has: those it pays, those in post, those retired, each under the name the report prints.

It never takes one kind of people for another: who is paid from the budget is told under that name.
"""

from __future__ import annotations

from assistant.draft import Draft, shown_fact
from assistant.evidence import beside
from assistant.task import Task
from index.types import Fact

IN_POST = ("在职人员", "实有人数")
RETIRED = "退休人员"
_STAFF = frozenset({*IN_POST, RETIRED, "人员", "岗位", "职工"})
_UNITS = frozenset({"人", "名"})
_POSTS = r"在职|在岗|在编|\bin[- ](?:post|service)\b|\bserving\b|\bworking\b|\bactive\b"


def solve_staff(task: Task) -> Draft | None:
    """People in post and retired, where a question asks for both and one line or table prints them side by side."""
    question = task.question
    if task.plan.want not in ("count", "number") or task.plan.asks("average", "share", "change", "difference", "rank"):
        return None
    names = {c.canonical for c in question.concepts if c.weight > 0}
    if RETIRED not in names or not question.says(_POSTS) or names - _STAFF:
        return None
    counts = [f for f in task.facts if f.measure == "count" and f.unit in _UNITS and f.value is not None]
    retired = next((f for f in counts if task.canonical(f) == RETIRED), None)
    if retired is None:
        return None
    working = _in_post(task, counts, retired)
    if working is None:
        return None
    draft = task.draft()
    for fact in (working, retired):
        draft.state(fact, task.naming.fact(fact))
        draft.say("lookup", basis="", value=shown_fact(draft, fact), **task.about(fact))
    return draft


def _in_post(task: Task, counts: list[Fact], retired: Fact) -> Fact | None:
    """The people in post, else those paid from the budget, of the same paragraph or table."""
    near = [f for f in counts if f.file == retired.file and (beside(f, retired) or f.table is not None and f.table == retired.table)]
    for name in IN_POST:
        found = next((f for f in near if task.canonical(f) == name and f.period == retired.period), None)
        if found is not None:
            return found
    return None
