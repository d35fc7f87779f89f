"""A question that the rules found no figure for, read a second time with the item that somebody says it means.

Which items are offered, and whether what is named may stand, is decided here by rule: the year, the body and the kind of figure
stay those of the question as it was asked, and an item that the question names in words the vocabulary knows is never
exchanged for another.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import strays
from assistant.draft import Draft
from assistant.evidence import ReportEvidence, found_in
from assistant.fold import bigrams, fold
from assistant.question import Question
from assistant.task import Task
from index.build import label_text
from index.types import Report

MOST_OFFERED = 24
NEAR = 8
"""An item that shares no word with the question may be meant only where it is one of so many nearest in meaning."""
# What stands for a thing of its own: the question names it, so the answer has to be of it.
_OWN = frozenset({"item", "indicator", "fund", "label"})


def may_be_read_again(question: Question, reports: Sequence[Report]) -> bool:
    """Whether a question is of one body and at most one year, and names something that the vocabulary does not settle."""
    named = [concept for concept in question.concepts if concept.weight > 0 and concept.kind != "body"]
    return bool(named) and len({report.entity for report in reports}) == 1 and len(question.years) <= 1 and not question.relative_year


def items_offered(task: Task) -> list[str]:
    """The names of items that the task's reports print, those most like the question first."""
    names: dict[str, str] = {}
    for evidence in task.evidence:
        for fact in evidence.facts:
            if text := label_text(fact):
                names.setdefault(text, " ".join(dict.fromkeys((*fact.path[:1], fact.item))))
    asked = bigrams(fold(task.question.plain))
    near = task.search.nearest_labels()
    share = {text: len(bigrams(fold(name)) & asked) / max(1, len(bigrams(fold(name)))) for text, name in names.items()}
    order = sorted(names, key=lambda text: (-near.get(text, 0.0) - share[text], text))
    return list(dict.fromkeys(names[text] for text in order))[:MOST_OFFERED]


def may_stand(question: Question, item: str, offered: Sequence[str], draft: Draft, reports: Sequence[Report]) -> bool:
    """Whether a draft for `item` may be the answer to the question as it was asked."""
    if draft.status != "answered" or strays(question, draft, reports):
        return False
    text = fold(item)
    concepts = [concept for concept in question.concepts if concept.weight >= 0.5 and concept.kind != "body"]
    found = [concept for concept in concepts if found_in(concept, text) >= 0.5]
    if any(concept.kind in _OWN for concept in concepts if concept not in found):
        return False
    return bool(found) or item in offered[:NEAR]


def same_reports(one: Sequence[ReportEvidence], other: Sequence[ReportEvidence]) -> bool:
    """Whether two readings look into the same reports."""
    return [evidence.report.file for evidence in one] == [evidence.report.file for evidence in other]
